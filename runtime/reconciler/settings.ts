/** What the Lambda's environment and event ask for. Pure. */
import type { ReconcileOptions } from "./reconcile";

export interface Settings extends Pick<ReconcileOptions, "graceMs" | "segments" | "pageSize" | "dryRun"> {
    readonly tableName: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whole numbers that a variable may be set to; what they are for is said at {@link ReconcileOptions}. */
const NUMBERS = {
    GRACE_SECONDS: { least: 1, most: 3600, what: "seconds" },
    SEGMENTS: { least: 1, most: 32, what: "parts of the table" },
    PAGE_SIZE: { least: 1, most: 1000, what: "items" },
} as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const TABLE_NAME = /^[\w.-]{3,255}$/;

/** A run was asked for in a way that means nothing, or might mean something else. */
export class SettingsFault extends Error {
    override readonly name = "SettingsFault";

    constructor(readonly faults: readonly string[]) {
        const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
        const lines = faults.map((fault) => `  - ${fault}`);
        super([`Nothing was reconciled: what was asked for has ${count}.`, ...lines].join("\n"));
    }
}

/** @throws SettingsFault with all faults of both at once */
export function settingsOf(environment: Environment, event: unknown): Settings {
    const faults = [...environmentFaults(environment), ...eventFaults(event)];
    if (faults.length > 0) {
        throw new SettingsFault(faults);
    }
    const graceSeconds = numberOf(environment, "GRACE_SECONDS");
    const segments = numberOf(environment, "SEGMENTS");
    const pageSize = numberOf(environment, "PAGE_SIZE");
    const isAsked = typeof event === "object" && event !== null && "dryRun" in event && event.dryRun === true;
    return {
        tableName: environment["TABLE_NAME"] ?? "",
        ...(graceSeconds === undefined ? {} : { graceMs: graceSeconds * 1000 }),
        ...(segments === undefined ? {} : { segments }),
        ...(pageSize === undefined ? {} : { pageSize }),
        // Where the environment says so, an event can't make it a real one.
        dryRun: isAsked || environment["DRY_RUN"] === "true",
    };
}

/** Set to nothing is not set. */
function textOf(environment: Environment, name: string): string | undefined {
    const text = environment[name];
    return text === "" ? undefined : text;
}

function numberOf(environment: Environment, name: keyof typeof NUMBERS): number | undefined {
    const text = textOf(environment, name);
    return text === undefined ? undefined : Number(text);
}

function environmentFaults(environment: Environment): readonly string[] {
    const numbers = Object.entries(NUMBERS).map(([name, { least, most, what }]) => {
        const text = textOf(environment, name);
        const isRight = text === undefined || (/^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most);
        return isRight ? undefined : fault(name, text, `${what}, a whole number from ${least} to ${most}`);
    });
    const table = textOf(environment, "TABLE_NAME");
    const dryRun = textOf(environment, "DRY_RUN");
    return [
        TABLE_NAME.test(table ?? "")
            ? undefined
            : fault("TABLE_NAME", table, "the name of the table of vendor buckets"),
        ...numbers,
        dryRun === undefined || /^(true|false)$/.test(dryRun) ? undefined : fault("DRY_RUN", dryRun, "true or false"),
    ].filter((found) => found !== undefined);
}

/** A misspelt `dryRun` must not become a run that changes things. */
function eventFaults(event: unknown): readonly string[] {
    if (event === undefined || event === null) {
        return [];
    }
    const isObject = typeof event === "object" && !Array.isArray(event);
    if (!isObject) {
        return [fault("event", event, 'an object: {} or {"dryRun": true}')];
    }
    return Object.entries(event).flatMap(([key, value]) => {
        if (key !== "dryRun") {
            return [fault(`event.${key}`, value, "no key but dryRun")];
        }
        return typeof value === "boolean" ? [] : [fault("event.dryRun", value, "true or false")];
    });
}

function fault(path: string, given: unknown, allowed: string): string {
    return `${path}: ${given === undefined ? "not set" : `${JSON.stringify(given).slice(0, 120)} given`}; allowed: ${allowed}`;
}
