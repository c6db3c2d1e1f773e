import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { record, valueOf } from "./mocks";

class Pair extends pulumi.ComponentResource {
    constructor(name: string, children: readonly [string, string]) {
        super("plinth:test:Pair", name);
        for (const child of children) {
            new aws.ec2.Vpc(child, { cidrBlock: "10.0.0.0/16" }, { parent: this, protect: true });
        }
    }
}

describe("the recorder of resources", () => {
    it("knows parents, options and URNs with the types of all components around", async () => {
        const { urns, find } = await record(() => new Pair("pair", ["one", "two"]));
        const inPair = "plinth:test:Pair$aws:ec2/vpc:Vpc";
        assert.deepEqual(urns, [`${inPair}::one`, `${inPair}::two`, "plinth:test:Pair::pair"]);
        assert.equal(find("aws:ec2/vpc:Vpc", "one").parent, "plinth:test:Pair::pair");
        assert.equal(find("aws:ec2/vpc:Vpc", "one").options.protect, true);
    });

    it("fails for a URN that is registered twice", async () => {
        await assert.rejects(
            record(() => new Pair("pair", ["same", "same"])),
            /duplicate resource URN: plinth:test:Pair\$aws:ec2\/vpc:Vpc::same/,
        );
    });

    it("fails for a call of a provider function that the test doesn't expect", async () => {
        await assert.rejects(
            record(() => aws.getRegion()),
            /the program called aws:index\/getRegion:getRegion, which this test does not expect/,
        );
    });

    it("answers a call that the test expects", async () => {
        const calls = { "aws:index/getRegion:getRegion": () => ({ region: "eu-central-1" }) };
        const { result } = await record(() => aws.getRegion(), { calls });
        assert.equal(result.region, "eu-central-1");
    });

    it("gives outputs in the form of the cloud", async () => {
        const { result } = await record(() => new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }));
        assert.equal(await valueOf(result.id), "main-id");
        assert.equal(await valueOf(result.arn), "arn:aws:ec2:eu-central-1:111122223333:vpc/main-id");
    });

    it("answers a reference to another stack with the outputs that the test gives for it", async () => {
        const stackReferences = { "organization/foundation/staging": { vpcId: "vpc-1" } };
        const program = (): pulumi.Output<unknown> =>
            new pulumi.StackReference("organization/foundation/staging").getOutput("vpcId");
        const { result } = await record(program, { stackReferences });
        assert.equal(await valueOf(result), "vpc-1");
    });

    it("fails for a reference to a stack that the test doesn't expect", async () => {
        await assert.rejects(
            record(() => new pulumi.StackReference("organization/data/staging"), { stackReferences: {} }),
            /the program reads the outputs of organization\/data\/staging, which this test does not expect/,
        );
    });

    it("says what there is when nothing is found", async () => {
        const { find } = await record(() => new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }));
        assert.throws(() => find("aws:ec2/vpc:Vpc", "other"), /no aws:ec2\/vpc:Vpc named other; there are: main/);
    });
});
