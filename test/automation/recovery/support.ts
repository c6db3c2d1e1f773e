/** Stacks whose engine is killed, and what recovery makes of them. */
import assert from "node:assert/strict";
import path from "node:path";
import { recover, type RecoveryResult } from "../../../automation/recovery/recover";
import { fileStates } from "../../../automation/state/file-states";
import {
    deploymentOf,
    parseStateFile,
    type Deployment,
    type ResourceState,
} from "../../../automation/state/deployment";
import { faultLine, stateFaults } from "../../../automation/state/integrity";
import { clearDeadLocks } from "../../../automation/state/stack-lock";
import type { WorldRecord } from "../../../sandbox/worlds/records";
import type { TestStack } from "../../support/engine";

export const STACK = { project: "test", environment: "test", folder: "." } as const;

/** Reads the state file, which has to be whole. */
export async function deploymentIn(stack: TestStack, project: string = STACK.project): Promise<Deployment> {
    const name = { ...STACK, project };
    const text = await fileStates(path.join(stack.directory, "state")).read(name);
    assert.ok(text !== undefined, "there is no state");
    assert.deepEqual(stateFaults(text, name).map(faultLine), []);
    return deploymentOf(parseStateFile(text));
}

export interface Recovered extends RecoveryResult {
    readonly notes: readonly string[];
}

/** Recovers as the command does: the dead engine's lock goes first. */
export async function recoverStack(
    stack: TestStack,
    since: number,
    options: {
        readonly doubts?: readonly ResourceState[];
        readonly refresh?: (urns: readonly string[]) => Promise<void>;
    } = {},
): Promise<Recovered> {
    const state = path.join(stack.directory, "state");
    const files = fileStates(state);
    const notes: string[] = [];
    clearDeadLocks(state, STACK.project, STACK.environment);
    const result = await recover({
        stack: STACK,
        states: {
            read: () => files.read(STACK),
            write: (text) => files.write(STACK, text),
            others: () => Promise.resolve([]),
        },
        inventory: stack.sandbox,
        refresh: options.refresh ?? (async (urns) => void (await stack.refresh(urns))),
        since,
        note: (line) => notes.push(line),
        ...(options.doubts === undefined ? {} : { doubts: options.doubts }),
    });
    await deploymentIn(stack);
    return { ...result, notes };
}

/** What the clouds have that nobody made along with something else, and that isn't kept of a deleted resource. */
export function made(stack: TestStack): readonly WorldRecord[] {
    const { worlds } = stack.sandbox;
    return worlds
        .scopes()
        .flatMap((scope) => worlds.world(scope).all())
        .filter(({ ownedBy, remainder }) => ownedBy === undefined && remainder === undefined);
}

/** Asserts that state and clouds have the same, each thing once. */
export async function assertNothingTwiceOrLost(stack: TestStack): Promise<void> {
    const { resources = [], pending_operations: pending = [] } = await deploymentIn(stack);
    const name = ({ type, id }: { readonly type: string; readonly id?: string }): string => `${type} ${id}`;
    const held = resources.filter(({ type, custom }) => custom && !/^(pulumi:|random:)/.test(type)).map(name);
    assert.deepEqual(pending, []);
    assert.deepEqual([...held].sort(), made(stack).map(name).sort());
}
