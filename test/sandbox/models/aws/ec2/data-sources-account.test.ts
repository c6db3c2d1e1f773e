import assert from "node:assert/strict";
import { zonesOf } from "../../../../../sandbox/models/aws/ec2/availability-zones";
import {
    availabilityZoneRefusals,
    getAvailabilityZone,
    getAvailabilityZones,
    getCallerIdentity,
    getPartition,
    getRegion,
    regionRefusals,
} from "../../../../../sandbox/models/aws/ec2/data-sources-account";
import { asText } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";

const ZONES = zonesOf({ account: "111122223333", region: "eu-central-1" });

function present(values: Properties): Properties {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

describe("data sources about the place", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("list the availability zones", async () => {
        assert.deepEqual(present(await cloud.invoke(getAvailabilityZones.token, { state: "available" })), {
            groupNames: ["eu-central-1"],
            id: "eu-central-1",
            names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            region: "eu-central-1",
            state: "available",
            zoneIds: ZONES.map(({ id }) => id),
        });
    });

    it("leave out zones that are excluded, or that a filter does not match", async () => {
        const [first, second] = ZONES;
        const excluded = await cloud.invoke(getAvailabilityZones.token, {
            excludeNames: [first?.name ?? ""],
            excludeZoneIds: [second?.id ?? ""],
        });
        assert.deepEqual(excluded["names"], ["eu-central-1c"]);
        const filters = [{ name: "zone-name", values: ["*a", "*c"] }];
        const matching = await cloud.invoke(getAvailabilityZones.token, { filters });
        assert.deepEqual(matching["names"], ["eu-central-1a", "eu-central-1c"]);
        const local = [{ name: "opt-in-status", values: ["opted-in"] }];
        assert.deepEqual((await cloud.invoke(getAvailabilityZones.token, { filters: local }))["names"], []);
        assert.deepEqual((await cloud.invoke(getAvailabilityZones.token, { state: "impaired" }))["names"], []);
    });

    it("list the zones of another region by argument or by provider", async () => {
        const byArgument = await cloud.invoke(getAvailabilityZones.token, { region: "ap-northeast-1" });
        assert.deepEqual(byArgument["names"], ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]);
        const elsewhere = cloud.in({ region: "ap-northeast-1" });
        assert.deepEqual(await elsewhere.invoke(getAvailabilityZones.token, {}), { ...byArgument });
    });

    it("describe one zone", async () => {
        assert.deepEqual(present(await cloud.invoke(getAvailabilityZone.token, { name: "eu-central-1b" })), {
            groupLongName: "Europe (Frankfurt) 1",
            groupName: "eu-central-1",
            id: "eu-central-1b",
            name: "eu-central-1b",
            nameSuffix: "b",
            networkBorderGroup: "eu-central-1",
            optInStatus: "opt-in-not-required",
            parentZoneId: "",
            parentZoneName: "",
            region: "eu-central-1",
            state: "available",
            zoneId: ZONES[1]?.id,
            zoneType: "availability-zone",
        });
        const byId = await cloud.invoke(getAvailabilityZone.token, { zoneId: ZONES[2]?.id });
        assert.equal(byId["name"], "eu-central-1c");
    });

    it("describe the region", async () => {
        const frankfurt = {
            description: "Europe (Frankfurt)",
            endpoint: "ec2.eu-central-1.amazonaws.com",
            id: "eu-central-1",
            name: "eu-central-1",
            region: "eu-central-1",
        };
        assert.deepEqual(await cloud.invoke(getRegion.token, {}), frankfurt);
        const endpoint = "ec2.us-east-1.amazonaws.com";
        assert.equal((await cloud.invoke(getRegion.token, { endpoint }))["name"], "us-east-1");
    });

    it("describe account and partition", async () => {
        const identity = await cloud.invoke(getCallerIdentity.token, {});
        assert.equal(identity["accountId"], "111122223333");
        assert.equal(identity["arn"], "arn:aws:sts::111122223333:assumed-role/sandbox/session");
        assert.match(asText(identity["userId"]), /^AROA[0-9A-F]{17}:session$/);
        const other = await cloud.in({ account: "444455556666" }).invoke(getCallerIdentity.token, {});
        assert.equal(other["accountId"], "444455556666");
        assert.notEqual(other["userId"], identity["userId"]);
        assert.deepEqual(await cloud.invoke(getPartition.token, {}), {
            dnsSuffix: "amazonaws.com",
            id: "aws",
            partition: "aws",
            reverseDnsPrefix: "com.amazonaws",
        });
    });
});

describe("data sources about the place refuse", () => {
    let cloud: TestCloud;
    beforeEach(() => (cloud = testCloud()));

    it("(provider check): a zone that does not exist", async () => {
        const ask = (): Promise<Properties> => cloud.invoke(getAvailabilityZone.token, { name: "eu-central-1z" });
        await cloud.refuses(ask, availabilityZoneRefusals.none);
    });

    it("(provider check): one zone where several match", async () => {
        await cloud.refuses(() => cloud.invoke(getAvailabilityZone.token, {}), availabilityZoneRefusals.several);
    });

    it("InvalidParameterValue: a filter of an unknown name", async () => {
        const filters = [{ name: "zone", values: ["a"] }];
        const error = await cloud.refuses(
            () => cloud.invoke(getAvailabilityZones.token, { filters }),
            availabilityZoneRefusals.unknownFilter,
        );
        assert.match(error.message, /The filter 'zone' is invalid$/);
    });

    it("(provider check): a region that does not exist", async () => {
        await cloud.refuses(() => cloud.invoke(getRegion.token, { name: "eu-moon-1" }), regionRefusals.unknown);
    });
});
