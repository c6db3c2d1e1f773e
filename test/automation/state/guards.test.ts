import assert from "node:assert/strict";
import type { ResourceState } from "../../../automation/state/deployment";
import { protectedResources } from "../../../automation/state/guards";
import { resource } from "./support/sample";

const guardsOf = (type: string, more: Partial<ResourceState>): readonly string[] =>
    protectedResources({ resources: [resource(type, "it", more)] }).map(({ by }) => by);

describe("what a destroy would be refused for", () => {
    it("is what the program protects, components included", () => {
        assert.deepEqual(guardsOf("aws:s3/bucket:Bucket", { protect: true }), ["protect"]);
        assert.deepEqual(guardsOf("plinth:database:Database", { protect: true, custom: false }), ["protect"]);
        assert.deepEqual(guardsOf("aws:s3/bucket:Bucket", {}), []);
    });

    it("is what its cloud protects, by the property of each type", () => {
        const on = { outputs: { deletionProtection: true } };
        assert.deepEqual(guardsOf("aws:rds/instance:Instance", on), ["deletionProtection"]);
        assert.deepEqual(guardsOf("aws:rds/instance:Instance", { ...on, protect: true }), [
            "protect",
            "deletionProtection",
        ]);
        assert.deepEqual(guardsOf("aws:lb/loadBalancer:LoadBalancer", { inputs: { enableDeletionProtection: true } }), [
            "enableDeletionProtection",
        ]);
        assert.deepEqual(guardsOf("aws:cognito/userPool:UserPool", { outputs: { deletionProtection: "ACTIVE" } }), [
            "deletionProtection",
        ]);
        assert.deepEqual(
            guardsOf("aws:cognito/userPool:UserPool", { outputs: { deletionProtection: "INACTIVE" } }),
            [],
        );
        // A property of that name elsewhere protects nothing.
        assert.deepEqual(guardsOf("aws:s3/bucket:Bucket", on), []);
    });

    it("goes by what the cloud said last, not by what the program asked for", () => {
        const type = "aws:rds/cluster:Cluster";
        const [asked, said] = [{ deletionProtection: true }, { deletionProtection: false }];
        assert.deepEqual(guardsOf(type, { inputs: asked, outputs: said }), []);
        assert.deepEqual(guardsOf(type, { inputs: said, outputs: asked }), ["deletionProtection"]);
    });

    it("is nothing that is deleted anyway, only read, or left in its cloud", () => {
        const guarded = { outputs: { deletionProtection: true } };
        const type = "aws:rds/cluster:Cluster";
        assert.deepEqual(guardsOf(type, { ...guarded, protect: true, delete: true }), []);
        assert.deepEqual(guardsOf(type, { ...guarded, protect: true, external: true }), []);
        assert.deepEqual(guardsOf(type, { ...guarded, retainOnDelete: true }), []);
        assert.deepEqual(guardsOf(type, { ...guarded, retainOnDelete: true, protect: true }), ["protect"]);
    });

    it("is nothing in an empty stack", () => assert.deepEqual(protectedResources({}), []));
});
