import assert from "node:assert/strict";
import fc from "fast-check";
import type { DatabaseEngine } from "../../../components/database";
import { type DatabaseCandidate, planDatabase, validateDatabase } from "../../../components/database/plan";
import { InvalidArgsError } from "../../../components/faults";
import { AURORA, RDS, recordRds } from "./fixtures";

const rds = (change: DatabaseCandidate): [string, unknown][] => places({ ...RDS, ...change });
const aurora = (change: DatabaseCandidate): [string, unknown][] => places({ ...AURORA, ...change });
const places = (candidate: DatabaseCandidate): [string, unknown][] =>
    validateDatabase(candidate).map(({ path, given }) => [path, given]);

describe("the arguments of a database", () => {
    it("are taken with the least that each engine asks for", () => {
        assert.deepEqual(validateDatabase(RDS), []);
        assert.deepEqual(validateDatabase(AURORA), []);
    });

    it("need an engine that exists", () => {
        assert.deepEqual(places({ ...RDS, engine: "mysql" as DatabaseEngine }), [["engine", "mysql"]]);
        assert.deepEqual(places({}), [
            ["engine", undefined],
            ["databaseName", undefined],
            ["masterUsername", undefined],
        ]);
    });

    it("need the sizes of their engine, and none of the other's", () => {
        assert.deepEqual(rds({ instanceClass: undefined, allocatedStorage: undefined }), [
            ["instanceClass", undefined],
            ["allocatedStorage", undefined],
        ]);
        assert.deepEqual(rds({ minCapacity: 1, scaleToZero: false }), [
            ["minCapacity", 1],
            ["scaleToZero", false],
        ]);
        assert.deepEqual(aurora({ minCapacity: undefined, maxCapacity: undefined, multiAz: true }), [
            ["multiAz", true],
            ["minCapacity", undefined],
            ["maxCapacity", undefined],
        ]);
    });

    it("have the class of an instance", () => {
        assert.deepEqual(rds({ instanceClass: "t4g.medium" }), [["instanceClass", "t4g.medium"]]);
        const [fault] = validateDatabase({ ...RDS, instanceClass: "db.serverless" });
        assert.equal(fault?.hint, "Choose the engine aurora-serverless for it");
    });

    it("have storage that AWS gives, with room to grow", () => {
        for (const allocatedStorage of [19, 65_537, 20.5]) {
            assert.deepEqual(rds({ allocatedStorage }), [["allocatedStorage", allocatedStorage]]);
        }
        assert.deepEqual(rds({ maxAllocatedStorage: 54 }), [["maxAllocatedStorage", 54]]);
        assert.deepEqual(rds({ maxAllocatedStorage: 55 }), []);
        assert.deepEqual(rds({ allocatedStorage: 65_536, maxAllocatedStorage: 65_536 }), []);
    });

    it("have capacity in halves, the most not below the least", () => {
        assert.deepEqual(aurora({ minCapacity: 0.7 }), [["minCapacity", 0.7]]);
        assert.deepEqual(aurora({ maxCapacity: 256.5 }), [["maxCapacity", 256.5]]);
        assert.deepEqual(aurora({ minCapacity: 4, maxCapacity: 2 }), [["maxCapacity", 2]]);
        assert.deepEqual(aurora({ maxCapacity: 0.5 }), [["maxCapacity", 0.5]]);
    });

    it("pause only where both say so", () => {
        const [fault] = validateDatabase({ ...AURORA, minCapacity: 0 });
        assert.deepEqual(
            [fault?.path, fault?.hint],
            ["minCapacity", "Set scaleToZero to true as well to let it pause"],
        );
        assert.deepEqual(aurora({ scaleToZero: true }), [["minCapacity", 0.5]]);
        assert.deepEqual(aurora({ scaleToZero: true, minCapacity: 0 }), []);
        assert.deepEqual(aurora({ secondsUntilAutoPause: 600 }), [["secondsUntilAutoPause", 600]]);
        for (const secondsUntilAutoPause of [299, 86_401]) {
            const fault = ["secondsUntilAutoPause", secondsUntilAutoPause];
            assert.deepEqual(aurora({ scaleToZero: true, minCapacity: 0, secondsUntilAutoPause }), [fault]);
        }
    });

    it("have names that PostgreSQL takes and nobody keeps", () => {
        for (const name of ["Restartix", "1st", "a-b", "a".repeat(64), "postgres"]) {
            assert.deepEqual(rds({ databaseName: name, masterUsername: name }), [
                ["databaseName", name],
                ["masterUsername", name],
            ]);
        }
        assert.deepEqual(rds({ masterUsername: "rdsadmin" }), [["masterUsername", "rdsadmin"]]);
    });

    it("have a version that no upgrade behind the program's back contradicts", () => {
        assert.deepEqual(rds({ engineVersion: "17.6" }), [["engineVersion", "17.6"]]);
        assert.deepEqual(rds({ engineVersion: "17.6", autoMinorVersionUpgrade: false }), []);
        for (const engineVersion of ["13", "19", "seventeen"]) {
            assert.deepEqual(rds({ engineVersion, autoMinorVersionUpgrade: false }), [
                ["engineVersion", engineVersion],
            ]);
        }
    });

    it("have an identifier that leaves room for what is made from it", () => {
        assert.deepEqual(rds({ logicalName: "database-2" }), []);
        for (const logicalName of ["database-33", "Database", "db-", ""]) {
            assert.deepEqual(rds({ logicalName }), [["logicalName", logicalName]]);
        }
    });

    it("keep backups for a day to five weeks", () => {
        for (const backupRetentionDays of [0, 36, 1.5]) {
            assert.deepEqual(rds({ backupRetentionDays }), [["backupRetentionDays", backupRetentionDays]]);
            assert.deepEqual(aurora({ backupRetentionDays }), [["backupRetentionDays", backupRetentionDays]]);
        }
    });

    it("have windows apart from each other", () => {
        assert.deepEqual(rds({ backupWindow: "03:45-04:15" }), [["maintenanceWindow", "sun:04:00-sun:05:00"]]);
        assert.deepEqual(rds({ backupWindow: "night" }), [["backupWindow", "night"]]);
    });

    it("have values from the lists that AWS has", () => {
        const wrong = { replicas: 16, logRetentionDays: 8, monitoringInterval: 7, caCertificate: "letsencrypt" };
        assert.deepEqual(rds(wrong), Object.entries(wrong));
        assert.deepEqual(rds({ insights: "full" as "advanced" }), [["insights", "full"]]);
    });

    it("name each snapshot once", () => {
        assert.deepEqual(rds({ snapshots: ["one", "Two", "one"] }), [
            ["snapshots[1]", "Two"],
            ["snapshots[2]", "one"],
        ]);
    });

    it("leave the platform's safe parameters alone", () => {
        const parameters = { "rds.force_ssl": "0", shared_preload_libraries: "", max_connections: "300", "a b": "1" };
        assert.deepEqual(rds({ parameters }), [
            ["parameters.rds.force_ssl", "0"],
            ["parameters.shared_preload_libraries", ""],
            ["parameters.a b", "1"],
        ]);
    });

    it("make nothing when they are wrong, and say all of it", async () => {
        await assert.rejects(recordRds({ databaseName: "postgres", replicas: -1 }), (error: unknown) => {
            assert.ok(error instanceof InvalidArgsError);
            assert.match(error.message, /^Database "database" was not made: its arguments have 2 faults\./);
            return true;
        });
    });
});

describe("the plan of a database", () => {
    it("exists for whatever passes validation, in AWS's own bounds", () => {
        const candidate = fc.record({
            minCapacity: fc.integer({ min: 0, max: 520 }).map((half) => half / 2),
            maxCapacity: fc.integer({ min: 0, max: 520 }).map((half) => half / 2),
            scaleToZero: fc.boolean(),
            secondsUntilAutoPause: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
        });
        fc.assert(
            fc.property(candidate, (change) => {
                const args = { ...AURORA, ...change };
                if (validateDatabase(args).length > 0) {
                    assert.throws(() => planDatabase("database", args), InvalidArgsError);
                    return;
                }
                const plan = planDatabase("database", args);
                assert.ok(plan.kind === "aurora-serverless");
                assert.ok(plan.minCapacity <= plan.maxCapacity && plan.maxCapacity >= 1 && plan.maxCapacity <= 256);
                assert.equal(plan.secondsUntilAutoPause !== undefined, plan.minCapacity === 0);
            }),
        );
    });
});
