import assert from "node:assert/strict";
import fc from "fast-check";
import {
    planVendorBuckets,
    validateVendorBuckets,
    type VendorBucketsCandidate,
} from "../../../components/vendor-buckets/plan";
import { requestOf } from "../../../runtime/bucket-settings/request";
import { SettingsFault, settingsOf } from "../../../runtime/reconciler/settings";
import { settingsItem } from "../../../runtime/reconciler/protocol/items";
import { PLAN_ARGS } from "./fixtures";

type Found = readonly [path: string, given: unknown];

const faults = (change: VendorBucketsCandidate): Found[] =>
    validateVendorBuckets({ ...PLAN_ARGS, ...change }).map(({ path, given }) => [path, given]);
const bucketFaults = (bucket: object): Found[] => faults({ vendors: { openai: { rpm: bucket } } });
const plan = (change: Partial<Parameters<typeof planVendorBuckets>[1]> = {}) =>
    planVendorBuckets("buckets", { ...PLAN_ARGS, ...change });

describe("the plan of vendor buckets", () => {
    it("writes the program's part of each bucket, and nothing that is live", () => {
        assert.deepEqual(
            plan().buckets.map(({ key, item }) => [key, JSON.parse(item) as unknown]),
            [
                [
                    "openai#rpm",
                    {
                        vendor_dimension: { S: "openai#rpm" },
                        kind: { S: "rate" },
                        capacity: { N: "500" },
                        refill_rate: { N: "8.333333" },
                    },
                ],
                [
                    "openai#concurrency",
                    {
                        vendor_dimension: { S: "openai#concurrency" },
                        kind: { S: "concurrency" },
                        capacity: { N: "20" },
                    },
                ],
            ],
        );
    });

    it("writes the attributes that the reconciler takes for the program's", () => {
        const rate = settingsItem("openai#rpm", { kind: "rate", capacity: 500, refillRate: 8.333333 });
        const slots = settingsItem("openai#concurrency", { kind: "concurrency", capacity: 20, refillRate: 0 });
        const written = plan().buckets.map(({ item }) => Object.keys(JSON.parse(item) as object));
        assert.deepEqual(written, [Object.keys(rate), Object.keys(slots)]);
    });

    it("asks for the same that it makes a bucket with", () => {
        for (const { item, request } of plan().buckets) {
            const made = JSON.parse(item) as Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
            const asked = requestOf(JSON.parse(request));
            assert.deepEqual(
                [asked?.key, asked?.kind, asked?.capacity, asked?.refillRate],
                [
                    made["vendor_dimension"]?.S,
                    made["kind"]?.S,
                    Number(made["capacity"]?.N),
                    made["refill_rate"] && Number(made["refill_rate"].N),
                ],
            );
        }
    });

    it("runs the reconciler every five minutes, and never into the next one", () => {
        assert.deepEqual(plan().reconciler, {
            scheduleExpression: "rate(5 minutes)",
            intervalSeconds: 300,
            timeoutSeconds: 240,
            memoryMegabytes: 256,
            logRetentionDays: 30,
            variables: {},
        });
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 60 }), (intervalMinutes) => {
                const { timeoutSeconds, intervalSeconds, scheduleExpression } = plan({
                    reconciler: { intervalMinutes },
                }).reconciler;
                assert.ok(
                    timeoutSeconds < intervalSeconds && timeoutSeconds <= 900 && Number.isInteger(timeoutSeconds),
                );
                assert.equal(scheduleExpression, `rate(${intervalMinutes} minute${intervalMinutes === 1 ? "" : "s"})`);
            }),
        );
    });

    it("tells the reconciler what is not as it has it itself", () => {
        const { variables } = plan({
            reconciler: { graceSeconds: 60, segments: 8, pageSize: 100, dryRun: true },
        }).reconciler;
        assert.deepEqual(variables, { GRACE_SECONDS: "60", SEGMENTS: "8", PAGE_SIZE: "100", DRY_RUN: "true" });
        assert.deepEqual(plan({ reconciler: { dryRun: false } }).reconciler.variables, {});
    });

    it("protects the table unless it is told not to", () => {
        assert.equal(plan().deletionProtection, true);
        assert.equal(plan({ deletionProtection: false }).deletionProtection, false);
    });

    it("gives each bucket a key of its own, whatever it is called", () => {
        const name = fc.stringMatching(/^[a-z0-9]{1,3}([._-][a-z0-9]{1,2}){0,2}$/).filter((text) => text !== "lease");
        const bucket = fc.record({ kind: fc.constant("concurrency" as const), capacity: fc.nat(1_000_000_000) });
        const vendors = fc.dictionary(name, fc.dictionary(name, bucket, { minKeys: 1, maxKeys: 4 }), {
            minKeys: 1,
            maxKeys: 4,
        });
        fc.assert(
            fc.property(vendors, (given) => {
                const keys = plan({ vendors: given }).buckets.map(({ key }) => key);
                const count = Object.values(given).flatMap((dimensions) => Object.keys(dimensions)).length;
                assert.equal(new Set(keys).size, count);
            }),
        );
    });

    it("writes numbers as DynamoDB gives them back", () => {
        const millionths = fc.integer({ min: 1, max: 1_000_000_000 }).map((count) => count / 1_000_000);
        fc.assert(
            fc.property(millionths, (refillRate) => {
                const { buckets } = plan({ vendors: { a: { b: { kind: "rate", capacity: 1, refillRate } } } });
                const { refill_rate: written } = JSON.parse(buckets[0]?.item ?? "{}") as { refill_rate: { N: string } };
                assert.match(written.N, /^\d+(\.\d{1,6})?$/);
                assert.equal(Number(written.N), refillRate);
            }),
        );
    });
});

