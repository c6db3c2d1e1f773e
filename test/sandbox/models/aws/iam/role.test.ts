import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import { instanceProfileRefusals } from "../../../../../sandbox/models/aws/iam/instance-profile";
import { roleRefusals as refusals } from "../../../../../sandbox/models/aws/iam/role";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import type { Properties, Value } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document, READ, TRUST } from "./documents";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

describe("roles and instance profiles", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}, name?: string): Promise<Made> =>
        cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST, ...inputs }, name);

    describe(IAM_TYPES.role, () => {
        it("fills in what IAM and the provider fill in", async () => {
            const { id, outputs } = await make({ name: "web", path: "/app/" });
            assert.equal(id, "web");
            assert.match(asText(outputs["uniqueId"]), /^AROA[0-9A-F]{17}$/);
            assert.deepEqual(outputs, {
                arn: "arn:aws:iam::111122223333:role/app/web",
                assumeRolePolicy: TRUST,
                createDate: "2025-01-01T00:00:00Z",
                description: "",
                forceDetachPolicies: false,
                id,
                inlinePolicies: [],
                managedPolicyArns: [],
                maxSessionDuration: 3600,
                name: "web",
                namePrefix: "",
                path: "/app/",
                permissionsBoundary: "",
                tagsAll: {},
                uniqueId: outputs["uniqueId"],
            });
        });

        it("is one in all regions", async () => {
            await make({ name: "web" });
            assert.equal((await cloud.in({ region: "us-east-1" }).read(IAM_TYPES.role, "web"))?.["name"], "web");
        });

        it("is named after the resource, within 64 characters", async () => {
            const { id } = await make({}, "a".repeat(100));
            assert.equal(id.length, 64);
            assert.match(id, /^a{56}-[0-9a-f]{7}$/);
        });

        it("may be trusted by a role that exists, and by one of another account", async () => {
            const first = await make();
            const trusting = (arn: Value | undefined): Properties => ({
                assumeRolePolicy: document({
                    Effect: "Allow",
                    Action: "sts:AssumeRole",
                    Principal: { AWS: asText(arn) },
                }),
            });
            await make(trusting(first.outputs["arn"]));
            await make(trusting("arn:aws:iam::444455556666:role/unseen"));
        });

        it("shows the policies that attachments add", async () => {
            const { id } = await make({ managedPolicyArns: [ADMINISTRATOR] });
            const policyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
            await cloud.create(IAM_TYPES.rolePolicyAttachment, { role: id, policyArn });
            const shown = (await cloud.read(IAM_TYPES.role, id))?.["managedPolicyArns"];
            assert.deepEqual(shown, [ADMINISTRATOR, policyArn]);
        });

        it("is replaced for another name or path only, the old one first where the name is fixed", async () => {
            await make({ name: "web" });
            const diff = await cloud.diff(IAM_TYPES.role, "web", {
                assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } }),
                description: "new",
                maxSessionDuration: 7200,
                name: "web",
                path: "/app/",
                permissionsBoundary: ADMINISTRATOR,
            });
            assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["path"], true]);
            assert.equal(diff.changed.length, 5);
        });

        it("lets its policies go by force", async () => {
            const { id } = await make({ forceDetachPolicies: true });
            await cloud.create(IAM_TYPES.rolePolicyAttachment, { role: id, policyArn: ADMINISTRATOR });
            await cloud.create(IAM_TYPES.rolePolicy, { role: id, policy: READ });
            await cloud.delete(IAM_TYPES.role, id);
            assert.deepEqual(cloud.records(IAM_TYPES.rolePolicyAttachment), []);
            assert.deepEqual(cloud.records(IAM_TYPES.rolePolicy), []);
        });

        it("leaves its instance profiles empty behind", async () => {
            const { id } = await make();
            const profile = await cloud.create(IAM_TYPES.instanceProfile, { role: id });
            await cloud.delete(IAM_TYPES.role, id);
            assert.equal((await cloud.read(IAM_TYPES.instanceProfile, profile.id))?.["role"], undefined);
        });
    });

    describe(`${IAM_TYPES.role} refuses`, () => {
        const given = { assumeRolePolicy: TRUST };
        checkTable(() => cloud, IAM_TYPES.role, [
            [refusals.nameForm, "name", { ...given, name: "web server" }],
            [refusals.nameForm, "name", { ...given, name: "a".repeat(65) }],
            [refusals.trustForm, "assumeRolePolicy", { assumeRolePolicy: "anybody" }],
            [refusals.longDescription, "description", { ...given, description: "a".repeat(1001) }],
            [refusals.sessionDuration, "maxSessionDuration", { ...given, maxSessionDuration: 900 }],
        ]);

        it("EntityAlreadyExists: a name twice, whatever its case", async () => {
            await make({ name: "web" });
            const error = await cloud.refuses(() => make({ name: "Web" }), refusals.exists);
            assert.match(
                error.message,
                /StatusCode: 409, .* EntityAlreadyExists: Role with name Web already exists\.$/,
            );
            await cloud.in({ account: "444455556666" }).create(IAM_TYPES.role, { ...given, name: "web" });
        });

        for (const [sentence, statement] of [
            [
                "Has prohibited field Resource",
                { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*", Resource: "*" },
            ],
            ["Missing required field Principal", { Effect: "Allow", Action: "sts:AssumeRole" }],
            [
                "AssumeRole policy may only specify STS AssumeRole actions.",
                { Effect: "Allow", Action: "s3:GetObject", Principal: "*" },
            ],
            ["Syntax errors in policy.", { Effect: "allow", Action: "sts:AssumeRole", Principal: "*" }],
        ] as const) {
            it(`MalformedPolicyDocument: ${sentence}`, async () => {
                const inputs = { assumeRolePolicy: document(statement) };
                const error = await cloud.refuses(() => make(inputs), refusals.malformed);
                assert.ok(error.message.endsWith(sentence), error.message);
            });
        }

        it("MalformedPolicyDocument: trust in a role of the account that does not exist", async () => {
            const principal = "arn:aws:iam::111122223333:role/none";
            const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: principal } };
            const inputs = { assumeRolePolicy: document(statement) };
            const error = await cloud.refuses(() => make(inputs), refusals.unknownPrincipal);
            assert.ok(error.message.endsWith(`Invalid principal in policy: "AWS":"${principal}"`), error.message);
        });

        it("LimitExceeded: a trust policy of more than 2,048 characters", async () => {
            const accounts = Array.from({ length: 60 }, (_, index) => `arn:aws:iam::${444455556000 + index}:root`);
            const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: accounts } };
            await cloud.refuses(() => make({ assumeRolePolicy: document(statement) }), refusals.longTrust);
        });

        it("NoSuchEntity: a policy or a boundary that does not exist", async () => {
            const arn = "arn:aws:iam::111122223333:policy/none";
            const error = await cloud.refuses(() => make({ managedPolicyArns: [arn] }), refusals.unknownPolicy);
            assert.match(error.message, /Policy arn:.*\/none does not exist or is not attachable\.$/);
            await cloud.refuses(() => make({ permissionsBoundary: arn }), refusals.unknownBoundary);
        });

        it("MalformedPolicyDocument: an inline policy without resources", async () => {
            const policy = document({ Effect: "Allow", Action: "s3:GetObject" });
            await cloud.refuses(() => make({ inlinePolicies: [{ name: "p", policy }] }), refusals.malformedInline);
        });

        it("DeleteConflict: to go with policies attached or inside", async () => {
            const { id } = await make();
            const inside = await cloud.create(IAM_TYPES.rolePolicy, { role: id, policy: READ });
            const attachment = { role: id, policyArn: ADMINISTRATOR };
            const attached = await cloud.create(IAM_TYPES.rolePolicyAttachment, attachment);
            await cloud.refuses(() => cloud.delete(IAM_TYPES.role, id), refusals.policiesAttached);
            await cloud.delete(IAM_TYPES.rolePolicyAttachment, attached.id);
            const error = await cloud.refuses(() => cloud.delete(IAM_TYPES.role, id), refusals.policiesInside);
            assert.match(error.message, /Cannot delete entity, must delete policies first\.$/);
            await cloud.delete(IAM_TYPES.rolePolicy, inside.id);
            await cloud.delete(IAM_TYPES.role, id);
        });
    });

    describe(IAM_TYPES.instanceProfile, () => {
        it("fills in what IAM fills in", async () => {
            const { id: role } = await make();
            const { id, outputs } = await cloud.create(IAM_TYPES.instanceProfile, { name: "web", role });
            assert.match(asText(outputs["uniqueId"]), /^AIPA[0-9A-F]{17}$/);
            assert.deepEqual(outputs, {
                arn: "arn:aws:iam::111122223333:instance-profile/web",
                createDate: "2025-01-01T00:00:00Z",
                id,
                name: "web",
                namePrefix: "",
                path: "/",
                role,
                tagsAll: {},
                uniqueId: outputs["uniqueId"],
            });
        });

        it("takes another role in place, and is replaced for another name or path", async () => {
            const { id: role } = await make();
            const { id } = await cloud.create(IAM_TYPES.instanceProfile, { name: "web", role });
            const inputs = { name: "api", path: "/app/", role: "other" };
            const diff = await cloud.diff(IAM_TYPES.instanceProfile, id, inputs);
            assert.deepEqual([...diff.replaces].sort(), ["name", "path"]);
            assert.ok(diff.changed.includes("role"));
        });

        const rows = instanceProfileRefusals;

        it("refuses with EntityAlreadyExists a name twice", async () => {
            await cloud.create(IAM_TYPES.instanceProfile, { name: "web" });
            await cloud.refuses(() => cloud.create(IAM_TYPES.instanceProfile, { name: "web" }), rows.exists);
        });

        it("refuses with NoSuchEntity a role that does not exist", async () => {
            const error = await cloud.refuses(
                () => cloud.create(IAM_TYPES.instanceProfile, { role: "none" }),
                rows.unknownRole,
            );
            assert.match(error.message, /StatusCode: 404, .* The role with name none cannot be found\.$/);
        });

        checkTable(() => cloud, IAM_TYPES.instanceProfile, [[rows.nameForm, "name", { name: "web/server" }]]);
    });
});
