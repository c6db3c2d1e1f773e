import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import fc from "fast-check";
import { checkState } from "../../../automation/state/check";
import { checkpointFile } from "../../../automation/state/checkpoint";
import { deploymentOf, parseStateFile, printStateFile } from "../../../automation/state/deployment";
import { fileStates, removeDamagedSidecars } from "../../../automation/state/file-states";
import { stateFaults } from "../../../automation/state/integrity";
import { restore, type Restored } from "../../../automation/state/restore";
import { sealsIn, type Seals } from "../../../automation/state/seals";
import type { StackStates } from "../../../automation/state/states";
import { testStack, type TestStack } from "../../support/engine";
import { DAMAGES, damagedBy } from "./support/damage";

const STACK = { project: "data", folder: "stacks/data", environment: "staging" };

class Network extends pulumi.ComponentResource {
    constructor(name: string, third: number, provider: aws.Provider) {
        super("test:network:Network", name, {}, { providers: [provider] });
        const vpc = new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" }, { parent: this });
        const subnet = { vpcId: vpc.id, cidrBlock: `10.0.${third}.0/24` };
        new aws.ec2.Subnet("a", subnet, { parent: this, deletedWith: vpc });
        this.registerOutputs({ vpcId: vpc.id });
    }
}

/** Components, secrets, dependencies of all kinds; another range replaces the subnet. */
function program(third: number): pulumi.automation.PulumiFn {
    return async () => {
        const region = "eu-central-1";
        const provider = new aws.Provider("aws", { region, allowedAccountIds: ["111122223333"] });
        const network = new Network("main", third, provider);
        const password = new random.RandomPassword("password", { length: 20 });
        new aws.ec2.Eip("nat", { domain: "vpc" }, { provider, dependsOn: [network] });
        return { password: password.result };
    };
}

describe("a damaged state of a real stack", () => {
    let stack: TestStack;
    let root: string;
    let states: StackStates;
    let seals: Seals;
    let text: string;

    before(async () => {
        const { project, environment } = STACK;
        stack = await testStack({ program: program(0), project, stack: environment });
        root = path.join(stack.directory, "state");
        states = fileStates(root);
        seals = sealsIn(path.join(stack.directory, "seals"));
        await stack.up();
        await stack.up(program(1));
        text = (await states.read(STACK)) ?? assert.fail("there is no state");
        seals.close(STACK, text);
    });
    after(() => stack.discard());

    it("isn't what the engine writes, at the end of an update or in the middle of one", async () => {
        assert.deepEqual(checkState(text, STACK, seals), { faults: [], seal: { is: "whole" } });
        const backups = (await states.backups(STACK)) ?? [];
        // One for each update, and the one before the last write.
        assert.equal(backups.length, 3);
        for (const { name, read } of backups) {
            assert.deepEqual(stateFaults(read(), STACK), [], name);
        }
        assert.equal(backups[0]?.read(), text, "the newest backup is not what the last update left");
    });

    it("is read and written as the engine does it, to the byte", () => {
        assert.equal(printStateFile(parseStateFile(text)), text);
    });

    it("is noticed in 200 cases and more, by looking alone", async () => {
        const noticed = new Set<string>();
        for (const damage of DAMAGES) {
            for (const damaged of fc.sample(damagedBy(damage, text), damage.draws)) {
                assert.notDeepEqual(checkState(damaged, STACK, seals).faults, [], damage.name);
                assert.ok(!damage.isStructural || stateFaults(damaged, STACK).length > 0, `${damage.name}, unsealed`);
                noticed.add(damaged);
            }
        }
        assert.ok(noticed.size >= 200, `${noticed.size} different states`);
        assert.equal(await states.read(STACK), text);
    });

    it("is made good by the newest backup, which the engine goes on with as if nothing had been", async () => {
        const resources = (deploymentOf(parseStateFile(text)).resources ?? []).length;
        await states.write(STACK, text.slice(0, text.length / 2));
        const restored: Restored[] = [];
        await restore([{ stack: STACK, states, seals }], restored);
        const { isExact, setAside } = restored[0] ?? assert.fail("nothing was restored");
        assert.equal(isExact, true);
        assert.equal(fs.readFileSync(setAside ?? "", "utf8"), text.slice(0, text.length / 2));
        const { counts } = await stack.preview(program(1));
        // The engine's own default provider isn't counted.
        assert.deepEqual(counts, { same: resources - 1 });
        assert.equal(await states.read(STACK), text);
    });

    it("may look whole and be unreadable to the engine, when it was killed over the attributes of the file", async () => {
        const attributes = `${checkpointFile(root, STACK.project, STACK.environment)}.attrs`;
        fs.writeFileSync(attributes, '{"user.cache_control":"","us');
        await assert.rejects(stack.state(), /failed to load checkpoint/);
        assert.deepEqual(removeDamagedSidecars(root, STACK), [attributes]);
        assert.equal((await stack.state()).version, 3);
    });

    it("isn't one whose attributes tell another digest: the engine doesn't look at it", async () => {
        const attributes = `${checkpointFile(root, STACK.project, STACK.environment)}.attrs`;
        fs.writeFileSync(attributes, '{"user.content_type":"text/plain","md5":"AAAAAAAAAAAAAAAAAAAAAA=="}');
        assert.equal((await stack.state()).version, 3);
    });
});