describe("faults of vendor buckets", () => {
    it("are found in names, each at its place", () => {
        assert.deepEqual(faults({}), []);
        assert.deepEqual(faults({ service: "Sluice", accountId: "1", region: "frankfurt" }), [
            ["service", "Sluice"],
            ["accountId", "1"],
            ["region", "frankfurt"],
        ]);
        assert.deepEqual(faults({ service: undefined }), [["service", undefined]]);
        assert.deepEqual(faults({ vendors: {} }), [["vendors", {}]]);
        assert.deepEqual(faults({ vendors: { openai: {} } }), [["vendors.openai", {}]]);
        const slots = { kind: "concurrency", capacity: 1 } as const;
        for (const name of ["open#ai", "OpenAI", "lease", "a b", "a..b", "-a", "a".repeat(65)]) {
            assert.deepEqual(faults({ vendors: { [name]: { rpm: slots } } }), [[`vendors.${name}`, name]], name);
            assert.deepEqual(faults({ vendors: { openai: { [name]: slots } } }), [[`vendors.openai.${name}`, name]]);
        }
    });

    it("are found in what a bucket allows", () => {
        const at = (key: string): string => `vendors.openai.rpm.${key}`;
        assert.deepEqual(bucketFaults({}), [
            [at("kind"), undefined],
            [at("capacity"), undefined],
        ]);
        assert.deepEqual(bucketFaults({ kind: "both", capacity: -1, refillRate: 0 }), [
            [at("kind"), "both"],
            [at("capacity"), -1],
            [at("refillRate"), 0],
        ]);
        assert.deepEqual(bucketFaults({ kind: "concurrency", capacity: 1.5, refillRate: 1 }), [
            [at("capacity"), 1.5],
            [at("refillRate"), 1],
        ]);
        assert.deepEqual(bucketFaults({ kind: "concurrency", capacity: 0 }), []);
        assert.deepEqual(bucketFaults({ kind: "rate", capacity: 1e10, refillRate: 0.0000001 }), [
            [at("capacity"), 1e10],
            [at("refillRate"), 0.0000001],
        ]);
        assert.deepEqual(bucketFaults({ kind: "rate", capacity: 0 }), [[at("refillRate"), undefined]]);
        assert.deepEqual(bucketFaults({ kind: "rate", capacity: 1, refillRate: Number.NaN }).length, 1);
    });

    it("are found in who may take the role", () => {
        assert.deepEqual(faults({ consumers: undefined }), [["consumers", {}]]);
        const services = ["ecs-tasks.amazonaws.com"];
        assert.deepEqual(faults({ consumers: { services } }), []);
        const principalArns = ["*", "arn:aws:iam::111122223333:role/*", "arn:aws:sts::111122223333:assumed-role/a/b"];
        assert.deepEqual(
            faults({ consumers: { principalArns } }).map(([path]) => path),
            [0, 1, 2].map((index) => `consumers.principalArns[${index}]`),
        );
        const twice = ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root"];
        assert.deepEqual(faults({ consumers: { principalArns: twice } }), [["consumers.principalArns[1]", twice[1]]]);
        assert.deepEqual(faults({ consumers: { services: ["ecs-tasks"], externalId: "x" } }), [
            ["consumers.services[0]", "ecs-tasks"],
            ["consumers.externalId", "x"],
            ["consumers.externalId", "x"],
        ]);
    });

    it("are found in services that don't say for which account they act, which could never have the role", () => {
        const services = ["ecs-tasks.amazonaws.com", "states.amazonaws.com"];
        assert.deepEqual(faults({ consumers: { services } }), []);
        for (const service of [
            "ec2.amazonaws.com",
            "pods.eks.amazonaws.com",
            "lambda.amazonaws.com",
            "ecs-tasksXamazonaws.com",
        ]) {
            assert.deepEqual(faults({ consumers: { services: [service] } }), [["consumers.services[0]", service]]);
        }
    });

    it("are found in just those numbers that the reconciler refuses", () => {
        const variables = { graceSeconds: "GRACE_SECONDS", segments: "SEGMENTS", pageSize: "PAGE_SIZE" } as const;
        const isTaken = (variable: string, value: number): boolean => {
            try {
                return settingsOf({ TABLE_NAME: "buckets", [variable]: String(value) }, {}) !== undefined;
            } catch (error) {
                assert.ok(error instanceof SettingsFault);
                return false;
            }
        };
        for (const [key, variable] of Object.entries(variables)) {
            const sound = (value: number): boolean => faults({ reconciler: { [key]: value } }).length === 0;
            const numbers = Array.from({ length: 5_000 }, (_, value) => value);
            assert.deepEqual(
                numbers.filter(sound),
                numbers.filter((value) => isTaken(variable, value)),
                key,
            );
            assert.ok(numbers.some(sound), key);
        }
    });

    it("are found in a time that leaves a run nothing but its end", () => {
        assert.deepEqual(faults({ reconciler: { timeoutSeconds: 30 } }), []);
        assert.deepEqual(faults({ reconciler: { timeoutSeconds: 29 } }), [["reconciler.timeoutSeconds", 29]]);
    });

    it("are found in how the reconciler runs", () => {
        const wrong = {
            intervalMinutes: 61,
            timeoutSeconds: 901,
            memoryMegabytes: 64,
            logRetentionDays: 8,
            graceSeconds: 0,
            segments: 33,
            pageSize: 0,
        };
        const found = Object.entries(wrong).map(([key, value]) => [`reconciler.${key}`, value]);
        assert.deepEqual(faults({ reconciler: wrong }), found);
        assert.deepEqual(faults({ reconciler: { intervalMinutes: 1, timeoutSeconds: 60 } }), [
            ["reconciler.timeoutSeconds", 60],
        ]);
        assert.deepEqual(faults({ reconciler: { intervalMinutes: 1, timeoutSeconds: 59 } }), []);
    });

    it("are told all at once, before anything is made", () => {
        const vendors = { openai: { "r#m": { kind: "rate", capacity: 1.5 } } } as const;
        assert.throws(
            () => plan({ vendors, service: "" }),
            /buckets was not made: its arguments have 4 faults[^]*vendors\.openai\.r#m\.refillRate: not set; allowed:/,
        );
    });
});
