import assert from "node:assert/strict";
import { driftOfStack } from "../drift/support";
import { changed, type StackConfig } from "../support/project-files";
import {
    type BucketStacks,
    bucketStacks,
    BucketTable,
    type Environment,
    PROJECT,
    unprotected,
    withLimit,
    withoutVendor,
} from "../support/vendor-buckets";

const KEY = "openai#rpm";
const CALL = "aws:lambda/invocation:Invocation";
const COMPONENT = `urn:pulumi:pre::${PROJECT}::plinth:vendorBuckets:VendorBuckets`;
const CALL_URN = `${COMPONENT}$${CALL}::buckets-${KEY}`;
const LETTERS = `${COMPONENT}$aws:sqs/queue:Queue::buckets-dead-letters`;
const LIVE = { level: 321.5, level_at: 1_700_000_000_000, revision: 42 };
const HELPS = /Run: plinth up pre vendor-buckets/;

/** Whether a run was refused, and said all of this. */
const says =
    (...expected: readonly RegExp[]) =>
    (error: Error): true => {
        expected.forEach((words) => assert.match(error.message, words));
        return true;
    };

describe("the vendor buckets of pre and prod, through the real engine", () => {
    let stacks: BucketStacks;
    let table: BucketTable;
    const existing = (): readonly string[] => {
        const { worlds } = stacks.place.sandbox;
        const all = worlds.scopes().flatMap((scope) => worlds.world(scope).all());
        return all.filter(({ remainder }) => remainder === undefined).map(({ type }) => type);
    };
    const drifts = async (stack: Environment): Promise<readonly unknown[]> =>
        (await driftOfStack({ place: stacks.place, project: PROJECT, stack })).drifts;
    const both = (change: (config: StackConfig) => StackConfig): void => {
        stacks.configure("pre", change);
        stacks.configure("prod", change);
    };

    before(async () => {
        stacks = await bucketStacks();
        table = new BucketTable(stacks.place, "pre");
    });
    after(() => stacks.discard());

    it("leave prod alone before there is a pre, in previews too, and nothing is made", async () => {
        await assert.rejects(stacks.prod.preview(), says(/pre has nothing applied/, HELPS));
        await assert.rejects(stacks.prod.up(), says(/pre has nothing applied/, HELPS));
        assert.deepEqual(existing(), []);
    });

    it("come up in pre, stay as they are and have no drift", async () => {
        assert.deepEqual(Object.keys((await stacks.pre.up()).counts), ["create"]);
        assert.deepEqual(Object.keys((await stacks.pre.up()).counts), ["same"]);
        assert.deepEqual(Object.keys((await stacks.pre.refresh()).counts), ["same"]);
    });

    it("come up in prod once pre has the same", async () => {
        // What was refused before has left an empty stack.
        assert.deepEqual(Object.keys((await stacks.prod.up()).counts).sort(), ["create", "same"]);
        assert.deepEqual(Object.keys((await stacks.prod.up()).counts), ["same"]);
    });

    it("break no rule of the policy pack, leave none undecided and use no type without a model", () => {
        assert.deepEqual(stacks.policyReport(), { findings: [], undecided: [] });
        assert.deepEqual(stacks.unmodelled, []);
    });

    it("show nothing that is live as drift, and no run writes it", async () => {
        await table.write(KEY, LIVE);
        await table.write("openai#concurrency", { in_use: 7, revision: 21, repairs: 1 });
        const before = table.items();
        assert.deepEqual(await drifts("pre"), []);
        assert.deepEqual(Object.keys((await stacks.pre.refresh()).counts), ["same"]);
        assert.deepEqual(Object.keys((await stacks.pre.up()).counts), ["same"]);
        assert.deepEqual(table.items(), before);
    });

    for (const [capacity, refill_rate] of [
        [600, 10],
        [0, 0.5],
    ] as const) {
        it(`change a limit to ${capacity} under way, and what is in use stays`, async () => {
            const others = new Map([...table.items()].filter(([key]) => key !== KEY));
            await table.write(KEY, { ...LIVE, revision: LIVE.revision + capacity });
            stacks.configure("pre", withLimit(capacity, refill_rate));
            assert.deepEqual((await stacks.pre.up()).steps, [`update ${CALL} buckets-${KEY}`]);
            await table.carryOutCalls();
            assert.deepEqual(table.items().get(KEY), {
                ...{ vendor_dimension: KEY, kind: "rate", capacity, refill_rate },
                ...{ ...LIVE, revision: LIVE.revision + capacity },
            });
            assert.deepEqual(new Map([...table.items()].filter(([key]) => key !== KEY)), others);
            // What was read by now must not be taken for something that the program no longer wants.
            assert.deepEqual(Object.keys((await stacks.pre.refresh()).counts), ["same"]);
            assert.deepEqual(Object.keys((await stacks.pre.up()).counts), ["same"]);
        });
    }

    it("leave prod alone where a limit differs, whichever way", async () => {
        await assert.rejects(stacks.prod.up(), says(/rpm\.capacity: 0 in pre, 500 in prod/, /refillRate/, HELPS));
        stacks.configure("prod", withLimit(0, 0.5));
        assert.equal((await stacks.prod.up()).counts["update"], 1);
    });

    it("don't count an update of pre that failed half-way", async () => {
        const missing = { principalArns: ["arn:aws:iam::111122223333:role/missing"] };
        stacks.configure("pre", (config) => ({ ...withLimit(700, 5)(config), "plinth:consumers": missing }));
        await assert.rejects(stacks.pre.up(), /MalformedPolicyDocument/);
        stacks.configure("prod", withLimit(700, 5));
        await assert.rejects(stacks.prod.up(), says(/rpm\.capacity: 0 in pre, 700 in prod/, HELPS));
    });

    it("don't count settings that couldn't be written, and write them with the next update", async () => {
        both(withLimit(700, 5));
        await stacks.pre.up();
        await stacks.prod.up();
        const recorded = await stacks.pre.outputs();
        both(withLimit(800, 6));
        const message = "Lambda function failed: NoBucket: There is no bucket";
        const fault = { kind: "error", message } as const;
        stacks.faults.add([{ call: "update", type: CALL, name: `buckets-${KEY}`, nth: 1, fault }]);
        await assert.rejects(stacks.pre.up(), says(/buckets-openai#rpm/, /NoBucket: There is no bucket/));
        assert.deepEqual(await stacks.pre.outputs(), recorded);
        await assert.rejects(stacks.prod.up(), says(/rpm\.capacity: 700 in pre, 800 in prod/, HELPS));
        assert.deepEqual((await stacks.pre.up()).steps, [`update ${CALL} buckets-${KEY}`]);
    });

    it("don't count what an update of pre left out, until one takes it along", async () => {
        const leftOut = /aws:lambda\/invocation:Invocation buckets-openai#rpm was left out of the last update/;
        both(withLimit(900, 7));
        await stacks.pre.up(undefined, { target: [LETTERS] });
        await assert.rejects(stacks.prod.up(), says(leftOut, HELPS));
        await stacks.pre.up(undefined, { exclude: [CALL_URN] });
        await assert.rejects(stacks.prod.up(), says(leftOut, HELPS));
        await stacks.pre.up(undefined, { target: [CALL_URN] });
        assert.deepEqual((await stacks.prod.up()).steps, [`update ${CALL} buckets-${KEY}`]);
    });

    it("don't count what an update of pre never made", async () => {
        const config = withLimit(700, 5);
        const more = { cohere: { rpm: { kind: "rate", capacity: 1, refillRate: 1 } } };
        both((committed) => changed(config(committed), "plinth:vendors", more));
        await stacks.pre.up(undefined, { target: [LETTERS] });
        await assert.rejects(stacks.prod.up(), says(/pre has nothing applied/, HELPS));
        both(config);
        await stacks.pre.up();
    });

    it("lose a bucket with its own item alone", async () => {
        both((config) => withoutVendor(withLimit(700, 5)(config)));
        const before = new Map([...table.items()].filter(([key]) => key.startsWith("openai#")));
        const { steps } = await stacks.pre.up();
        assert.deepEqual(
            steps.filter((step) => step.startsWith("delete ")).sort(),
            ["dynamodb/tableItem:TableItem", "lambda/invocation:Invocation"].flatMap((type) =>
                ["concurrency", "rpm"].map((dimension) => `delete aws:${type} buckets-anthropic#${dimension}`),
            ),
        );
        assert.deepEqual(table.items(), before);
        await stacks.prod.up();
    });

    it("refuse to be destroyed while they are protected, and pre doesn't count half-destroyed", async () => {
        await assert.rejects(stacks.pre.destroy(), /[Dd]eletion protection/);
        await assert.rejects(stacks.prod.up(), says(/pre is half-way/, HELPS));
        await stacks.pre.up();
    });

    it("go, and leave prod alone once pre is gone", async () => {
        both((config) => unprotected(withoutVendor(withLimit(700, 5)(config))));
        await stacks.pre.up();
        await stacks.prod.up();
        await stacks.pre.destroy();
        await assert.rejects(stacks.prod.up(), says(/pre has nothing applied/, HELPS));
        await stacks.prod.destroy();
        assert.deepEqual(existing(), []);
    });

    it("come up and go once more", async () => {
        assert.deepEqual(Object.keys((await stacks.pre.up()).counts), ["create"]);
        await stacks.pre.destroy();
        assert.deepEqual(existing(), []);
    });
});
