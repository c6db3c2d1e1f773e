import assert from "node:assert/strict";
import { isRegion, regionDescription, zonesOf } from "../../../../../sandbox/models/aws/ec2/availability-zones";

describe("availability zones", () => {
    it("are named a, b and c in most regions", () => {
        const names = zonesOf({ account: "111122223333", region: "eu-central-1" }).map(({ name }) => name);
        assert.deepEqual(names, ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
    });

    it("have ids that are the same zones in every account, behind names that need not be", () => {
        const ids = (account: string): string[] => zonesOf({ account, region: "us-east-1" }).map(({ id }) => id);
        const accounts = ["111122223333", "444455556666", "123456789012"].map(ids);
        const all = ["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"];
        accounts.forEach((zones) => assert.deepEqual([...zones].sort(), all));
        assert.ok(new Set(accounts.map((zones) => zones[0])).size > 1);
    });

    it("follow the pattern of AWS's prefixes in a region that is not listed", () => {
        const [zone] = zonesOf({ account: "111122223333", region: "ap-southeast-9" });
        assert.match(zone?.id ?? "", /^apse9-az[123]$/);
        assert.equal(isRegion("ap-southeast-9"), false);
        assert.equal(regionDescription("ap-southeast-9"), "ap-southeast-9");
        assert.equal(regionDescription("eu-central-1"), "Europe (Frankfurt)");
    });
});
