/** What is there after some runs: the states that the engine keeps, and the worlds of the model clouds. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathsOf } from "../../../automation/paths";
import { sandboxKeys } from "../../../sandbox/key";
import { Asset, isList, isObject } from "../../../sandbox/values";
import type { WorldRecord } from "../../../sandbox/worlds/records";
import { FileStore } from "../../../sandbox/worlds/file-store";
import { Worlds } from "../../../sandbox/worlds/worlds";

/** Values as JSON has them. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
    readonly [key: string]: Json | undefined;
}

/** A resource of a state, in the engine's own form. */
export interface StateResource extends JsonObject {
    readonly urn: string;
    readonly type: string;
    /** Only custom resources have one. */
    readonly id?: string;
}

/** The state of one stack. */
export interface StackState {
    readonly resources: readonly StateResource[];
    readonly pending: readonly string[];
}

/** A record of a world, its values as JSON. */
export interface OutcomeRecord {
    readonly scope: string;
    readonly region: string;
    readonly type: string;
    readonly id: string;
    readonly inputs: JsonObject;
    readonly outputs: JsonObject;
    readonly secrets: readonly (readonly (string | number)[])[];
    readonly ownedBy?: { readonly type: string; readonly id: string };
    readonly remainder?: string;
}

export interface Outcome {
    readonly states: readonly StackState[];
    readonly records: readonly OutcomeRecord[];
}

interface Deployment {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly {
        readonly type: string;
        readonly resource: { readonly urn: string };
    }[];
}

/** @param deployment as `pulumi stack export` has it, or `latest` of a state file */
export function stackStateOf(deployment: unknown): StackState {
    const { resources = [], pending_operations: pending = [] } = (deployment ?? {}) as Deployment;
    return { resources, pending: pending.map(({ type, resource }) => `${type} ${resource.urn}`) };
}

export function recordsOf(worlds: Worlds): readonly OutcomeRecord[] {
    return worlds.scopes().flatMap((scope) =>
        worlds
            .world(scope)
            .all()
            .map((record) => ({ ...plain(record), scope })),
    );
}

/** Of stacks that were worked on in this process: their exported deployments, and their sandbox's worlds. */
export function outcome(worlds: Worlds, deployments: readonly unknown[]): Outcome {
    return { states: deployments.map(stackStateOf), records: recordsOf(worlds) };
}

/** Of a folder that the `plinth` command has worked in; no other run may be at work in it. */
export function outcomeIn(plinth: string): Promise<Outcome> {
    const states = statesBelow(path.join(pathsOf("", plinth).state, ".pulumi", "stacks"));
    return withWorlds(plinth, (worlds) => ({ states, records: recordsOf(worlds) }));
}

/** All that was done in the worlds of such a folder, in the order in which it was done. */
export function historyIn(plinth: string): Promise<readonly string[]> {
    return withWorlds(plinth, (worlds) =>
        worlds.scopes().flatMap((scope) =>
            worlds
                .world(scope)
                .history()
                .map(({ action, type, id }) => `${scope}: ${action} ${type} ${id}`),
        ),
    );
}

async function withWorlds<T>(plinth: string, look: (worlds: Worlds) => T): Promise<T> {
    const { sandbox } = pathsOf("", plinth);
    const worlds = new Worlds(new FileStore(path.join(sandbox, "worlds"), sandboxKeys(sandbox).worlds));
    try {
        return look(worlds);
    } finally {
        await worlds.close();
    }
}

function statesBelow(folder: string): readonly StackState[] {
    if (!existsSync(folder)) {
        return [];
    }
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return files
        .filter((file) => file.endsWith(".json"))
        .sort()
        .map((file) => {
            const { checkpoint } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
                readonly checkpoint: { readonly latest?: unknown };
            };
            return stackStateOf(checkpoint.latest);
        });
}

function plain(record: WorldRecord): Omit<OutcomeRecord, "scope"> {
    return { ...record, inputs: jsonOf(record.inputs) as JsonObject, outputs: jsonOf(record.outputs) as JsonObject };
}

function jsonOf(value: unknown): Json | undefined {
    if (value instanceof Asset) {
        return { kind: value.kind, hash: value.hash };
    }
    if (isList(value)) {
        return value.map((item) => jsonOf(item) ?? null);
    }
    if (isObject(value)) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item)] as const));
    }
    return value as Json | undefined;
}
