import assert from "node:assert/strict";
import fc from "fast-check";
import { type BackupCandidate, planBackup, validateBackup } from "../../../components/backup/plan";
import { InvalidArgsError } from "../../../components/faults";
import { NAMING } from "../../support/data-args";
import { OPERATIONS, PRODUCTION, STAGING } from "./fixtures";

const faultsOf = (change: BackupCandidate): [string, unknown][] =>
    validateBackup({ ...STAGING, ...change }).map(({ path, given }) => [path, given]);

describe("the arguments of the backups", () => {
    it("are accepted in staging, in production and at their limits", () => {
        assert.deepEqual(faultsOf({}), []);
        assert.deepEqual(faultsOf(PRODUCTION), []);
        for (const maxAgeHours of [1, 168]) {
            assert.deepEqual(faultsOf({ maxAgeHours, lockYears: 1, expirationDays: 366, deletionWindowDays: 7 }), []);
        }
        assert.deepEqual(faultsOf({ verify: { ...STAGING.verify, storageGiB: 200, canary: "public.audit.at" } }), []);
    });

    it("are all missing at once", () => {
        assert.deepEqual(
            validateBackup({}).map(({ path }) => path),
            ["accountId", "region", "bucketName", "runner.image", "verify.scratchImage"],
        );
    });

    it("confirm the lock that nobody can take off by the bucket's own name", () => {
        const [fault] = validateBackup({ ...STAGING, complianceLockConfirmed: "yes" });
        assert.deepEqual(
            [fault?.path, fault?.given, fault?.allowed],
            ["complianceLockConfirmed", "yes", "the bucket's name, restartix-backups-primary-staging, or nothing"],
        );
        assert.match(fault?.hint ?? "", /nobody can delete a backup before its time/);
    });

    it("keep a backup at least as long as it is locked", () => {
        assert.deepEqual(faultsOf({ lockYears: 0 }), [["lockYears", 0]]);
        assert.deepEqual(faultsOf({ expirationDays: 2556 }), [["expirationDays", 2556]]);
        assert.deepEqual(faultsOf({ expirationDays: 2557 }), []);
    });

    it("list roles of the account, each once and without wildcards", () => {
        const foreign = "arn:aws:iam::444455556666:role/operations";
        const wide = "arn:aws:iam::111122223333:role/*";
        assert.deepEqual(faultsOf({ operationsRoleArns: [wide, OPERATIONS, OPERATIONS] }), [
            ["operationsRoleArns[0]", wide],
            ["operationsRoleArns[2]", OPERATIONS],
        ]);
        assert.deepEqual(faultsOf({ administratorRoleArns: [foreign] }), [["administratorRoleArns[0]", foreign]]);
        assert.deepEqual(faultsOf({ administratorRoleArns: ["arn:aws:sts::111122223333:assumed-role/a/b"] }).length, 1);
    });

    it("run images by a digest or a tag that stays, not as root, in sizes that Fargate has", () => {
        const runner = { image: { tag: "latest" }, user: "0", cpu: 256, memory: 3000, entryPoint: [] };
        assert.deepEqual(faultsOf({ runner }), [
            ["runner.image.tag", "latest"],
            ["runner.entryPoint", []],
            ["runner.user", "0"],
            ["runner.memory", 3000],
        ]);
        const verify = {
            scratchImage: { tag: "17.6", digest: `sha256:${"0".repeat(64)}` },
            scratchUser: "root",
            scratchDataPath: "data",
            cpu: 100,
            storageGiB: 20,
            canary: "audit.at",
        };
        assert.deepEqual(
            faultsOf({ verify }).map(([path]) => path),
            ["scratchImage", "scratchUser", "scratchDataPath", "cpu", "storageGiB", "canary"].map(
                (key) => `verify.${key}`,
            ),
        );
    });

    it("set no variable that is set already, and show no value of one", () => {
        const free = { DATABASE_SSLMODE: "require", DATABASE_CA_FILE: "/ca.pem", PG_BIN: "/usr/bin" };
        const environment = { ...free, DATABASE_HOST: "elsewhere", "bad name": "hidden", VERIFY_CANARY: "a.b.c" };
        assert.deepEqual(faultsOf({ runner: { ...STAGING.runner, environment } }), [
            ["runner.environment.DATABASE_HOST", "DATABASE_HOST"],
            ["runner.environment.bad name", "bad name"],
            ["runner.environment.VERIFY_CANARY", "VERIFY_CANARY"],
        ]);
    });

    it("take hours that CloudWatch can look back, and days that it keeps logs for", () => {
        assert.deepEqual(faultsOf({ maxAgeHours: 169, logRetentionDays: 91, cpuArchitecture: "ARM" as "ARM64" }), [
            ["cpuArchitecture", "ARM"],
            ["maxAgeHours", 169],
            ["logRetentionDays", 91],
        ]);
    });
});

describe("the plan of the backups", () => {
    const planOf = (change: Partial<typeof STAGING>) => planBackup("the backups", NAMING, { ...STAGING, ...change });

    it("locks for seven years, and for good only when the bucket's name says so", () => {
        assert.deepEqual(planOf({}).bucket.objectLock, { mode: "GOVERNANCE", years: 7 });
        const { bucket } = planOf({ complianceLockConfirmed: STAGING.bucketName });
        assert.deepEqual(bucket.objectLock, { mode: "COMPLIANCE", years: 7 });
    });

    it("moves backups to Glacier Instant Retrieval and Deep Archive, as far as they get so old", () => {
        const steps = (expirationDays: number) =>
            planOf({ lockYears: 1, expirationDays }).bucket.lifecycle?.transitions?.map(({ days }) => days);
        assert.deepEqual(planOf({}).bucket.lifecycle?.transitions, [
            { days: 90, storageClass: "GLACIER_IR" },
            { days: 730, storageClass: "DEEP_ARCHIVE" },
        ]);
        assert.deepEqual([steps(730), steps(731)], [[90], [90, 730]]);
    });

    it("leaves every manifest where it is read at once: none has more bytes", () => {
        assert.equal(planOf({}).bucket.lifecycle?.transitionAboveBytes, 8_388_608);
    });

    it("keeps what was overwritten or deleted at least as long as its lock", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100 }), (lockYears) => {
                const days = planOf({ lockYears }).bucket.lifecycle?.noncurrentDays ?? 0;
                assert.ok(days >= lockYears * 365 && days <= 36_525);
            }),
        );
    });

    it("has the document's size, and names that policies can know beforehand", () => {
        const { runner, verify, names, principals } = planOf({});
        assert.deepEqual([runner.cpu, runner.memory, verify.cpu, verify.memory], ["256", "1024", "1024", "4096"]);
        for (const kind of ["runner", "verify"] as const) {
            assert.ok(principals[kind].endsWith(`:role/${names[kind].role}`));
        }
        assert.equal(names.runner.logGroup, "/ecs/restartix-staging/backup-runner");
    });

    it("refuses with all faults at once", () => {
        assert.throws(
            () => planOf({ bucketName: "B", lockYears: 0 }),
            (error: unknown) => error instanceof InvalidArgsError && error.faults.length === 2,
        );
    });
});
