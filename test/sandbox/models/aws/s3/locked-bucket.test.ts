import assert from "node:assert/strict";
import { BUCKET, OBJECT } from "../../../../../sandbox/models/aws/s3/bucket-state";
import { bucketRefusals } from "../../../../../sandbox/models/aws/s3/bucket";
import { LIFECYCLE, lifecycleRefusals } from "../../../../../sandbox/models/aws/s3/bucket-lifecycle";
import {
    OBJECT_LOCK,
    objectLockRefusals,
    VERSIONING,
    versioningRefusals,
} from "../../../../../sandbox/models/aws/s3/bucket-versions";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";

/** Colder after three months and after two years, whether an object is the newest or was written over. */
const ARCHIVING: Properties = {
    id: "archive",
    status: "Enabled",
    filter: {},
    noncurrentVersionTransitions: [
        { noncurrentDays: 90, storageClass: "GLACIER_IR" },
        { noncurrentDays: 730, storageClass: "DEEP_ARCHIVE" },
    ],
    transitions: [
        { days: 90, storageClass: "GLACIER_IR" },
        { days: 730, storageClass: "DEEP_ARCHIVE" },
    ],
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

describe("a bucket that keeps what is written to it", () => {
    let cloud: TestCloud;
    let bucket: string;
    beforeEach(async () => {
        cloud = testCloud();
        ({ id: bucket } = await cloud.create(BUCKET, { bucket: "backups", objectLockEnabled: true }));
    });
    const set = (type: string, inputs: Properties): Promise<Made> => cloud.create(type, { bucket, ...inputs });
    const versions = (status: string): Properties => ({ versioningConfiguration: { status } });
    const retention = (mode: string): Properties => ({ rule: { defaultRetention: { mode, years: 7 } } });

    for (const mode of ["COMPLIANCE", "GOVERNANCE"]) {
        it(`has versions, seven years in ${mode} mode and colder classes, and reads as it was set`, async () => {
            await set(VERSIONING, versions("Enabled"));
            const lock = await set(OBJECT_LOCK, retention(mode));
            const lifecycle = await set(LIFECYCLE, { rules: [ARCHIVING] });
            assert.equal(lock.outputs["objectLockEnabled"], "Enabled");
            assert.deepEqual(await cloud.read(OBJECT_LOCK, lock.id), lock.outputs);
            assert.deepEqual(await cloud.read(LIFECYCLE, lifecycle.id), lifecycle.outputs);
            assert.deepEqual(await cloud.diff(OBJECT_LOCK, lock.id, { bucket, ...retention(mode) }), {
                changed: [],
                replaces: [],
                deleteBeforeReplace: false,
            });
        });
    }

    it("goes without a trace while nothing is in it, whatever its retention", async () => {
        await set(VERSIONING, versions("Enabled"));
        await set(OBJECT_LOCK, retention("COMPLIANCE"));
        await cloud.delete(BUCKET, bucket);
        for (const type of [BUCKET, OBJECT_LOCK, VERSIONING]) {
            assert.deepEqual(cloud.records(type), []);
        }
    });

    it("stays once a backup is in it", async () => {
        const made = await cloud.create("aws:s3/bucketObjectv2:BucketObjectv2", {
            bucket,
            key: "app/1/dump.plnthbk",
            content: "1",
            objectLockMode: "COMPLIANCE",
        });
        assert.ok(made.id);
        await cloud.refuses(() => cloud.delete(BUCKET, bucket), bucketRefusals.notEmpty);
        assert.deepEqual(cloud.records(OBJECT), []);
    });

    it("keeps its versions on, and its lock outlives the resource that set it", async () => {
        const lock = await set(OBJECT_LOCK, retention("GOVERNANCE"));
        await cloud.delete(OBJECT_LOCK, lock.id);
        await cloud.refuses(() => set(VERSIONING, versions("Suspended")), versioningRefusals.locked);
        const made = await set(VERSIONING, versions("Enabled"));
        await cloud.delete(VERSIONING, made.id);
        await set(OBJECT_LOCK, retention("GOVERNANCE"));
    });

    it("refuses a lock where there are no versions", async () => {
        const { id } = await cloud.create(BUCKET, { bucket: "plain" });
        const lock = { bucket: id, ...retention("COMPLIANCE") };
        await cloud.refuses(() => cloud.create(OBJECT_LOCK, lock), objectLockRefusals.unversioned);
        await cloud.create(VERSIONING, { bucket: id, ...versions("Enabled") });
        await cloud.create(OBJECT_LOCK, lock);
    });

    it("refuses classes in the wrong order, for what is current and for what was written over", async () => {
        const early = {
            ...ARCHIVING,
            transitions: [
                { days: 90, storageClass: "GLACIER_IR" },
                { days: 90, storageClass: "DEEP_ARCHIVE" },
            ],
        };
        await cloud.refuses(() => set(LIFECYCLE, { rules: [early] }), lifecycleRefusals.order);
        const warmer = {
            ...ARCHIVING,
            noncurrentVersionTransitions: [
                { noncurrentDays: 730, storageClass: "GLACIER_IR" },
                { noncurrentDays: 90, storageClass: "DEEP_ARCHIVE" },
            ],
        };
        await cloud.refuses(() => set(LIFECYCLE, { rules: [warmer] }), lifecycleRefusals.order);
    });
});
