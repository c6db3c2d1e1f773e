/** What DynamoDB's errors say about a call: whether it was carried out, and whether it may go through later. Pure. */
import { ConditionFailed, Throttled, Unanswered } from "./table";

/** What the SDK throws, as far as it matters here. */
interface SdkError extends Error {
    /** Of the operating system: `ECONNRESET`. */
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
    /** The answer that an error was made of, or that nobody could read. */
    readonly $response?: { readonly statusCode?: number };
    /** Of a transaction, one for each of its items, in their order. */
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/**
 * Nothing was done, and the same call may go through later:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const TURNED_AWAY: ReadonlySet<string> = new Set([
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionConflictException",
]);

/** An earlier try is still under way, the server has failed half-way, or nobody has answered in time. */
const UNKNOWN: ReadonlySet<string> = new Set(["InternalServerError", "TimeoutError", "TransactionInProgressException"]);

/** Of these the connection was never made, or has broken off. */
const BROKEN = /^(EAI_AGAIN|ECONN|EHOST|ENET|ENOTFOUND|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE)/;

/**
 * Why an item keeps its transaction from being carried out:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const CONDITION = "ConditionalCheckFailed";
const FOR_NOW: ReadonlySet<string> = new Set([
    "ProvisionedThroughputExceeded",
    "ThrottlingError",
    "TransactionConflict",
]);

/**
 * The error of the port that an error of the SDK means; the error itself where a later try would fail as well: a fault of
 * the call, a missing permission, a table that isn't there.
 */
export function faultOf(error: unknown): unknown {
    if (!isSdkError(error)) {
        return error;
    }
    const { name, message } = error;
    switch (name) {
        case "ConditionalCheckFailedException":
            return new ConditionFailed([true]);
        case "TransactionCanceledException":
            return canceled(error);
        default: {
            const why = `${name}: ${message}`;
            return isTurnedAway(error) ? new Throttled(why) : isUnknown(error) ? new Unanswered(why) : error;
        }
    }
}

function isSdkError(error: unknown): error is SdkError {
    return error instanceof Error;
}

/** A condition that failed is worth more than a conflict beside it: what it says holds, and another try may know better. */
function canceled(error: SdkError): Error {
    const codes = (error.CancellationReasons ?? []).map(({ Code = "None" }) => Code);
    const kept = codes.filter((code) => code !== "None");
    if (kept.length === 0 || kept.some((code) => code !== CONDITION && !FOR_NOW.has(code))) {
        // ValidationError, or a code that came after this was written: trying again doesn't mend it.
        return error;
    }
    const failed = codes.map((code) => code === CONDITION);
    return failed.includes(true) ? new ConditionFailed(failed) : new Throttled(error.message);
}

function isTurnedAway({ name, $metadata }: SdkError): boolean {
    // The SDK sets its clock by the answer, so that the next signature is in time.
    const isEarlyOrLate = $metadata?.clockSkewCorrected === true;
    return TURNED_AWAY.has(name) || isEarlyOrLate;
}

function isUnknown({ name, code, $metadata, $response }: SdkError): boolean {
    const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
    const isBroken = typeof code === "string" && BROKEN.test(code);
    // An answer that ends half-way is none.
    const isUnreadable = name === "SyntaxError" && $response !== undefined;
    return UNKNOWN.has(name) || status >= 500 || isBroken || isUnreadable;
}
