/** What the tests of the vendor buckets have in common. */
import { VendorBuckets, type VendorBucketsArgs } from "../../../components/vendor-buckets";
import { environmentNaming } from "../../../components/naming";
import { record, type Recording } from "../../support/mocks";

export const ACCOUNT = "111122223333";
export const REGION = "eu-central-1";

export const PLAN_ARGS = {
    service: "sluice",
    accountId: ACCOUNT,
    region: REGION,
    vendors: {
        openai: {
            rpm: { kind: "rate", capacity: 500, refillRate: 8.333333 },
            concurrency: { kind: "concurrency", capacity: 20 },
        },
    },
    consumers: { principalArns: [`arn:aws:iam::${ACCOUNT}:role/writer`] },
} as const;

export const ARGS: VendorBucketsArgs = {
    ...PLAN_ARGS,
    naming: environmentNaming({ prefix: "ontopix", environment: "pre" }),
    reconcilerCode: { code: "exports.handler = async () => {};", sha256: "0a1b2c3d" },
    settingsCode: { code: "exports.handler = async () => ({});", sha256: "1b2c3d4e" },
};

/** What AWS gives to names that are known before: ARNs by them, as policies name them. */
function outputs(type: string, name: string): Record<string, unknown> {
    const known: Readonly<Record<string, Record<string, unknown>>> = {
        "aws:sqs/queue:Queue": { url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}` },
    };
    return known[type] ?? {};
}

export function recordBuckets(change: Partial<VendorBucketsArgs> = {}): Promise<Recording<VendorBuckets>> {
    return record(() => new VendorBuckets("buckets", { ...ARGS, ...change }), { outputs });
}
