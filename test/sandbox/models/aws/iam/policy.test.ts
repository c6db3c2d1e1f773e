import assert from "node:assert/strict";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import {
    policyRefusals,
    rolePolicyAttachmentRefusals,
    rolePolicyRefusals,
} from "../../../../../sandbox/models/aws/iam/policy";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document, READ, TRUST } from "./documents";

const { policy: POLICY, rolePolicy: INSIDE, rolePolicyAttachment: ATTACHMENT } = IAM_TYPES;
const NO_RESOURCE = document({ Effect: "Allow", Action: "s3:GetObject" });

/** A policy of about this many characters. */
function long(characters: number): string {
    const Resource = Array.from(
        { length: characters / 100 },
        (_, index) => `arn:aws:s3:::${String(index).padStart(84, "b")}`,
    );
    return document({ Effect: "Allow", Action: "s3:GetObject", Resource });
}

describe("policies of roles", () => {
    let cloud: TestCloud;
    let role: Made;
    beforeEach(async () => {
        cloud = testCloud();
        role = await cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST });
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(POLICY, { policy: READ, ...inputs });
    const attach = (policyArn: string, to = role.id): Promise<Made> =>
        cloud.create(ATTACHMENT, { role: to, policyArn });

    describe(POLICY, () => {
        it("fills in what IAM fills in", async () => {
            const { id, outputs } = await make({ name: "read", path: "/app/" });
            assert.equal(id, "arn:aws:iam::111122223333:policy/app/read");
            assert.match(asText(outputs["policyId"]), /^ANPA[0-9A-F]{17}$/);
            assert.deepEqual(outputs, {
                arn: id,
                attachmentCount: 0,
                description: "",
                id,
                name: "read",
                namePrefix: "",
                path: "/app/",
                policy: READ,
                policyId: outputs["policyId"],
                tagsAll: {},
            });
        });

        it("counts the roles that have it", async () => {
            const { id } = await make();
            await attach(id);
            await cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST, managedPolicyArns: [id] });
            assert.equal((await cloud.read(POLICY, id))?.["attachmentCount"], 2);
        });

        it("changes its document in place, and is replaced for all else", async () => {
            const { id } = await make({ name: "read" });
            const inputs = { name: "other", path: "/app/", description: "new", policy: long(200) };
            const diff = await cloud.diff(POLICY, id, inputs);
            assert.deepEqual([...diff.replaces].sort(), ["description", "name", "path"]);
        });

        checkTable(() => cloud, POLICY, [
            [policyRefusals.nameForm, "name", { policy: READ, name: "read everything" }],
            [policyRefusals.documentForm, "policy", { policy: "read" }],
        ]);

        it("refuses with EntityAlreadyExists a name twice", async () => {
            await make({ name: "read" });
            const error = await cloud.refuses(() => make({ name: "read" }), policyRefusals.exists);
            assert.match(error.message, /A policy called read already exists\. Duplicate names are not allowed\.$/);
        });

        it("refuses with MalformedPolicyDocument a statement without resources", async () => {
            const error = await cloud.refuses(() => make({ policy: NO_RESOURCE }), policyRefusals.malformed);
            assert.match(error.message, /MalformedPolicyDocument: Policy statement must contain resources\.$/);
        });

        it("refuses with LimitExceeded more than 6,144 characters", async () => {
            await make({ policy: long(5000) });
            await cloud.refuses(() => make({ policy: long(7000) }), policyRefusals.tooLong);
        });

        it("refuses with DeleteConflict to go while a role has it or is bounded by it", async () => {
            const { id } = await make();
            const attachment = await attach(id);
            const error = await cloud.refuses(() => cloud.delete(POLICY, id), policyRefusals.attached);
            assert.match(error.message, /Cannot delete a policy attached to entities\.$/);
            await cloud.delete(ATTACHMENT, attachment.id);
            const bounded = await cloud.create(IAM_TYPES.role, { assumeRolePolicy: TRUST, permissionsBoundary: id });
            await cloud.refuses(() => cloud.delete(POLICY, id), policyRefusals.attached);
            await cloud.delete(IAM_TYPES.role, bounded.id);
            await cloud.delete(POLICY, id);
        });
    });

    describe(INSIDE, () => {
        const put = (inputs: Properties = {}): Promise<Made> =>
            cloud.create(INSIDE, { role: role.id, policy: READ, ...inputs });

        it("is known by its role and its name", async () => {
            const { id, outputs } = await put({ name: "read" });
            assert.equal(id, `${role.id}:read`);
            assert.deepEqual(outputs, { id, name: "read", namePrefix: "", policy: READ, role: role.id });
        });

        it("changes its document in place, and is replaced for another name or role", async () => {
            const { id } = await put({ name: "read" });
            const diff = await cloud.diff(INSIDE, id, { role: "other", name: "write", policy: long(200) });
            assert.deepEqual([...diff.replaces].sort(), ["name", "role"]);
        });

        checkTable(() => cloud, INSIDE, [
            [rolePolicyRefusals.nameForm, "name", { role: "r", policy: READ, name: "" }],
            [rolePolicyRefusals.documentForm, "policy", { role: "r", policy: "read" }],
        ]);

        it("refuses with NoSuchEntity a role that does not exist", async () => {
            await cloud.refuses(() => put({ role: "none" }), rolePolicyRefusals.unknownRole);
        });

        it("refuses with MalformedPolicyDocument a statement without resources", async () => {
            await cloud.refuses(() => put({ policy: NO_RESOURCE }), rolePolicyRefusals.malformed);
        });

        it("refuses with LimitExceeded more than 10,240 characters in one role", async () => {
            await put({ policy: long(6000) });
            const error = await cloud.refuses(() => put({ policy: long(6000) }), rolePolicyRefusals.tooLong);
            assert.match(error.message, /Maximum policy size of 10240 bytes exceeded for role/);
        });
    });

    describe(ATTACHMENT, () => {
        it("takes policies of AWS and of the account, and the same one twice", async () => {
            const { id: policyArn } = await make();
            const first = await attach(policyArn);
            const second = await attach(policyArn);
            assert.notEqual(first.id, second.id);
            assert.match(first.id, new RegExp(`^${role.id}-[0-9a-f]{26}$`));
            assert.deepEqual(first.outputs, { id: first.id, policyArn, role: role.id });
            await attach("arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role");
        });

        it("is replaced for any change", async () => {
            const { id } = await attach("arn:aws:iam::aws:policy/ReadOnlyAccess");
            const diff = await cloud.diff(ATTACHMENT, id, {
                role: "other",
                policyArn: "arn:aws:iam::aws:policy/Other",
            });
            assert.deepEqual([...diff.replaces].sort(), ["policyArn", "role"]);
        });

        const rows = rolePolicyAttachmentRefusals;

        it("refuses with NoSuchEntity a role or a policy that does not exist", async () => {
            await cloud.refuses(() => attach("arn:aws:iam::aws:policy/ReadOnlyAccess", "none"), rows.unknownRole);
            await cloud.refuses(() => attach("arn:aws:iam::111122223333:policy/none"), rows.unknownPolicy);
        });

        it("refuses with LimitExceeded an eleventh policy", async () => {
            for (let count = 0; count < 10; count += 1) {
                await attach(`arn:aws:iam::aws:policy/Policy${count}`);
            }
            const error = await cloud.refuses(() => attach("arn:aws:iam::aws:policy/Policy10"), rows.tooMany);
            assert.match(error.message, /Cannot exceed quota for PoliciesPerRole: 10$/);
        });
    });
});
