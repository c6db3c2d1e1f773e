/** What the program asks for of one bucket. Pure. */

/** The program's part of a bucket. */
export interface BucketSettings {
    /** `openai#rpm` */
    readonly key: string;
    readonly kind: "concurrency" | "rate";
    readonly capacity: number;
    /** Tokens per second; of `rate` alone. */
    readonly refillRate?: number;
}

/** The settings to write; undefined where there is nothing to do: what goes takes its item along. */
export type Request = BucketSettings | undefined;

/** The call means nothing, and nothing was written. */
export class RequestFault extends Error {
    override readonly name = "RequestFault";

    constructor(faults: readonly string[]) {
        super(
            ["Nothing was written: what was asked for has faults.", ...faults.map((fault) => `  - ${fault}`)].join(
                "\n",
            ),
        );
    }
}

/**
 * @param event `{"bucket": {…}, "tf": {"action": "create" | "update" | "delete"}}`, as `aws.lambda.Invocation` sends it
 * @throws RequestFault with all faults at once
 */
export function requestOf(event: unknown): Request {
    const { bucket, tf } = fields(event);
    if (fields(tf)["action"] === "delete") {
        return undefined;
    }
    const { key, kind, capacity, refillRate } = fields(bucket);
    const isRate = kind === "rate";
    const checks: readonly (readonly [ok: boolean, fault: string])[] = [
        [
            typeof key === "string" && /^(?!lease#)[^#]+#[^#]+$/.test(key),
            "bucket.key: a vendor and a dimension, as openai#rpm",
        ],
        [kind === "concurrency" || isRate, "bucket.kind: concurrency or rate"],
        [Number.isInteger(capacity) && Number(capacity) >= 0, "bucket.capacity: a whole number, 0 or more"],
        [
            isRate ? isPositive(refillRate) : refillRate === undefined,
            "bucket.refillRate: a number, more than 0, for rate; none else",
        ],
    ];
    const faults = checks.flatMap(([ok, fault]) => (ok ? [] : [fault]));
    if (faults.length > 0) {
        throw new RequestFault(faults);
    }
    return {
        key: String(key),
        kind: isRate ? "rate" : "concurrency",
        capacity: Number(capacity),
        ...(isRate ? { refillRate: Number(refillRate) } : {}),
    };
}

function isPositive(value: unknown): boolean {
    return typeof value === "number" && Number.isFinite(value) && value > 0;
}

/** The table's name, as the function's environment has it. @throws RequestFault where it has none */
export function tableNameOf(environment: Readonly<Record<string, string | undefined>>): string {
    const name = environment["TABLE_NAME"] ?? "";
    if (name === "") {
        throw new RequestFault(["TABLE_NAME: not set in the function's environment; the name of the buckets' table"]);
    }
    return name;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null ? { ...value } : {};
}
