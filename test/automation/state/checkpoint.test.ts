import assert from "node:assert/strict";
import { parseCheckpoint, readCheckpoint } from "../../../automation/state/checkpoint";
import { temporaryRepository } from "../support/machine";

const URN = "urn:pulumi:staging::p::";
const SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:AAAA",
};
const STATE = {
    version: 3,
    checkpoint: {
        stack: "organization/p/staging",
        latest: {
            secrets_providers: { type: "passphrase", state: { salt: "v1:salt" } },
            resources: [
                { urn: `${URN}pulumi:pulumi:Stack::p-staging`, outputs: { vpcId: "vpc-1", password: SECRET } },
                { urn: `${URN}pulumi:providers:random::default` },
                { urn: `${URN}pulumi:providers:aws::aws` },
                { urn: `${URN}aws:ec2/vpc:Vpc::vpc`, outputs: { id: "vpc-1" } },
            ],
            pending_operations: [{ resource: { urn: `${URN}aws:ec2/subnet:Subnet::a` }, type: "creating" }],
        },
    },
};

describe("a state file of the sandbox", () => {
    it("tells outputs without secrets, the salt, how many resources there are and what was cut off", () => {
        assert.deepEqual(parseCheckpoint(JSON.stringify(STATE)), {
            resources: 3,
            outputs: { vpcId: "vpc-1", password: "[secret]" },
            salt: "v1:salt",
            pending: [{ urn: `${URN}aws:ec2/subnet:Subnet::a`, operation: "creating" }],
        });
    });

    it("of a new or destroyed stack tells that nothing is there", () => {
        const empty = { resources: 0, outputs: {}, pending: [] };
        assert.deepEqual(parseCheckpoint('{"version":3,"checkpoint":{"stack":"s"}}'), empty);
        assert.deepEqual(parseCheckpoint('{"version":3,"checkpoint":{"latest":{}}}'), empty);
    });

    it("is found where the engine's file backend puts it", () => {
        const repository = temporaryRepository();
        try {
            repository.write("state/.pulumi/stacks/p/staging.json", JSON.stringify(STATE));
            const state = `${repository.root}/state`;
            assert.equal(readCheckpoint(state, "p", "staging")?.resources, 3);
            assert.equal(readCheckpoint(state, "p", "production"), undefined);
        } finally {
            repository.remove();
        }
    });
});
