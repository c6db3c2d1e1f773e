import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { Fault } from "../../../sandbox";
import { FaultPlan } from "../../../sandbox";
import type { Properties } from "../../../sandbox/values";
import type { TestStack } from "../../support/engine";
import { testStack } from "../../support/engine";

const SCOPE = "aws/111122223333";

function provider(): aws.Provider {
    return new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
}

/** What happened in the world since the given number of entries: `create aws:ec2/vpc:Vpc`. */
function historyFrom(stack: TestStack, from: number): readonly string[] {
    return stack.sandbox.worlds
        .world(SCOPE)
        .history()
        .slice(from)
        .map((entry) => `${entry.action} ${entry.type.split(":").at(-1) ?? ""}`);
}

function entries(stack: TestStack): number {
    return stack.sandbox.worlds.world(SCOPE).history().length;
}

/** Changes a resource behind the engine's back. */
async function drift(stack: TestStack, type: string, change: Properties): Promise<void> {
    const [record] = stack.sandbox.worlds.world(SCOPE).list(type);
    assert.ok(record);
    await stack.sandbox.worlds.transact(SCOPE, { action: "drift", type, region: record.region }, (draft) => {
        draft.put({
            ...record,
            inputs: { ...record.inputs, ...change },
            outputs: { ...record.outputs, ...change },
        });
        return record;
    });
}

describe("a life cycle through the engine", () => {
    let stack: TestStack;
    let faults: readonly Fault[];
    let groupName: string | undefined;
    let vpcOptions: { readonly protect?: boolean };
    let imported: string | undefined;

    const program = (): Promise<Record<string, unknown>> => {
        const options = { provider: provider() };
        const vpc = new aws.ec2.Vpc(
            "vpc",
            { cidrBlock: "10.0.0.0/16", tags: { Name: "one" } },
            { ...options, ...vpcOptions, ...(imported ? { import: imported } : {}) },
        );
        const group = new aws.ec2.SecurityGroup(
            "group",
            { vpcId: vpc.id, ...(groupName ? { name: groupName } : {}), description: description() },
            options,
        );
        return Promise.resolve({ vpc: vpc.id, group: group.name });
    };
    let count = 0;
    const description = (): string => `number ${count}`;

    const begin = async (plan: readonly Fault[] = []): Promise<void> => {
        faults = plan;
        stack = await testStack({ program, faults: new FaultPlan(faults) });
    };
    beforeEach(() => {
        groupName = undefined;
        vpcOptions = {};
        imported = undefined;
        count = 0;
    });
    afterEach(() => stack.discard());

    it("replaces what has no fixed name without a gap: the new one first", async () => {
        await begin();
        await stack.up();
        const first = await stack.outputs();
        const from = entries(stack);
        count = 1;
        await stack.up();
        const second = await stack.outputs();
        assert.deepEqual(historyFrom(stack, from), ["create SecurityGroup", "delete SecurityGroup"]);
        assert.match(String(first["group"]?.value), /^group-[0-9a-f]{7}$/);
        assert.notEqual(first["group"]?.value, second["group"]?.value);
    });

    it("replaces what has a fixed name with a gap: the old one first", async () => {
        await begin();
        groupName = "fixed";
        await stack.up();
        const from = entries(stack);
        count = 1;
        await stack.up();
        assert.deepEqual(historyFrom(stack, from), ["delete SecurityGroup", "create SecurityGroup"]);
    });

    it("shows drift on refresh, and puts it right on the next up", async () => {
        await begin();
        await stack.up();
        await drift(stack, "aws:ec2/vpc:Vpc", { tags: { Name: "changed by hand" } });
        const refreshed = await stack.refresh();
        assert.equal(refreshed.counts["update"], 1);
        assert.match(refreshed.printed, /Vpc vpc updated .*\[diff: ~tags\]/);
        const from = entries(stack);
        await stack.up();
        assert.deepEqual(historyFrom(stack, from), ["update Vpc"]);
    });

    it("notices on refresh that a resource is gone, and makes it anew", async () => {
        await begin();
        await stack.up();
        const [group] = stack.sandbox.worlds
            .world(SCOPE)
            .list("aws:ec2/securityGroup:SecurityGroup")
            .filter((record) => record.ownedBy === undefined);
        assert.ok(group);
        const action = { action: "drift", type: group.type, region: group.region };
        await stack.sandbox.worlds.transact(SCOPE, action, (draft) => {
            draft.remove(group);
            return group;
        });
        assert.equal((await stack.refresh()).counts["delete"], 1);
        assert.equal((await stack.up()).counts["create"], 1);
    });

    it("keeps what is protected", async () => {
        await begin();
        vpcOptions = { protect: true };
        await stack.up();
        await assert.rejects(stack.destroy(), /protect/);
        assert.ok(stack.sandbox.worlds.world(SCOPE).list("aws:ec2/vpc:Vpc").length === 1);
    });

    it("imports what exists by its id", async () => {
        await begin();
        await stack.up(() => {
            const vpc = new aws.ec2.Vpc(
                "made-elsewhere",
                { cidrBlock: "10.0.0.0/16", tags: { Name: "one" } },
                { provider: provider(), retainOnDelete: true },
            );
            return Promise.resolve({ vpc: vpc.id });
        });
        imported = String((await stack.outputs())["vpc"]?.value);
        const { counts } = await stack.up();
        assert.equal(counts["import"], 1);
        assert.equal((await stack.outputs())["vpc"]?.value, imported);
    });

    it("gives a create that is made twice another id, as clouds do", async () => {
        await begin([{ call: "create", type: "aws:ec2/vpc:Vpc", nth: 1, fault: { kind: "lost-response" } }]);
        await assert.rejects(stack.up(), /connection reset/);
        await stack.up();
        const vpcs = stack.sandbox.worlds.world(SCOPE).list("aws:ec2/vpc:Vpc");
        assert.equal(vpcs.length, 2);
    });

    it("keeps a resource whose creation failed half-way, and goes on with it", async () => {
        const fault = { kind: "partial-create", message: "waiting for the VPC: unexpected state" } as const;
        await begin([{ call: "create", type: "aws:ec2/vpc:Vpc", nth: 1, fault }]);
        await assert.rejects(stack.up(), /waiting for the VPC: unexpected state/);
        await stack.up();
        assert.equal(stack.sandbox.worlds.world(SCOPE).list("aws:ec2/vpc:Vpc").length, 1);
    });

    it("shows an error in the provider's words and changes nothing more", async () => {
        await begin([{ call: "create", name: "group", nth: 1, fault: { kind: "throttle" } }]);
        await assert.rejects(stack.up(), /api error RequestLimitExceeded/);
        const { counts } = await stack.up();
        assert.equal(counts["create"], 1);
    });
});
