import assert from "node:assert/strict";
import { recordsOf } from "../crash/same-world/outcome";
import { type TestEnvironment, testEnvironment } from "../support/environment";
import { bucketFaults, expectedReach } from "./checks/buckets";
import { bucketSeeds } from "./seeds/buckets";
import { type Account, accountOf } from "./support/account";
import { type Buckets, bucketsOf } from "./support/buckets";

describe("IAM around the vendor buckets of pre, by the policies that stand in the sandbox", () => {
    let environment: TestEnvironment;
    let account: Account;
    let buckets: Buckets;
    before(async () => {
        environment = await testEnvironment("pre");
        await environment.up();
        account = accountOf(recordsOf(environment.place.sandbox.worlds), "aws/111122223333");
        buckets = bucketsOf(account, await environment.stack("vendor-buckets").outputs());
    });
    after(() => environment.discard());

    it("asks of DynamoDB what the protocol's expressions take", async () => {
        const { consumer, reconciler } = await expectedReach();
        const protocol = ["DeleteItem", "GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on the table`);
        assert.deepEqual(consumer, protocol);
        assert.deepEqual(
            reconciler.filter((line) => line.startsWith("dynamodb:")).sort(),
            [...protocol, "dynamodb:Scan on the table"].sort(),
        );
    });

    it("lets consumers and the reconciler do just that, on this table alone", async () => {
        assert.deepEqual(await bucketFaults(account, buckets), []);
    });

    it("has no other role", () => {
        const { consumer, reconciler, settings, schedule } = buckets;
        const known = [consumer, reconciler, settings, schedule].sort();
        assert.deepEqual(account.roles.map(({ arn }) => arn).sort(), known);
    });

    it("would notice each over-grant, and each right that is missing", async () => {
        const missed: string[] = [];
        const seeds = bucketSeeds(buckets);
        for (const { name, change, fault } of seeds) {
            const faults = await bucketFaults(change(account), buckets);
            if (!faults.some((line) => fault.test(line))) {
                missed.push([name, ...faults].join("\n  "));
            }
        }
        assert.deepEqual(missed, []);
        assert.ok(seeds.length > 20, String(seeds.length));
    });
});
