import assert from "node:assert/strict";
import foundationProgram from "../../index";
import { foundationContract } from "../../contracts/foundation";
import type { WorldRecord } from "../../sandbox/worlds/records";
import type { TestStack } from "../support/engine";
import { testStack } from "../support/engine";
import { changed, committedConfig } from "../support/project-files";

function foundation(environment: string): Promise<TestStack> {
    return testStack({
        program: foundationProgram,
        project: "foundation",
        stack: environment,
        config: committedConfig(environment),
    });
}

function existing(stack: TestStack): readonly WorldRecord[] {
    return stack.sandbox.worlds.scopes().flatMap((scope) => stack.sandbox.worlds.world(scope).all());
}

/** Addresses of what exists, by type: what must not move when the NAT strategy does. */
function idsOf(stack: TestStack, type: string): readonly string[] {
    return existing(stack)
        .filter((record) => record.type === type && record.ownedBy === undefined)
        .map((record) => record.id)
        .sort();
}

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

        it("leaves nothing behind when it is destroyed", async () => {
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
