import fs from "node:fs";
import path from "node:path";
import { shownOutputs, type Outputs } from "../progress/outputs";
import { isDefaultProvider, isStack } from "../progress/urn";
import type { StackIdentity } from "./deployment";

/** What the command reads from a state file of the sandbox's backend. Questions answered here need no engine. */
export interface Checkpoint {
    /** Resources, the engine's own default providers aside. */
    readonly resources: number;
    /** Empty when the stack's program has exported nothing yet. */
    readonly outputs: Outputs;
    /** Of the passphrase secrets provider. */
    readonly salt?: string;
    /** What a killed run was at: the cloud may hold it though the state doesn't. */
    readonly pending: readonly { readonly urn: string; readonly operation: string }[];
}

interface Resource {
    readonly urn: string;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The parts of a state file that are read: https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/core.go */
interface StateFile {
    readonly checkpoint?: {
        readonly latest?: {
            readonly secrets_providers?: { readonly state?: { readonly salt?: string } };
            readonly resources?: readonly Resource[];
            readonly pending_operations?: readonly { readonly resource: Resource; readonly type: string }[];
        };
    };
}

/** Reads what a state file tells. */
export function parseCheckpoint(text: string): Checkpoint {
    const { checkpoint } = JSON.parse(text) as StateFile;
    const { resources = [], pending_operations: pending = [], secrets_providers: secrets } = checkpoint?.latest ?? {};
    const salt = secrets?.state?.salt;
    return {
        resources: resources.filter(({ urn }) => !isDefaultProvider(urn)).length,
        outputs: shownOutputs(resources.find(({ urn }) => isStack(urn))?.outputs ?? {}),
        pending: pending.map(({ resource, type }) => ({ urn: resource.urn, operation: type })),
        ...(salt === undefined ? {} : { salt }),
    };
}

/** Where a file backend keeps the state of a stack. */
export function checkpointFile(state: string, project: string, stack: string): string {
    return path.join(state, ".pulumi", "stacks", project, `${stack}.json`);
}

/** The texts of the states of all stacks of a file backend but this one. */
export function otherStatesIn(state: string, { project, environment }: StackIdentity): readonly string[] {
    const folder = path.join(state, ".pulumi", "stacks");
    const own = checkpointFile(state, project, environment);
    return foldersIn(folder)
        .flatMap((name) => fs.readdirSync(path.join(folder, name)).map((file) => path.join(folder, name, file)))
        .filter((file) => file.endsWith(".json") && file !== own)
        .map((file) => fs.readFileSync(file, "utf8"));
}

function foldersIn(folder: string): readonly string[] {
    const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The state of a stack in a file backend; undefined when there is no such stack. */
export function readCheckpoint(state: string, project: string, stack: string): Checkpoint | undefined {
    const file = checkpointFile(state, project, stack);
    return fs.existsSync(file) ? parseCheckpoint(fs.readFileSync(file, "utf8")) : undefined;
}
