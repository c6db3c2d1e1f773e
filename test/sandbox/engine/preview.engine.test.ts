import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { runtime } from "@pulumi/pulumi";
import type { TestStack } from "../../support/engine";
import { testStack } from "../../support/engine";

/** What an `apply` was given, in previews and in ups. */
interface Seen {
    readonly preview: Record<string, unknown>;
    readonly up: Record<string, unknown>;
}

describe("a preview", () => {
    let stack: TestStack;
    let seen: Seen;
    let cidrBlock = "10.0.0.0/16";
    let description: string | undefined;

    const watch = (name: string, output: pulumi.Output<unknown>): void => {
        output.apply((value) => {
            seen[runtime.isDryRun() ? "preview" : "up"][name] = value;
        });
    };
    const program = (): Promise<void> => {
        const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
        const vpc = new aws.ec2.Vpc("vpc", { cidrBlock, tags: { Name: "one" } }, { provider });
        const group = new aws.ec2.SecurityGroup("group", { vpcId: vpc.id, description }, { provider });
        watch("vpc.id", vpc.id);
        watch("vpc.arn", vpc.arn);
        watch("vpc.cidrBlock", vpc.cidrBlock);
        watch("vpc.tags", vpc.tags);
        watch("vpc.enableDnsSupport", vpc.enableDnsSupport);
        watch("group.vpcId", group.vpcId);
        watch("zones", aws.getAvailabilityZonesOutput({ state: "available" }, { provider }).names);
        watch("found", aws.ec2.getVpcOutput({ id: vpc.id }, { provider }).cidrBlock);
        return Promise.resolve();
    };

    before(async () => {
        stack = await testStack({ program });
    });
    beforeEach(() => {
        seen = { preview: {}, up: {} };
    });
    after(() => stack.discard());

    it("of something new knows what was put in, and nothing that the cloud decides", async () => {
        await stack.preview();
        assert.deepEqual(Object.keys(seen.preview).sort(), ["vpc.cidrBlock", "vpc.tags", "zones"]);
        assert.equal(seen.preview["vpc.cidrBlock"], "10.0.0.0/16");
        assert.deepEqual(seen.preview["vpc.tags"], { Name: "one" });
    });

    it("changes nothing", () => {
        assert.deepEqual(
            stack.sandbox.worlds.scopes().flatMap((scope) => stack.sandbox.worlds.world(scope).all()),
            [],
        );
    });

    it("of what exists knows its id and its attributes", async () => {
        await stack.up();
        assert.equal(seen.up["vpc.enableDnsSupport"], true);
        await stack.preview();
        assert.equal(seen.preview["vpc.id"], seen.up["vpc.id"]);
        assert.equal(seen.preview["vpc.arn"], seen.up["vpc.arn"]);
        assert.equal(seen.preview["found"], "10.0.0.0/16");
    });

    it("of a replacement no longer knows them, nor what hangs on them", async () => {
        cidrBlock = "10.1.0.0/16";
        const { counts } = await stack.preview();
        assert.deepEqual(counts, { same: 2, replace: 2 });
        assert.deepEqual(Object.keys(seen.preview).sort(), ["vpc.cidrBlock", "vpc.tags", "zones"]);
        cidrBlock = "10.0.0.0/16";
    });

    it("says that a description cannot be changed in place", async () => {
        description = "another";
        const { printed, counts } = await stack.preview();
        assert.equal(counts["replace"], 1);
        assert.match(printed, /~ description: "[^"]+"\s+=> "another"/);
    });
});
