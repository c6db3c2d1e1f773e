import assert from "node:assert/strict";
import { CACHE_TYPES } from "../../../../../sandbox/models/aws/elasticache/sources";
import {
    userGroupAssociationRefusals,
    userGroupRefusals,
    userRefusals,
} from "../../../../../sandbox/models/aws/elasticache/users";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { makeDataNetwork } from "../rds/databases";
import { makeCache, makeCacheSubnets, makeUser } from "./caches";

const { user: USER, userGroup: GROUP, userGroupAssociation: ASSOCIATION } = CACHE_TYPES;

let cloud: TestCloud;
beforeEach(() => {
    cloud = testCloud();
});

function makeGroup(inputs: Properties = {}): Promise<Made> {
    return cloud.create(GROUP, { engine: "valkey", userGroupId: "apps", userIds: ["app"], ...inputs });
}

describe(USER, () => {
    it("fills in what ElastiCache fills in, and reads the same", async () => {
        const { id, outputs } = await makeUser(cloud);
        assert.deepEqual(outputs, {
            accessString: "on ~* +@all",
            arn: "arn:aws:elasticache:eu-central-1:111122223333:user:app",
            authenticationMode: { passwordCount: 1, type: "password" },
            engine: "valkey",
            id: "app",
            noPasswordRequired: false,
            passwords: ["sixteen-or-more-letters"],
            region: "eu-central-1",
            tagsAll: {},
            userId: "app",
            userName: "app",
        });
        assert.deepEqual(await cloud.read(USER, id), outputs);
    });

    it("is replaced for another id or name only", async () => {
        const { id } = await makeUser(cloud);
        const diff = await cloud.diff(USER, id, {
            ...{
                accessString: "off",
                engine: "redis",
                passwords: ["another-password-of-it"],
                userId: "b",
                userName: "b",
            },
        });
        assert.deepEqual([diff.changed.length, [...diff.replaces].sort()], [5, ["userId", "userName"]]);
    });

    it("refuses what ElastiCache refuses", async () => {
        const make = (inputs: Properties) => () => makeUser(cloud, inputs);
        await cloud.refuses(make({ userId: "1app" }), userRefusals.idForm);
        await cloud.refuses(make({ userId: "default" }), userRefusals.exists);
        await cloud.refuses(make({ accessString: "~* +@all" }), userRefusals.accessString);
        await cloud.refuses(make({ accessString: "on everything" }), userRefusals.accessString);
        await cloud.refuses(make({ passwords: undefined }), userRefusals.noPassword);
        await cloud.refuses(make({ noPasswordRequired: true }), userRefusals.passwordDespite);
        await make({ userId: "open", passwords: undefined, noPasswordRequired: true })();
        await make({})();
        await cloud.refuses(make({}), userRefusals.exists);
    });

    it("leaves its groups when it goes, unless it is a Redis OSS group's default user", async () => {
        const { id } = await makeUser(cloud);
        await makeGroup();
        await cloud.delete(USER, id);
        assert.deepEqual((await cloud.read(GROUP, "apps"))?.["userIds"], []);
        const quiet = await makeUser(cloud, { engine: "redis", userId: "quiet", userName: "default" });
        await makeGroup({ engine: "redis", userGroupId: "redis", userIds: ["quiet"] });
        await cloud.refuses(() => cloud.delete(USER, quiet.id), userRefusals.isDefault);
    });

    const inputs = { accessString: "on", userId: "app", userName: "app" };
    checkTable(() => cloud, USER, [
        [userRefusals.engineForm, "engine", { ...inputs, engine: "memcached" }],
        [userRefusals.passwordForm, "passwords", { ...inputs, engine: "redis", passwords: ["short"] }],
        [
            userRefusals.passwordForm,
            "passwords",
            { ...inputs, engine: "redis", passwords: Array(3).fill("a".repeat(16)) },
        ],
    ]);
});

