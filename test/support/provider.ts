/** One configured provider of the sandbox in memory, without the engine. */
import assert from "node:assert/strict";
import type { Backend, Identity, State } from "../../sandbox/backend";
import type { Refusal } from "../../sandbox/models/kernel/refusal";
import { PROVIDER_CHECK, Refused } from "../../sandbox/models/kernel/refusal";
import type { PathChange } from "../../sandbox/protocol/detailed-diff";
import { detailedDiff } from "../../sandbox/protocol/detailed-diff";
import type { Properties, PropertyPath } from "../../sandbox/values";
import { formatPath } from "../../sandbox/values";
import { memoryStore, Worlds } from "../../sandbox/worlds/worlds";
import { CheckFailed, provoked } from "./cloud";

export interface Change {
    /** `spec.selector.matchLabels.app` */
    readonly changed: readonly string[];
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

export interface TestProvider {
    readonly worlds: Worlds;
    /** The inputs as the provider completes them. @throws CheckFailed */
    check(type: string, inputs: Properties, name?: string, previous?: Properties): Properties;
    create(type: string, inputs: Properties, name?: string, secrets?: readonly PropertyPath[]): Promise<State>;
    update(type: string, state: State, inputs: Properties, name?: string): Promise<State>;
    delete(type: string, state: State): Promise<void>;
    read(type: string, state: Pick<State, "id"> & Partial<State>): Promise<State | undefined>;
    change(type: string, state: State, inputs: Properties, name?: string): Change;
    invoke(token: string, args: Properties): Promise<Properties>;
    /** Asserts that a step is refused with this row of a table; gives the error's message. */
    refuses(step: () => unknown, refusal: Refusal): Promise<string>;
}

export function identityOf(type: string, name: string): Identity {
    return { urn: `urn:pulumi:test::test::${type}::${name}`, type, name };
}

export function testProvider(
    open: (worlds: Worlds) => Backend,
    config: Properties = {},
    worlds = new Worlds(memoryStore()),
): TestProvider {
    const connection = open(worlds).configure(config);
    const check: TestProvider["check"] = (type, inputs, name = "it", previous = undefined) => {
        const result = connection.check(identityOf(type, name), inputs, previous);
        if (result.faults.length > 0) {
            throw new CheckFailed(result.faults);
        }
        return result.inputs;
    };
    return {
        worlds,
        check,
        create: async (type, inputs, name = "it", secrets = []) =>
            connection.create(identityOf(type, name), { values: check(type, inputs, name), secrets }),
        update: async (type, state, inputs, name = "it") => {
            const values = check(type, inputs, name, state.inputs.values);
            return connection.update(identityOf(type, name), state.id, { values, secrets: [] });
        },
        delete: (type, state) => connection.delete(identityOf(type, "it"), state.id, state.outputs.values),
        read: (type, { id, inputs, outputs }) =>
            connection.read(identityOf(type, "it"), id, { ...inputs?.values, ...outputs?.values }),
        change: (type, state, inputs, name = "it") => {
            const previous = state.inputs.values;
            const news = check(type, inputs, name, previous);
            const rule = connection.replacement(type, previous, news);
            const changes = detailedDiff(previous, news, rule);
            const paths = (list: readonly PathChange[]): string[] => list.map(({ path }) => formatPath(path));
            return {
                changed: paths(changes),
                replaces: paths(changes.filter((change) => change.replaces)),
                deleteBeforeReplace: rule.deleteBeforeReplace,
            };
        },
        invoke: async (token, args) => (await connection.invoke(token, args)).result,
        refuses,
    };
}

async function refuses(step: () => unknown, refusal: Refusal): Promise<string> {
    try {
        await step();
    } catch (error) {
        if (error instanceof CheckFailed) {
            assert.equal(refusal.code, PROVIDER_CHECK, `found by the provider: ${error.message}`);
        } else if (error instanceof Refused) {
            assert.equal(error.refusal, refusal, `refused with another row: ${error.message}`);
        } else {
            throw error;
        }
        provoked.add(refusal);
        return error.message;
    }
    throw new assert.AssertionError({ message: `not refused: ${refusal.when}` });
}
