import assert from "node:assert/strict";
import {
    clusterParameterGroupRefusals,
    parameterGroupRefusals,
} from "../../../../../sandbox/models/aws/rds/parameter-groups";
import { hasParameter, isStatic, valuesUnlike } from "../../../../../sandbox/models/aws/rds/parameters";
import { RDS_TYPES } from "../../../../../sandbox/models/aws/rds/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { makeCluster, makeDatabase, makeDataNetwork, makeMember, makeSubnetGroup } from "./databases";

describe("parameters of PostgreSQL", () => {
    it("need a restart where PostgreSQL says so", () => {
        for (const name of [
            "max_connections",
            "shared_preload_libraries",
            "shared_buffers",
            "rds.logical_replication",
        ]) {
            assert.ok(isStatic("postgres17", name), name);
        }
        for (const name of ["rds.force_ssl", "log_min_duration_statement", "idle_in_transaction_session_timeout"]) {
            assert.ok(!isStatic("postgres17", name), name);
        }
    });

    it("belong to a whole Aurora cluster or to its instances too", () => {
        assert.ok(hasParameter("postgres17", "instance", "rds.force_ssl"));
        assert.ok(hasParameter("aurora-postgresql16", "cluster", "rds.force_ssl"));
        assert.ok(!hasParameter("aurora-postgresql16", "instance", "rds.force_ssl"));
        assert.ok(hasParameter("aurora-postgresql16", "instance", "max_connections"));
        assert.ok(!hasParameter("aurora-postgresql16", "cluster", "max_wal_size"));
        assert.ok(!hasParameter("postgres17", "instance", "apg_ccm_enabled"));
    });

    it("take formulas for their values", () => {
        assert.equal(
            valuesUnlike("postgres17", "max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)"),
            undefined,
        );
        assert.equal(valuesUnlike("postgres17", "log_min_duration_statement", "-1"), undefined);
        assert.equal(valuesUnlike("postgres17", "max_connections", "5"), "6-8388607");
        assert.equal(valuesUnlike("postgres17", "log_statement", "some"), "none,ddl,mod,all");
    });
});

const KINDS = [
    { type: RDS_TYPES.parameterGroup, refusals: parameterGroupRefusals, arn: "pg", more: { skipDestroy: false } },
    { type: RDS_TYPES.clusterParameterGroup, refusals: clusterParameterGroupRefusals, arn: "cluster-pg", more: {} },
];

for (const { type, refusals, arn, more } of KINDS) {
    describe(type, () => {
        let cloud: TestCloud;
        beforeEach(() => {
            cloud = testCloud();
        });
        const make = (inputs: Properties = {}): Promise<Made> =>
            cloud.create(type, { name: "main", family: "postgres17", ...inputs });
        const parameters = (name: string, value: string, applyMethod?: string): Properties => ({
            parameters: [{ name, value, ...(applyMethod === undefined ? {} : { applyMethod }) }],
        });

        it("fills in what RDS fills in, and reads the same", async () => {
            const { id, outputs } = await make(parameters("log_connections", "1"));
            assert.deepEqual(outputs, {
                arn: `arn:aws:rds:eu-central-1:111122223333:${arn}:main`,
                description: "Managed by Pulumi",
                family: "postgres17",
                id: "main",
                name: "main",
                namePrefix: "",
                parameters: [{ applyMethod: "immediate", name: "log_connections", value: "1" }],
                region: "eu-central-1",
                tagsAll: {},
                ...more,
            });
            assert.deepEqual(await cloud.read(type, id), outputs);
        });

        it("is replaced for all but its parameters", async () => {
            const { id } = await make();
            const inputs = { name: "other", family: "postgres16", description: "x", ...parameters("work_mem", "64") };
            const diff = await cloud.diff(type, id, inputs);
            assert.deepEqual([...diff.replaces].sort(), ["description", "family", "name"]);
            await cloud.update(type, id, { name: "main", family: "postgres17", ...parameters("work_mem", "64") });
        });

        it("gets a name and is replaced before it goes where nobody gave one", async () => {
            const { id } = await cloud.create(type, { family: "postgres17" }, "params");
            assert.match(id, /^params-[0-9a-f]{7}$/);
            assert.equal((await cloud.diff(type, id, { family: "postgres16" })).deleteBeforeReplace, false);
        });

        it("refuses what RDS refuses", async () => {
            await make();
            const refuses = async (row: keyof typeof refusals, inputs: Properties): Promise<Error> =>
                cloud.refuses(() => make({ name: "another", ...inputs }), refusals[row]);
            await refuses("exists", { name: "main" });
            const family = await refuses("family", { family: "postgres9" });
            assert.match(family.message, /ParameterGroupFamily postgres9 is not a valid parameter group family$/);
            await refuses("unknownParameter", parameters("max_conections", "100", "pending-reboot"));
            const method = await refuses("immediate", parameters("max_connections", "100"));
            assert.match(method.message, /InvalidParameterCombination: cannot use immediate apply method for static/);
            const value = await refuses("value", parameters("max_connections", "1", "pending-reboot"));
            assert.match(
                value.message,
                /Invalid parameter value: 1 for: max_connections allowed values are: 6-8388607$/,
            );
            await make({ name: "another", ...parameters("max_connections", "100", "pending-reboot") });
        });

        checkTable(() => cloud, type, [
            [refusals.nameForm, "name", { name: "Main", family: "postgres17" }],
            [refusals.nameForm, "name", { name: "1main", family: "postgres17" }],
            [refusals.nameForm, "name", { name: "main--1", family: "postgres17" }],
            [refusals.nameForm, "name", { name: "main-", family: "postgres17" }],
            [refusals.nameForm, "namePrefix", { namePrefix: "main_", family: "postgres17" }],
            [
                refusals.applyMethod,
                "parameters",
                { family: "postgres17", parameters: [{ name: "a", value: "b", applyMethod: "now" }] },
            ],
        ]);
    });
}

describe("parameter groups refuse to go", () => {
    it("InvalidDBParameterGroupState: while instances and clusters use them", async () => {
        const cloud = testCloud();
        await makeSubnetGroup(cloud, await makeDataNetwork(cloud));
        const group = await cloud.create(RDS_TYPES.parameterGroup, { name: "pg", family: "postgres17" });
        const member = await cloud.create(RDS_TYPES.parameterGroup, { name: "member", family: "aurora-postgresql16" });
        const whole = await cloud.create(RDS_TYPES.clusterParameterGroup, {
            name: "whole",
            family: "aurora-postgresql16",
        });
        const database = await makeDatabase(cloud, { parameterGroupName: "pg" });
        await makeCluster(cloud, { dbClusterParameterGroupName: "whole" });
        await makeMember(cloud, { dbParameterGroupName: "member" });
        const error = await cloud.refuses(
            () => cloud.delete(RDS_TYPES.parameterGroup, group.id),
            parameterGroupRefusals.inUse,
        );
        assert.match(error.message, /are still members of this parameter group pg, so the group cannot be deleted$/);
        await cloud.refuses(() => cloud.delete(RDS_TYPES.parameterGroup, member.id), parameterGroupRefusals.inUse);
        await cloud.refuses(
            () => cloud.delete(RDS_TYPES.clusterParameterGroup, whole.id),
            clusterParameterGroupRefusals.inUse,
        );
        await cloud.delete(RDS_TYPES.instance, database.id);
        await cloud.delete(RDS_TYPES.parameterGroup, group.id);
    });
});
