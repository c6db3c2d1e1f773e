/** A model of AWS in memory, without the engine: for tests of what a cloud does with its resources. */
import assert from "node:assert/strict";
import type { CheckFault, Connection, Identity } from "../../sandbox/backend";
import { aws } from "../../sandbox/models/aws";
import { modelCloud } from "../../sandbox/models/kernel/cloud";
import type { Refusal } from "../../sandbox/models/kernel/refusal";
import { PROVIDER_CHECK, Refused } from "../../sandbox/models/kernel/refusal";
import { detailedDiff } from "../../sandbox/protocol/detailed-diff";
import type { Properties } from "../../sandbox/values";
import type { WorldRecord } from "../../sandbox/worlds/records";
import { memoryStore, Worlds } from "../../sandbox/worlds/worlds";

/** The provider refused inputs before any call. */
export class CheckFailed extends Error {
    constructor(readonly faults: readonly CheckFault[]) {
        super(faults.map((fault) => `${fault.property}: ${fault.reason}`).join("\n"));
        this.name = "CheckFailed";
    }
}

export interface Made {
    readonly id: string;
    readonly outputs: Properties;
}

export interface Place {
    readonly region?: string;
    readonly account?: string;
    readonly defaultTags?: Readonly<Record<string, string>>;
}

export interface TestCloud {
    create(type: string, inputs: Properties, name?: string): Promise<Made>;
    /** @param seen its outputs as the engine has last read them. @default - as they are */
    update(type: string, id: string, inputs: Properties, seen?: Properties): Promise<Made>;
    /** Changes inputs of a resource, and the outputs that show them, behind the engine's back. */
    byHand(type: string, id: string, change: Properties): Promise<void>;
    delete(type: string, id: string): Promise<void>;
    read(type: string, id: string): Promise<Properties | undefined>;
    diff(
        type: string,
        id: string,
        inputs: Properties,
    ): Promise<{ changed: readonly string[]; replaces: readonly string[]; deleteBeforeReplace: boolean }>;
    invoke(token: string, args: Properties): Promise<Properties>;
    /** The same worlds from another place. */
    in(place: Place): TestCloud;
    /** Asserts that one call is refused with this row of the table, or this code, and that nothing changed. */
    refuses(step: () => Promise<unknown>, refusal: Refusal | string): Promise<Error>;
    /** All records of a type in this account. */
    records(type: string): readonly WorldRecord[];
}

/** Rows that some test provoked; the table's meta-test reads it. */
export const provoked = new Set<Refusal>();

export function testCloud(): TestCloud {
    const worlds = new Worlds(memoryStore());
    const backend = modelCloud(aws, worlds, () => undefined);
    let count = 0;
    const at = (place: Required<Place>): TestCloud => {
        const connection = backend.configure({
            region: place.region,
            allowedAccountIds: JSON.stringify([place.account]),
            defaultTags: JSON.stringify({ tags: place.defaultTags }),
        });
        const nextName = (): string => `r${++count}`;
        return inPlace(worlds, connection, place, nextName, (other) => at({ ...place, ...other }));
    };
    return at({ region: "eu-central-1", account: "111122223333", defaultTags: {} });
}

function identity(type: string, name: string): Identity {
    return { urn: `urn:pulumi:test::test::${type}::${name}`, type, name };
}

function checked(connection: Connection, of: Identity, inputs: Properties, previous?: Properties): Properties {
    const { inputs: prepared, faults } = connection.check(of, inputs, previous);
    if (faults.length > 0) {
        throw new CheckFailed(faults);
    }
    return prepared;
}

function inPlace(
    worlds: Worlds,
    connection: Connection,
    place: Required<Place>,
    nextName: () => string,
    elsewhere: (place: Place) => TestCloud,
): TestCloud {
    const scope = `aws/${place.account}`;
    const known = async (type: string, id: string): Promise<Properties> => {
        const state = await connection.read(identity(type, id), id, {});
        assert.ok(state, `${type} '${id}' does not exist`);
        return state.inputs.values;
    };
    return {
        create: async (type, inputs, name = nextName()) => {
            const of = identity(type, name);
            const state = await connection.create(of, { values: checked(connection, of, inputs), secrets: [] });
            return { id: state.id, outputs: state.outputs.values };
        },
        update: async (type, id, inputs, seen) => {
            const of = identity(type, id);
            const values = checked(connection, of, inputs, await known(type, id));
            const state = await connection.update(of, id, { values, secrets: [] }, seen);
            return { id: state.id, outputs: state.outputs.values };
        },
        byHand: async (type, id, change) => {
            const record = worlds
                .world(scope)
                .list(type)
                .find((each) => each.id === id);
            assert.ok(record, `${type} '${id}' does not exist`);
            const { inputs, outputs, region } = record;
            await worlds.transact(scope, { action: "drift", type, region }, (draft) => {
                draft.put({ ...record, inputs: { ...inputs, ...change }, outputs: { ...outputs, ...change } });
                return record;
            });
        },
        delete: (type, id) => connection.delete(identity(type, id), id, {}),
        read: async (type, id) => (await connection.read(identity(type, id), id, {}))?.outputs.values,
        diff: async (type, id, inputs) => {
            const previous = await known(type, id);
            const news = checked(connection, identity(type, id), inputs, previous);
            const rule = connection.replacement(type, previous, news);
            const changes = detailedDiff(previous, news, rule);
            const top = (list: typeof changes): string[] => [...new Set(list.map((change) => String(change.path[0])))];
            return {
                changed: top(changes),
                replaces: top(changes.filter((change) => change.replaces)),
                deleteBeforeReplace: rule.deleteBeforeReplace,
            };
        },
        invoke: async (token, args) => (await connection.invoke(token, args)).result,
        in: elsewhere,
        refuses: (step, refusal) => refuses(worlds, scope, step, refusal),
        records: (type) => worlds.world(scope).list(type),
    };
}

async function refuses(
    worlds: Worlds,
    scope: string,
    step: () => Promise<unknown>,
    refusal: Refusal | string,
): Promise<Error> {
    const code = typeof refusal === "string" ? refusal : refusal.code;
    const { sequence } = worlds.world(scope);
    try {
        await step();
    } catch (error) {
        const given = error instanceof CheckFailed ? PROVIDER_CHECK : error instanceof Refused ? error.code : undefined;
        if (given === undefined || !(error instanceof Error)) {
            throw error;
        }
        assert.equal(given, code, `refused with ${given} (${error.message}), expected ${code}`);
        if (typeof refusal !== "string") {
            assert.ok(
                error instanceof CheckFailed || (error instanceof Refused && error.refusal === refusal),
                `another row of the same code: ${error.message}`,
            );
            provoked.add(refusal);
        }
        assert.equal(worlds.world(scope).sequence, sequence, "the refused step changed the world");
        return error;
    }
    throw new assert.AssertionError({ message: `not refused; expected ${code}` });
}
