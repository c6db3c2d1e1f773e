/** What is wrong with the arguments of vendor buckets. Pure. */
import { checkForm, checkList, checkOneOf, checkWhole } from "../checks";
import { type Fault, under } from "../faults";
import { LOG_RETENTION_DAYS } from "../log-retention";
import {
    BUCKET_KINDS,
    type ConsumersArgs,
    type ReconcilerArgs,
    type VendorBucketArgs,
    type VendorBucketsPlanArgs,
} from "./args";

/** A group of arguments as somebody wrote it: any of them may be missing. */
type Some<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** Arguments as somebody wrote them. */
export interface VendorBucketsCandidate extends Some<
    Omit<VendorBucketsPlanArgs, "vendors" | "consumers" | "reconciler">
> {
    readonly vendors?: Readonly<
        Record<string, Readonly<Record<string, Some<VendorBucketArgs> | undefined>> | undefined>
    >;
    readonly consumers?: Some<ConsumersArgs>;
    readonly reconciler?: Some<ReconcilerArgs>;
}

/** The protocol parts a key at `#`, and takes what begins with `lease#` for a lease. */
const NAME = /^(?!lease$)(?=.{1,64}$)[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const NAME_SHAPE = "1 to 64 lower-case letters and digits in parts joined by . _ or -, and not lease";
const SERVICE = /^(?=.{2,30}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const PRINCIPAL = /^arn:aws:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/**
 * Services that say for which account they take a role, as their own pages have it; of any other the condition would never
 * hold, and the role would be nobody's.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
 */
const SERVICES_THAT_NAME_ACCOUNTS = ["ecs-tasks.amazonaws.com", "states.amazonaws.com"] as const;
const ACCOUNT_NAMING_SERVICE = new RegExp(`^(?:${SERVICES_THAT_NAME_ACCOUNTS.join("|").replaceAll(".", "\\.")})$`);

/** A run keeps half of that for what is under way when its time is up: `RESERVE_MS` of `runtime/reconciler/index.ts`. */
const LEAST_TIMEOUT_SECONDS = 30;

/** What DynamoDB and a JavaScript number both hold exactly, with room for the protocol's six decimals. */
const MOST = 1_000_000_000;
export const DEFAULT_INTERVAL_MINUTES = 5;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateVendorBuckets(args: VendorBucketsCandidate): Fault[] {
    const { service, accountId, region, consumers = {}, reconciler = {} } = args;
    const serviceShape = "2 to 30 lower-case letters, digits and single hyphens, a letter first, no hyphen last";
    return [
        ...checkNeeded("service", service, SERVICE, serviceShape),
        ...checkNeeded("accountId", accountId, /^\d{12}$/, "the 12 digits of an AWS account"),
        ...checkNeeded("region", region, /^[a-z]{2}(?:-[a-z]+)+-\d$/, "the name of a region, such as eu-central-1"),
        ...checkVendors(args.vendors ?? {}),
        ...under("consumers", checkConsumers(consumers)),
        ...under("reconciler", checkReconciler(reconciler)),
    ];
}

function checkNeeded(path: string, given: string | undefined, form: RegExp, allowed: string): Fault[] {
    return given === undefined ? [{ path, given, allowed }] : checkForm(path, given, form, allowed);
}

function checkVendors(vendors: NonNullable<VendorBucketsCandidate["vendors"]>): Fault[] {
    const none = Object.keys(vendors).length === 0;
    const each = Object.entries(vendors).flatMap(([vendor, dimensions = {}]) => [
        ...checkForm(vendor, vendor, NAME, NAME_SHAPE),
        ...(Object.keys(dimensions).length === 0
            ? [{ path: vendor, given: dimensions, allowed: "at least one dimension, such as rpm" }]
            : []),
        ...under(vendor, Object.entries(dimensions).flatMap(checkDimension)),
    ]);
    const allowed = "at least one vendor, such as openai";
    return under("vendors", none ? [{ path: "", given: vendors, allowed }] : each);
}

function checkDimension([dimension, bucket = {}]: readonly [string, Some<VendorBucketArgs> | undefined]): Fault[] {
    const { kind, capacity } = bucket;
    return [
        ...checkForm(dimension, dimension, NAME, NAME_SHAPE),
        ...under(dimension, [
            ...(kind === undefined
                ? [{ path: "kind", given: kind, allowed: `one of ${BUCKET_KINDS.join(", ")}` }]
                : checkOneOf("kind", kind, BUCKET_KINDS)),
            ...(capacity === undefined
                ? [{ path: "capacity", given: capacity, allowed: `a whole number from 0 to ${MOST}` }]
                : checkWhole("capacity", capacity, 0, MOST)),
            ...checkRefillRate(bucket),
        ]),
    ];
}

function checkRefillRate({ kind, refillRate: given }: Some<VendorBucketArgs>): Fault[] {
    const path = "refillRate";
    if (kind === "concurrency") {
        const hint = "Its slots come back when calls end; a limit per time is of the kind rate";
        return given === undefined ? [] : [{ path, given, allowed: "none for the kind concurrency", hint }];
    }
    const ok = given !== undefined && given > 0 && given <= MOST && Number(given.toFixed(6)) === given;
    // Of an unknown kind nothing is known to be missing.
    const isExcused = kind === undefined && given === undefined;
    const allowed = `tokens per second, more than 0 and up to ${MOST}, with at most six decimals`;
    return ok || isExcused ? [] : [{ path, given, allowed }];
}

function checkConsumers(consumers: Some<ConsumersArgs>): Fault[] {
    const { principalArns = [], services = [], externalId } = consumers;
    const nobody = principalArns.length + services.length === 0;
    const alone = externalId !== undefined && principalArns.length === 0;
    const principal = "the ARN of a role, a user or an account, such as arn:aws:iam::111122223333:root";
    return [
        ...(nobody ? [{ path: "", given: consumers, allowed: "at least one of principalArns and services" }] : []),
        ...checkList("principalArns", principalArns, PRINCIPAL, principal),
        ...checkList(
            "services",
            services,
            ACCOUNT_NAMING_SERVICE,
            `a service that says for which account it acts: ${SERVICES_THAT_NAME_ACCOUNTS.join(", ")}. Of others, such as ` +
                "Lambda, EC2 and EKS, name the roles that the program has in principalArns",
        ),
        ...checkForm(
            "externalId",
            externalId,
            EXTERNAL_ID,
            "2 to 1224 letters, digits and the characters + = , . @ : / _ -",
        ),
        ...(alone ? [{ path: "externalId", given: externalId, allowed: "none without principalArns" }] : []),
    ];
}

function checkReconciler(args: Some<ReconcilerArgs>): Fault[] {
    const { intervalMinutes = DEFAULT_INTERVAL_MINUTES, timeoutSeconds } = args;
    const tooLong = timeoutSeconds !== undefined && timeoutSeconds >= intervalMinutes * 60;
    const range = checkWhole("timeoutSeconds", timeoutSeconds, LEAST_TIMEOUT_SECONDS, 900);
    const allowed = `less than the interval of ${intervalMinutes * 60} seconds`;
    const hint = "One run at a time: the next one would find this one at work";
    return [
        ...checkWhole("intervalMinutes", args.intervalMinutes, 1, 60),
        ...range,
        ...(tooLong && range.length === 0 ? [{ path: "timeoutSeconds", given: timeoutSeconds, allowed, hint }] : []),
        ...checkWhole("memoryMegabytes", args.memoryMegabytes, 128, 10_240),
        ...checkOneOf("logRetentionDays", args.logRetentionDays, LOG_RETENTION_DAYS),
        ...checkWhole("graceSeconds", args.graceSeconds, 1, 3600),
        ...checkWhole("segments", args.segments, 1, 32),
        ...checkWhole("pageSize", args.pageSize, 1, 1000),
    ];
}
