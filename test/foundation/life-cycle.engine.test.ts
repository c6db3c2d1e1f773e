import assert from "node:assert/strict";
import { foundationContract } from "../../contracts/foundation";
import type { TestStack } from "../support/engine";
import { changed, committedConfig } from "../support/project-files";
import { DISPOSABLE, existing, foundation, idsOf } from "./stack";

for (const environment of ["staging", "production"]) {
    describe(`the foundation of ${environment} in the sandbox`, () => {
        let stack: TestStack;
        before(async () => {
            stack = await foundation(environment);
        });
        after(() => stack.discard());

        it("comes up and exports what its contract says", async () => {
            const { counts } = await stack.up();
            const outputs = await stack.outputs();
            assert.deepEqual(Object.keys(counts), ["create"]);
            const names = [...Object.keys(foundationContract.outputs), "contractVersion"].sort();
            assert.deepEqual(Object.keys(outputs).sort(), names);
        });

        it("changes nothing when it comes up again", async () => {
            const { counts } = await stack.up();
            assert.deepEqual(Object.keys(counts), ["same"]);
        });

        it("finds no drift", async () => {
            const { counts } = await stack.refresh();
            assert.deepEqual(Object.keys(counts), ["same"]);
        });

        it("leaves nothing behind when it is destroyed, once it may go", async () => {
            stack.configure(changed(committedConfig(environment), "plinth:loadBalancer", DISPOSABLE));
            await stack.up();
            const { counts } = await stack.destroy();
            assert.deepEqual(Object.keys(counts), ["delete"]);
            assert.deepEqual(existing(stack), []);
        });

        it("comes up again", async () => {
            const { counts } = await stack.up();
            assert.deepEqual(Object.keys(counts), ["create"]);
        });
    });
}

describe("a change of natStrategy", () => {
    const strategies = ["gateway", "gateway-per-az", "none", "instance"] as const;
    const staying = [
        "aws:ec2/vpc:Vpc",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ec2/flowLog:FlowLog",
    ];
    let stack: TestStack;
    before(async () => {
        stack = await foundation("staging");
        await stack.up();
    });
    after(() => stack.discard());

    for (const natStrategy of strategies) {
        it(`to ${natStrategy} moves no subnet, no table and no endpoint`, async () => {
            const before = staying.map((type) => idsOf(stack, type));
            stack.configure(changed(committedConfig("staging"), "plinth:network", { natStrategy }));
            await stack.up();
            assert.deepEqual(
                staying.map((type) => idsOf(stack, type)),
                before,
            );
            const gateways = { instance: 0, none: 0, gateway: 1, "gateway-per-az": 2 }[natStrategy];
            assert.equal(idsOf(stack, "aws:ec2/natGateway:NatGateway").length, gateways);
            assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
        });
    }
});