describe(GROUP, () => {
    it("fills in what ElastiCache fills in, and reads the same", async () => {
        await makeUser(cloud);
        const { id, outputs } = await makeGroup();
        assert.deepEqual(outputs, {
            arn: "arn:aws:elasticache:eu-central-1:111122223333:usergroup:apps",
            engine: "valkey",
            id: "apps",
            region: "eu-central-1",
            tagsAll: {},
            userGroupId: "apps",
            userIds: ["app"],
        });
        assert.deepEqual(await cloud.read(GROUP, id), outputs);
        const diff = await cloud.diff(GROUP, id, { engine: "redis", userGroupId: "other", userIds: [] });
        assert.deepEqual([diff.changed.length, diff.replaces], [3, ["userGroupId"]]);
    });

    it("refuses what ElastiCache refuses", async () => {
        const make = (inputs: Properties) => () => makeGroup(inputs);
        await cloud.refuses(make({}), userGroupRefusals.unknownUser);
        await makeUser(cloud);
        await makeUser(cloud, { userId: "twin" });
        await cloud.refuses(make({ userGroupId: "a_b" }), userGroupRefusals.idForm);
        const error = await cloud.refuses(make({ engine: "redis" }), userGroupRefusals.noDefault);
        assert.match(
            error.message,
            /DefaultUserRequired: User group needs to contain a user with the user name default/,
        );
        await cloud.refuses(make({ userIds: ["app", "twin"] }), userGroupRefusals.duplicateName);
        await cloud.refuses(make({ engine: "redis", userIds: ["default", "app"] }), userGroupRefusals.engine);
        await make({})();
        await cloud.refuses(make({}), userGroupRefusals.exists);
    });

    it("InvalidUserGroupState: to go before its caches", async () => {
        await makeCacheSubnets(cloud, await makeDataNetwork(cloud));
        await makeUser(cloud);
        const { id } = await makeGroup();
        const cache = await makeCache(cloud, { userGroupIds: ["apps"] });
        await cloud.refuses(() => cloud.delete(GROUP, id), userGroupRefusals.inUse);
        await cloud.delete(CACHE_TYPES.replicationGroup, cache.id);
        await cloud.delete(GROUP, id);
    });

    checkTable(() => cloud, GROUP, [
        [userGroupRefusals.engineForm, "engine", { engine: "memcached", userGroupId: "apps" }],
    ]);
});

describe(ASSOCIATION, () => {
    const make = (inputs: Properties = {}): Promise<Made> =>
        cloud.create(ASSOCIATION, { userGroupId: "apps", userId: "more", ...inputs });

    it("puts a user into a group and takes it out again", async () => {
        await makeUser(cloud);
        await makeUser(cloud, { userId: "more", userName: "more" });
        await makeGroup();
        const { id, outputs } = await make();
        assert.deepEqual(outputs, { id: "apps,more", region: "eu-central-1", userGroupId: "apps", userId: "more" });
        assert.deepEqual(await cloud.read(ASSOCIATION, id), outputs);
        assert.deepEqual((await cloud.read(GROUP, "apps"))?.["userIds"], ["app", "more"]);
        const diff = await cloud.diff(ASSOCIATION, id, { userGroupId: "other", userId: "app" });
        assert.deepEqual(diff.replaces, ["userGroupId", "userId"]);
        await cloud.delete(ASSOCIATION, id);
        assert.deepEqual((await cloud.read(GROUP, "apps"))?.["userIds"], ["app"]);
    });

    it("refuses what ElastiCache refuses", async () => {
        const refusals = userGroupAssociationRefusals;
        await cloud.refuses(() => make(), refusals.unknownGroup);
        await makeUser(cloud);
        await makeUser(cloud, { userId: "twin" });
        await makeGroup();
        await cloud.refuses(() => make(), refusals.unknownUser);
        await cloud.refuses(() => make({ userId: "app" }), refusals.member);
        await cloud.refuses(() => make({ userId: "twin" }), refusals.duplicateName);
    });
});
