/** Drift of a test's stack: what somebody changes in its clouds, and what the engine's preview of a refresh finds. */
import assert from "node:assert/strict";
import path from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { Drift } from "../../automation/drift/drifts";
import { watchDrift } from "../../automation/drift/drifts";
import { EngineCommand } from "../../automation/run/engine-command";
import { sandboxVariables } from "../../automation/run/environment";
import type { Worlds } from "../../sandbox/worlds/worlds";
import type { WorldRecord } from "../../sandbox/worlds/records";
import type { TestPlace } from "../support/engine";
import { testEngine } from "../support/engine";

/** A stack of a place, as `testStack` keeps it. */
export interface StackOfPlace {
    readonly place: TestPlace;
    readonly project: string;
    /** @default "test" */
    readonly stack?: string;
}

export interface DriftRun {
    readonly drifts: readonly Drift[];
    /** All that the engine told, as reporters get it. */
    readonly events: readonly EngineEvent[];
}

/** What `plinth drift` does with one stack. */
export async function driftOfStack(subject: StackOfPlace): Promise<DriftRun> {
    const watch = watchDrift();
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent): void => {
        events.push(event);
        watch.onEvent(event);
    };
    await withStack(subject, (stack) => stack.previewRefresh({ onEvent }));
    return { drifts: watch.drifts(), events };
}

async function withStack(subject: StackOfPlace, run: (stack: Stack) => Promise<unknown>): Promise<void> {
    const providers = await subject.place.sandbox.attach();
    try {
        await run(await openStack(subject, providers.env));
    } finally {
        await providers.close();
    }
}

async function openStack(
    { place, project, stack = "test" }: StackOfPlace,
    providers: Readonly<Record<string, string>>,
): Promise<Stack> {
    const { directory, sandbox } = place;
    const home = path.join(directory, "home");
    const { passphraseFile } = sandbox;
    const settings = { state: path.join(directory, "state"), home, passphraseFile, providers };
    const env = sandboxVariables(process.env, settings);
    const pulumiCommand = new EngineCommand({ ...(await testEngine()), env, stackExists: true });
    return LocalWorkspace.selectStack(
        { projectName: project, stackName: stack, program: () => Promise.resolve({}) },
        {
            pulumiCommand,
            pulumiHome: home,
            workDir: path.join(directory, "work", project),
            projectSettings: { name: project, runtime: "nodejs" },
        },
    );
}

/** A record and the world it is in. */
export interface Found {
    readonly scope: string;
    readonly record: WorldRecord;
}

/** What stands in the clouds for a resource of a state; undefined for what is in no cloud. */
export function findRecord({ sandbox }: TestPlace, type: string, id: string): Found | undefined {
    const found = sandbox.worlds.scopes().flatMap((scope) =>
        sandbox.worlds
            .world(scope)
            .list(type)
            .filter((record) => record.id === id && record.remainder === undefined)
            .map((record) => ({ scope, record })),
    );
    assert.ok(found.length <= 1, `${type} '${id}' is there ${found.length} times`);
    return found[0];
}

/** What somebody can change by hand. */
export interface Clouds {
    readonly sandbox: { readonly worlds: Worlds };
}

/** Puts records in the place of what is there, all of one world at once. */
export async function putByHand({ sandbox }: Clouds, records: readonly Found[]): Promise<void> {
    await changeByHand(sandbox, records, (draft, record) => draft.put(record));
}

/** Takes records away, and nothing of what the cloud would do along with it. */
export async function removeByHand({ sandbox }: TestPlace, records: readonly Found[]): Promise<void> {
    await changeByHand(sandbox, records, (draft, record) => draft.remove(record));
}

/** Has the cloud delete resources and whatever goes with them; the state still has them afterwards. */
export async function deleteByHand(subject: StackOfPlace, urns: readonly string[]): Promise<void> {
    await withStack(subject, async (stack) => {
        const state = await stack.exportStack();
        await stack.destroy({ target: [...urns] });
        await stack.importStack(state);
    });
}

type Draft = ReturnType<Worlds["draft"]>;

async function changeByHand(
    { worlds }: Clouds["sandbox"],
    records: readonly Found[],
    change: (draft: Draft, record: WorldRecord) => void,
): Promise<void> {
    for (const scope of new Set(records.map((found) => found.scope))) {
        const action = { action: "drift", type: "by hand", region: "global" };
        await worlds.transact(scope, action, (draft) => {
            records.filter((found) => found.scope === scope).forEach(({ record }) => change(draft, record));
            return { id: "by hand" };
        });
    }
}
