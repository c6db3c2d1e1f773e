import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { Database, type DatabasePlanArgs } from "../../../components/database";
import { dataSurroundings, NO_DEFAULT_PROVIDERS, SANDBOX_SCOPE } from "../../support/data-surroundings";
import { testStack, type TestStack } from "../../support/engine";
import { AURORA, RDS } from "./fixtures";

const RESTORE = { snapshotIdentifier: "restartix-staging-database-before-split", logicalName: "database-2" };

function programOf(plan: DatabasePlanArgs): (change?: Partial<DatabasePlanArgs>) => PulumiFn {
    return (change = {}) =>
        () => {
            const { opts, secret, args } = dataSurroundings("database");
            const common = { masterSecretArn: secret.arn, masterPassword: secret.generatedValue() };
            const wanted = { ...plan, deletionProtection: false, snapshots: ["before-split"], ...change };
            const database = new Database("database", { ...args, ...common, ...(wanted as DatabasePlanArgs) }, opts);
            return Promise.resolve({ writer: database.writerEndpoint, resourceId: database.resourceId });
        };
}

const cases = [
    {
        plan: { ...RDS, replicas: 1 },
        type: "aws:rds/instance:Instance",
        taken: /DBInstanceAlreadyExists: DB instance already exists/,
        snapshots: "aws:rds/snapshot:Snapshot",
    },
    {
        plan: AURORA,
        type: "aws:rds/cluster:Cluster",
        taken: /DBClusterAlreadyExistsFault: DB Cluster already exists/,
        snapshots: "aws:rds/clusterSnapshot:ClusterSnapshot",
    },
] as const;

for (const { plan, type, taken, snapshots } of cases) {
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
            const state = JSON.stringify(await stack.state());
            assert.ok(state.includes("aws:rds/"));
            const password = /"(?:p|masterP)assword":"/;
            assert.doesNotMatch(state, password);
        });

        it("refuses a change that would replace it, with the data untouched", async () => {
            await assert.rejects(stack.up(program({ databaseName: "other" })), taken);
            await stack.up();
            assert.equal((await outputs()).resourceId, resourceId);
            assert.equal(records(type).length, plan.engine === "rds" ? 2 : 1);
        });

        it("is restored beside itself from a snapshot, and leaves its last one", async () => {
            await stack.up(program(RESTORE));
            const restored = await outputs();
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
