/** What the sandbox's state says of the backups: the same that AWS would be told. Pure. */
import { z } from "zod";
import { CommandFault } from "../../command-fault";
import { deploymentOf, parseStateFile, type ResourceState } from "../../state/deployment";
import type { DrillPlace } from "../place";

/** A container as its task's revision has it. */
export interface StatedContainer {
    /** What its program is told to do. */
    readonly command: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
}

/** How long each backup is locked, and how firmly. */
export interface StatedLock {
    readonly mode: "COMPLIANCE" | "GOVERNANCE";
    readonly years: number;
}

export interface StatedBackups {
    /** The container that makes a backup. */
    readonly runner: StatedContainer;
    /** The container that checks one. */
    readonly check: StatedContainer;
    readonly lock: StatedLock;
}

const definitions = z.array(
    z.object({
        name: z.string(),
        command: z.array(z.string()).default([]),
        environment: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
);

const locks = z.object({
    bucket: z.string(),
    rule: z.object({
        defaultRetention: z.object({ mode: z.enum(["COMPLIANCE", "GOVERNANCE"]), years: z.number() }),
    }),
});

/**
 * @param text of the data stack's state
 * @throws CommandFault (failed) naming what isn't there
 */
export function statedBackups(text: string, place: DrillPlace, upCommand: string): StatedBackups {
    const resources = (deploymentOf(parseStateFile(text)).resources ?? []).filter((resource) => !resource.delete);
    const check = containerIn(resources, place.taskDefinitionArn, place.containerName);
    // It has one container only.
    const runner = containerIn(resources, place.runnerTaskDefinitionArn);
    const lock = lockOf(resources, place.bucketName);
    const missing = [
        ...(check === undefined ? [`the container ${place.containerName} of ${place.taskDefinitionArn}`] : []),
        ...(runner === undefined ? [`a container of ${place.runnerTaskDefinitionArn}`] : []),
        ...(lock === undefined ? [`the object lock of ${place.bucketName}`] : []),
    ];
    if (check === undefined || runner === undefined || lock === undefined) {
        throw new CommandFault("failed", `The sandbox's data stack doesn't have ${missing.join(", nor ")}.`, [
            `Bring it up to date: \`${upCommand}\`.`,
        ]);
    }
    return { runner, check, lock };
}

function containerIn(resources: readonly ResourceState[], arn: string, name?: string): StatedContainer | undefined {
    const revision = resources.find(({ outputs }) => outputs?.["arn"] === arn);
    const text = revision?.outputs?.["containerDefinitions"];
    const { data = [] } = definitions.safeParse(typeof text === "string" ? JSON.parse(text) : undefined);
    const found = data.find((container) => name === undefined || container.name === name);
    if (found === undefined) {
        return undefined;
    }
    const variables = found.environment.map((variable) => [variable.name, variable.value] as const);
    return { command: found.command, variables: Object.fromEntries(variables) };
}

const LOCK_TYPE = /^aws:s3\/bucketObjectLockConfiguration/;

function lockOf(resources: readonly ResourceState[], bucketName: string): StatedLock | undefined {
    return resources
        .filter(({ type }) => LOCK_TYPE.test(type))
        .map(({ outputs }) => locks.safeParse(outputs).data)
        .find((found) => found?.bucket === bucketName)?.rule.defaultRetention;
}
