import assert from "node:assert/strict";
import * as elasticache from "@pulumi/aws/elasticache";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { RedisCache, type RedisCachePlanArgs } from "../../../components/cache";
import { dataSurroundings, NO_DEFAULT_PROVIDERS, SANDBOX_SCOPE } from "../../support/data-surroundings";
import { testStack, type TestStack } from "../../support/engine";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

function program(change: Partial<RedisCachePlanArgs> = {}, users = false): PulumiFn {
    return () => {
        const { opts, secret, args } = dataSurroundings("redis");
        const made = { provider: opts.providers.aws };
        const app = { engine: "valkey", userId: "app", userName: "app", accessString: "on ~* +@all" };
        const user = new elasticache.User("app", { ...app, authenticationMode: { type: "iam" } }, made);
        const group = { engine: "valkey", userGroupId: "apps", userIds: [user.userId] };
        const userGroup = new elasticache.UserGroup("apps", group, made);
        const authentication = users
            ? { userGroupId: userGroup.userGroupId }
            : { authToken: secret.generatedValue(), authSecretArn: secret.arn };
        const plan = { nodeType: "cache.t4g.micro", engineVersion: "8.1", ...change };
        const cache = new RedisCache("cache", { ...args, ...plan, authentication }, opts);
        return Promise.resolve({ id: cache.replicationGroupId, primary: cache.primaryEndpoint });
    };
}

describe("a cache through the real engine", () => {
    let stack: TestStack;
    const groups = (): string[] =>
        stack.sandbox.worlds
            .world(SANDBOX_SCOPE)
            .list(GROUP)
            .map(({ id }) => id);

    before(async () => {
        stack = await testStack({ program: program(), config: NO_DEFAULT_PROVIDERS });
    });

    after(() => stack.discard());

    it("comes up, and stays as it is", async () => {
        await stack.up();
        assert.deepEqual(Object.keys((await stack.up()).counts), ["same"]);
        const { id, primary } = await stack.outputs();
        assert.match(String(id?.value), /^cache-[0-9a-f]{7}$/);
        assert.ok(String(primary?.value).startsWith(`master.${String(id?.value)}.`));
    });

    it("gets a replica in place", async () => {
        const before = groups();
        assert.equal((await stack.up(program({ replicas: 1 }))).counts["replace"], undefined);
        assert.deepEqual(groups(), before);
        await stack.up();
    });

    it("turns from a token to users and back in place", async () => {
        const before = groups();
        const ofGroup = (): unknown =>
            stack.sandbox.worlds.world(SANDBOX_SCOPE).list(GROUP)[0]?.outputs["userGroupIds"];
        assert.equal((await stack.up(program({}, true))).counts["replace"], undefined);
        assert.deepEqual([groups(), ofGroup()], [before, ["apps"]]);
        assert.deepEqual(Object.keys((await stack.up(program({}, true))).counts), ["same"]);
        assert.equal((await stack.up()).counts["replace"], undefined);
        assert.deepEqual([groups(), ofGroup()], [before, []]);
    });

    it("is replaced by an older version, made before the old one goes", async () => {
        const before = groups();
        const { counts } = await stack.up(program({ engineVersion: "8.0" }));
        // The group, and the random part of its last snapshot's name.
        assert.equal(counts["replace"], 2);
        assert.equal(groups().length, 1);
        assert.notDeepEqual(groups(), before);
    });

    it("goes, comes again and goes again", async () => {
        await stack.destroy();
        assert.deepEqual(groups(), []);
        await stack.up();
        await stack.destroy();
        assert.deepEqual(groups(), []);
    });
});
