import assert from "node:assert/strict";
import { bucketRefusals as refusals } from "../../../../../sandbox/models/aws/s3/bucket";
import { BUCKET } from "../../../../../sandbox/models/aws/s3/bucket-state";
import { VERSIONING } from "../../../../../sandbox/models/aws/s3/bucket-versions";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";

const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

describe(BUCKET, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(BUCKET, { bucket: "assets", ...inputs });

    it("fills in what S3 fills in, and reads the same again", async () => {
        const { id, outputs } = await make({ tags: { a: "b" } });
        assert.equal(id, "assets");
        const [grant] = outputs["grants"] as readonly Properties[];
        assert.match(asText(grant?.["id"]), /^[0-9a-f]{64}$/);
        assert.deepEqual(outputs, {
            accelerationStatus: "",
            arn: "arn:aws:s3:::assets",
            bucket: "assets",
            bucketDomainName: "assets.s3.amazonaws.com",
            bucketNamespace: "global",
            bucketPrefix: "",
            bucketRegion: "eu-central-1",
            bucketRegionalDomainName: "assets.s3.eu-central-1.amazonaws.com",
            corsRules: [],
            forceDestroy: false,
            grants: [{ id: grant?.["id"], permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }],
            hostedZoneId: "Z21DNDUVLTQW6Q",
            id,
            lifecycleRules: [],
            objectLockEnabled: false,
            policy: "",
            region: "eu-central-1",
            requestPayer: "BucketOwner",
            serverSideEncryptionConfiguration: {
                rule: {
                    applyServerSideEncryptionByDefault: { kmsMasterKeyId: "", sseAlgorithm: "AES256" },
                    bucketKeyEnabled: false,
                },
            },
            tags: { a: "b" },
            tagsAll: { a: "b" },
            versioning: { enabled: false, mfaDelete: false },
        });
        assert.deepEqual(await cloud.read(BUCKET, id), outputs);
        assert.deepEqual((await cloud.diff(BUCKET, id, { bucket: "assets", tags: { a: "b" } })).changed, []);
    });

    it("is replaced for another name or object lock, the old one first where the name is fixed", async () => {
        const { id } = await make();
        const named = await cloud.diff(BUCKET, id, { bucket: "other", forceDestroy: true });
        assert.deepEqual(named.replaces, ["bucket"]);
        const locked = await cloud.diff(BUCKET, id, { bucket: "assets", objectLockEnabled: true });
        assert.deepEqual([locked.replaces, locked.deleteBeforeReplace], [["objectLockEnabled"], true]);
    });

    it("takes its settings along", async () => {
        const { id } = await make();
        const inputs = { bucket: id, versioningConfiguration: { status: "Enabled" } };
        await cloud.create(VERSIONING, inputs);
        await cloud.delete(BUCKET, id);
        assert.deepEqual(cloud.records(VERSIONING), []);
    });

    it("destroys its objects by force only", async () => {
        const { id } = await make();
        await cloud.create(OBJECT, { bucket: id, key: "logo.svg", content: "<svg/>" });
        const error = await cloud.refuses(() => cloud.delete(BUCKET, id), refusals.notEmpty);
        assert.match(error.message, /StatusCode: 409, .* BucketNotEmpty: The bucket you tried to delete is not empty$/);
        await cloud.update(BUCKET, id, { bucket: id, forceDestroy: true });
        await cloud.delete(BUCKET, id);
        assert.deepEqual(cloud.records(OBJECT), []);
    });
});

describe(`${BUCKET} refuses`, () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (bucket: string, inputs: Properties = {}): Promise<Made> =>
        cloud.create(BUCKET, { bucket, ...inputs });

    checkTable(() => cloud, BUCKET, [
        [refusals.nameForm, "bucket", { bucket: "ab" }],
        [refusals.nameForm, "bucket", { bucket: "a".repeat(64) }],
        [refusals.nameForm, "bucket", { bucket: "Assets" }],
        [refusals.nameForm, "bucket", { bucket: "-assets" }],
        [refusals.nameForm, "bucket", { bucket: "as..sets" }],
        [refusals.nameForm, "bucket", { bucket: "192.168.0.1" }],
        [refusals.prefixLength, "bucketPrefix", { bucketPrefix: "a".repeat(38) }],
    ]);

    it("BucketAlreadyOwnedByYou: a name twice in an account, in whichever regions", async () => {
        await make("assets");
        const elsewhere = cloud.in({ region: "eu-west-1" });
        await cloud.refuses(() => elsewhere.create(BUCKET, { bucket: "assets" }), refusals.owned);
    });

    it("BucketAlreadyExists: a name that another account has", async () => {
        await cloud.in({ account: "444455556666" }).create(BUCKET, { bucket: "assets" });
        const error = await cloud.refuses(() => make("assets"), refusals.exists);
        assert.match(
            error.message,
            /StatusCode: 409, .* BucketAlreadyExists: The requested bucket name is not available/,
        );
    });

    it("InvalidBucketName: what S3 keeps for itself", async () => {
        await cloud.refuses(() => make("xn--assets"), refusals.reserved);
        await cloud.refuses(() => make("assets-s3alias"), refusals.reserved);
    });

    it("InvalidBucketAclWithObjectOwnership: a public ACL", async () => {
        await cloud.refuses(() => make("assets", { acl: "public-read" }), refusals.acl);
        await make("assets", { acl: "private" });
    });

    it("AccessDenied: to destroy an object that is locked for compliance", async () => {
        const { id } = await make("assets", { forceDestroy: true, objectLockEnabled: true });
        const object = { bucket: id, key: "ledger", content: "1", objectLockMode: "COMPLIANCE" };
        await cloud.create(OBJECT, object);
        await cloud.refuses(() => cloud.delete(BUCKET, id), refusals.locked);
    });
});
