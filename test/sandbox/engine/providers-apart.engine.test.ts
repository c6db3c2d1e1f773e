import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { TestStack } from "../../support/engine";
import { testStack } from "../../support/engine";

/** Two accounts in two regions, with the same names and addresses on both sides. */
function program(): Promise<Record<string, unknown>> {
    const frankfurt = new aws.Provider("frankfurt", {
        region: "eu-central-1",
        allowedAccountIds: ["111122223333"],
        defaultTags: { tags: { Side: "one" } },
    });
    const virginia = new aws.Provider("virginia", {
        region: "us-east-1",
        assumeRoles: [{ roleArn: "arn:aws:iam::444455556666:role/deploy" }],
    });
    const one = new aws.ec2.Vpc("one", { cidrBlock: "10.0.0.0/16" }, { provider: frankfurt });
    const other = new aws.ec2.Vpc("other", { cidrBlock: "10.0.0.0/16" }, { provider: virginia });
    new aws.ec2.Subnet("one", { vpcId: one.id, cidrBlock: "10.0.0.0/24" }, { provider: frankfurt });
    new aws.ec2.Subnet("other", { vpcId: other.id, cidrBlock: "10.0.0.0/24" }, { provider: virginia });
    return Promise.resolve({
        oneArn: one.arn,
        otherArn: other.arn,
        oneTags: one.tagsAll,
        otherTags: other.tagsAll,
        caller: aws.getCallerIdentityOutput({}, { provider: virginia }).accountId,
        region: aws.getRegionOutput({}, { provider: frankfurt }).region,
    });
}

describe("two explicit providers in one program", () => {
    let stack: TestStack;
    before(async () => {
        stack = await testStack({ program });
    });
    after(() => stack.discard());

    it("act in their own account and region, with their own tags", async () => {
        await stack.up();
        const outputs = await stack.outputs();
        assert.match(String(outputs["oneArn"]?.value), /^arn:aws:ec2:eu-central-1:111122223333:vpc\/vpc-[0-9a-f]{17}$/);
        assert.match(String(outputs["otherArn"]?.value), /^arn:aws:ec2:us-east-1:444455556666:vpc\/vpc-[0-9a-f]{17}$/);
        assert.deepEqual(outputs["oneTags"]?.value, { Side: "one" });
        assert.deepEqual(outputs["otherTags"]?.value, {});
        assert.equal(outputs["caller"]?.value, "444455556666");
        assert.equal(outputs["region"]?.value, "eu-central-1");
        assert.deepEqual(stack.sandbox.worlds.scopes(), ["aws/111122223333", "aws/444455556666"]);
    });

    it("refuse a resource of the other one's world", async () => {
        const crossed = (): Promise<void> => {
            const frankfurt = new aws.Provider("frankfurt", {
                region: "eu-central-1",
                allowedAccountIds: ["111122223333"],
            });
            const virginia = new aws.Provider("virginia", {
                region: "us-east-1",
                allowedAccountIds: ["444455556666"],
            });
            const other = new aws.ec2.Vpc("other", { cidrBlock: "10.0.0.0/16" }, { provider: virginia });
            new aws.ec2.Subnet("crossed", { vpcId: other.id, cidrBlock: "10.0.9.0/24" }, { provider: frankfurt });
            return Promise.resolve();
        };
        await assert.rejects(stack.up(crossed), /InvalidVpcID\.NotFound/);
    });

    it("refuse an account that is not allowed", async () => {
        const wrong = (): Promise<void> => {
            const provider = new aws.Provider("wrong", {
                region: "eu-central-1",
                allowedAccountIds: ["111122223333"],
                assumeRoles: [{ roleArn: "arn:aws:iam::444455556666:role/deploy" }],
            });
            new aws.ec2.Vpc("never", { cidrBlock: "10.9.0.0/16" }, { provider });
            return Promise.resolve();
        };
        await assert.rejects(stack.up(wrong), /AWS account ID not allowed: 444455556666/);
    });
});
