import assert from "node:assert/strict";
import { PrivateBucket, type PrivateBucketArgs } from "../../../components/storage";
import { type PrivateBucketCandidate, validatePrivateBucket } from "../../../components/storage/plan";
import { record, type Recording } from "../../support/mocks";

const ARGS: PrivateBucketArgs = {
    bucketName: "restartix-audit-archive-staging",
    objectLock: { mode: "GOVERNANCE", years: 7 },
    lifecycle: {
        transitions: [
            { days: 90, storageClass: "GLACIER_IR" },
            { days: 365, storageClass: "DEEP_ARCHIVE" },
        ],
        transitionAboveBytes: 1_048_576,
        noncurrentDays: 2557,
    },
};
const BUCKET = "aws:s3/bucket:Bucket";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

function recordBucket(change: Partial<PrivateBucketArgs> = {}): Promise<Recording<PrivateBucket>> {
    return record(() => new PrivateBucket("archive", { ...ARGS, ...change }));
}

describe("a bucket that locks what is in it", () => {
    let bucket: Recording<PrivateBucket>;

    before(async () => {
        bucket = await recordBucket();
    });

    it("is made with the lock, and has a retention for every new version", () => {
        assert.equal(bucket.find(BUCKET, "archive-bucket").inputs["objectLockEnabled"], true);
        assert.deepEqual(bucket.find(LOCK, "archive-lock").inputs, {
            bucket: "archive-bucket-id",
            rule: { defaultRetention: { mode: "GOVERNANCE", years: 7 } },
        });
    });

    it("is locked only once it has versions", () => {
        const { dependencies } = bucket.find(LOCK, "archive-lock").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("::archive-versioning")));
    });

    it("moves large objects to colder classes as they get older, and what was put over them as well", () => {
        const { rules } = bucket.find(LIFECYCLE, "archive-lifecycle").inputs;
        assert.deepEqual(rules, [
            {
                id: "retention",
                status: "Enabled",
                filter: {},
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                noncurrentVersionExpiration: { noncurrentDays: 2557 },
                expiration: { expiredObjectDeleteMarker: true },
            },
            {
                id: "transitions",
                status: "Enabled",
                filter: { objectSizeGreaterThan: 1_048_576 },
                transitions: [
                    { days: 90, storageClass: "GLACIER_IR" },
                    { days: 365, storageClass: "DEEP_ARCHIVE" },
                ],
                noncurrentVersionTransitions: [
                    { noncurrentDays: 90, storageClass: "GLACIER_IR" },
                    { noncurrentDays: 365, storageClass: "DEEP_ARCHIVE" },
                ],
            },
        ]);
    });

    it("leaves a version where it is when it is deleted before the next step, and small objects always", async () => {
        const transitionsOf = async (change: Partial<PrivateBucketArgs>): Promise<object | undefined> => {
            const { rules } = (await recordBucket(change)).find(LIFECYCLE, "archive-lifecycle").inputs;
            return (rules as object[])[1];
        };
        const [first, second] = ARGS.lifecycle?.transitions ?? [];
        assert.ok(first && second);
        const kept = { transitions: [first, second], noncurrentDays: 365 };
        assert.deepEqual(await transitionsOf({ lifecycle: kept }), {
            id: "transitions",
            status: "Enabled",
            // S3's own least.
            filter: { objectSizeGreaterThan: 131_072 },
            transitions: [first, second],
            noncurrentVersionTransitions: [{ noncurrentDays: 90, storageClass: "GLACIER_IR" }],
        });
        const unversioned = await record(
            () => new PrivateBucket("archive", { bucketName: "abc", versioning: false, lifecycle: kept }),
        );
        const { rules } = unversioned.find(LIFECYCLE, "archive-lifecycle").inputs;
        assert.deepEqual((rules as object[])[1], {
            id: "transitions",
            status: "Enabled",
            filter: { objectSizeGreaterThan: 131_072 },
            transitions: [first, second],
        });
    });

    it("keeps every setting until it is deleted itself", () => {
        const settings = bucket.resources.filter(({ type }) => type.startsWith("aws:s3/bucket") && type !== BUCKET);
        assert.equal(settings.length, 7);
        for (const { name, options } of settings) {
            assert.match(options.deletedWith, /::archive-bucket$/, name);
        }
    });

    it("stays in AWS with all of its settings where it is told to", async () => {
        const kept = await recordBucket({ retainOnDelete: true });
        const made = kept.resources.filter(({ type }) => type.startsWith("aws:"));
        assert.equal(made.length, 8);
        assert.deepEqual([...new Set(made.map(({ options }) => options.retainOnDelete))], [true]);
        const gone = bucket.resources.filter(({ type }) => type.startsWith("aws:"));
        assert.deepEqual([...new Set(gone.map(({ options }) => options.retainOnDelete))], [false]);
    });
});

describe("the arguments of a lock and of steps to colder classes", () => {
    const faultsOf = (change: PrivateBucketCandidate): [string, unknown][] =>
        validatePrivateBucket({ ...ARGS, ...change }).map(({ path, given }) => [path, given]);

    it("are accepted at their limits", () => {
        const transitions = [
            { days: 30, storageClass: "STANDARD_IA" },
            { days: 31, storageClass: "DEEP_ARCHIVE" },
        ] as const;
        const objectLock = { mode: "COMPLIANCE", years: 100 } as const;
        assert.deepEqual(faultsOf({ objectLock, lifecycle: { transitions, expirationDays: 32 } }), []);
    });

    it("ask for a mode, for years and for versions", () => {
        assert.deepEqual(faultsOf({ objectLock: {}, versioning: false }), [
            ["objectLock.mode", undefined],
            ["objectLock.years", undefined],
            ["versioning", false],
        ]);
        assert.deepEqual(faultsOf({ objectLock: { mode: "GOVERNANCE", years: 101 } }), [["objectLock.years", 101]]);
    });

    it("ask for steps where they say what is too small for one", () => {
        assert.deepEqual(faultsOf({ lifecycle: { transitionAboveBytes: 131_072 } }), [
            ["lifecycle.transitionAboveBytes", 131_072],
        ]);
        const { transitions = [] } = ARGS.lifecycle ?? {};
        assert.deepEqual(faultsOf({ lifecycle: { transitions, transitionAboveBytes: -1 } }), [
            ["lifecycle.transitionAboveBytes", -1],
        ]);
        assert.deepEqual(faultsOf({ lifecycle: { transitions, transitionAboveBytes: 0 } }), []);
    });

    it("get colder and older with every step, and come before the end", () => {
        const transitions = [
            { days: 29, storageClass: "STANDARD_IA" },
            { days: 29, storageClass: "STANDARD_IA" },
            { days: 90, storageClass: "DEEP_ARCHIVE" },
        ] as const;
        assert.deepEqual(faultsOf({ lifecycle: { transitions, expirationDays: 90 } }), [
            ["lifecycle.transitions[0].days", 29],
            ["lifecycle.transitions[1].storageClass", "STANDARD_IA"],
            ["lifecycle.transitions[1].days", 29],
            ["lifecycle.transitions[2].days", 90],
        ]);
    });
});
