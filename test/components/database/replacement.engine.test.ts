import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { Database, type DatabasePlanArgs } from "../../../components/database";
import { dataSurroundings, NO_DEFAULT_PROVIDERS, SANDBOX_SCOPE } from "../../support/data-surroundings";
import { testStack, type TestStack } from "../../support/engine";
import { filesBelow, filesShowing } from "../../support/secret-files";
import { AURORA, RDS } from "./fixtures";

const RESTORE = { snapshotIdentifier: "restartix-staging-database-before-split", logicalName: "database-2" };

function programOf(plan: DatabasePlanArgs): (change?: Partial<DatabasePlanArgs>) => PulumiFn {
    return (change = {}) =>
        () => {
            const { opts, secret, args } = dataSurroundings("database");
            const common = { masterSecretArn: secret.arn, masterPassword: secret.generatedValue() };
            const wanted = { ...plan, deletionProtection: false, snapshots: ["before-split"], ...change };
            const database = new Database("database", { ...args, ...common, ...(wanted as DatabasePlanArgs) }, opts);
            const { resourceId, writerEndpoint: writer } = database;
            return Promise.resolve({ writer, resourceId, password: secret.generatedValue() });
        };
}

const cases = [
    {
        plan: { ...RDS, replicas: 1 },
        type: "aws:rds/instance:Instance",
        password: "password",
        taken: /DBInstanceAlreadyExists: DB instance already exists/,
        snapshots: "aws:rds/snapshot:Snapshot",
    },
    {
        plan: AURORA,
        type: "aws:rds/cluster:Cluster",
        password: "masterPassword",
        taken: /DBClusterAlreadyExistsFault: DB Cluster already exists/,
        snapshots: "aws:rds/clusterSnapshot:ClusterSnapshot",
    },
] as const;

for (const { plan, type, password, taken, snapshots } of cases) {
    describe(`a database on ${plan.engine} through the real engine`, () => {
        const program = programOf(plan);
        let stack: TestStack;
        let resourceId: unknown;
        const records = (of: string) => stack.sandbox.worlds.world(SANDBOX_SCOPE).list(of);
        const outputs = async () => {
            const { writer, resourceId: id } = await stack.outputs();
            return { writer: String(writer?.value), resourceId: id?.value as unknown };
        };

        before(async () => {
            stack = await testStack({ program: program(), config: NO_DEFAULT_PROVIDERS });
        });

        after(() => stack.discard());

        it("comes up, and stays as it is", async () => {
            await stack.up();
            const { counts } = await stack.up();
            assert.deepEqual(Object.keys(counts), ["same"]);
            ({ resourceId } = await outputs());
        });

        it("shows its password in no file", async () => {
            const shown = (await stack.outputs())["password"];
            assert.equal(shown?.secret, true);
            assert.match(String(shown.value), /^[A-Za-z0-9]{32}$/);
            const files = filesBelow(stack.directory);
            const places = [/\.(world|journal)$/, /test\.json$/];
            assert.ok(places.every((place) => files.some((file) => place.test(file))));
            assert.deepEqual(filesShowing(stack.directory, String(shown.value)), []);
            // The search finds what is there.
            assert.notDeepEqual(filesShowing(stack.directory, "restartix-staging-database"), []);
        });

        it("finds no drift", async () => {
            assert.deepEqual(Object.keys((await stack.refresh()).counts), ["same"]);
        });

        it("refuses a change that would replace it, with the data untouched", async () => {
            await assert.rejects(stack.up(program({ databaseName: "other" })), taken);
            await stack.up();
            assert.equal((await outputs()).resourceId, resourceId);
            assert.equal(records(type).length, plan.engine === "rds" ? 2 : 1);
        });

        it("is restored beside itself from a snapshot, and leaves its last one", async () => {
            const passwords = (): unknown[] =>
                records(type)
                    .filter(({ inputs }) => inputs["replicateSourceDb"] === undefined)
                    .map(({ inputs }) => inputs[password] !== undefined);
            assert.deepEqual(passwords(), [true]);
            await stack.up(program(RESTORE));
            const restored = await outputs();
            // The snapshot's stays: the first one may have been rotated since.
            assert.deepEqual(passwords(), [false]);
            assert.notEqual(restored.resourceId, resourceId);
            assert.match(restored.writer, /^restartix-staging-database-2\./);
            const names = records(snapshots).map(({ id }) => id);
            assert.ok(
                names.some((name) => /^restartix-staging-database-final-[0-9a-f]{8}$/.test(name)),
                String(names),
            );
            assert.deepEqual(Object.keys((await stack.up(program(RESTORE))).counts), ["same"]);
        });

        it("is not deleted while it is protected", async () => {
            await stack.up(program({ ...RESTORE, deletionProtection: true }));
            await assert.rejects(stack.destroy(), /Cannot delete protected/);
            await stack.up(program(RESTORE));
        });

        it("goes, comes again and goes again, leaving a last snapshot each time", async () => {
            const before = records(snapshots).length;
            await stack.destroy();
            await stack.up();
            await stack.destroy();
            assert.deepEqual(records(type), []);
            // The intentional one goes with the database, which leaves one itself: twice.
            assert.equal(records(snapshots).length, before - 1 + 2);
        });
    });
}

describe("a major version through the real engine", () => {
    const program = programOf({ ...RDS, replicas: 1, applyImmediately: true });
    const type = "aws:rds/instance:Instance";
    let stack: TestStack;

    before(async () => {
        stack = await testStack({ program: program({ engineVersion: "16" }), config: NO_DEFAULT_PROVIDERS });
        await stack.up();
    });

    after(() => stack.discard());

    it("reaches the replica along with its primary, with one group of parameters for both", async () => {
        const upgraded = program({ engineVersion: "17", allowMajorVersionUpgrade: true });
        const { counts } = await stack.up(upgraded);
        // The group of parameters, whose family is another; the database stays.
        assert.equal(counts["replace"], 1);
        const instances = stack.sandbox.worlds.world(SANDBOX_SCOPE).list(type);
        assert.deepEqual(
            instances.map(({ outputs }) => JSON.stringify(outputs["engineVersionActual"]).slice(0, 3)),
            ['"17', '"17'],
        );
        assert.equal(new Set(instances.map(({ outputs }) => outputs["parameterGroupName"])).size, 1);
        assert.deepEqual(Object.keys((await stack.up(upgraded)).counts), ["same"]);
    });
});
