/** One thing wrong with an input. Components and config report all of them at once, in one form. */
export interface Fault {
    /** Where it is, from the root of the input: `network.availabilityZones[1]`. */
    readonly path: string;
    /** The value found there; `undefined` when nothing was given. */
    readonly given: unknown;
    /** What may stand there, as a phrase that reads after "allowed: ". */
    readonly allowed: string;
    /** What to do about it, where the allowed values alone don't say. */
    readonly hint?: string;
}

const GIVEN_LIMIT = 120;

/** The value as it is shown in an error: JSON, cut to a length that a terminal line holds. */
export function describeGiven(given: unknown): string {
    if (given === undefined) {
        return "not set";
    }
    // Nothing for a function or a symbol, whatever the type of stringify says.
    const json: string | undefined = JSON.stringify(given);
    const text = json ?? typeof given;
    return text.length > GIVEN_LIMIT ? `${text.slice(0, GIVEN_LIMIT)}… (cut)` : text;
}

/** One line per fault: path, value, what is allowed, hint. */
export function describeFault(fault: Fault): string {
    const given = fault.given === undefined ? "not set" : `${describeGiven(fault.given)} given`;
    const hint = fault.hint === undefined ? "" : `. ${fault.hint}`;
    return `${fault.path}: ${given}; allowed: ${fault.allowed}${hint}`;
}

/** The same faults, as seen from one level further out. */
export function under(prefix: string, faults: readonly Fault[]): Fault[] {
    return faults.map((fault) => ({ ...fault, path: joinPath(prefix, fault.path) }));
}

function joinPath(prefix: string, path: string): string {
    return path === "" || path.startsWith("[") ? `${prefix}${path}` : `${prefix}.${path}`;
}

/** Thrown by a component before it makes its first resource. */
export class InvalidArgsError extends Error {
    constructor(
        /** What was being made: `Network "network"`. */
        subject: string,
        readonly faults: readonly Fault[],
    ) {
        const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
        const lines = faults.map((fault) => `  - ${describeFault(fault)}`);
        super([`${subject} was not made: its arguments have ${count}.`, ...lines].join("\n"));
        this.name = "InvalidArgsError";
    }
}

/** Throws when there is a fault; otherwise does nothing. */
export function refuseFaults(subject: string, faults: readonly Fault[]): void {
    if (faults.length > 0) {
        throw new InvalidArgsError(subject, faults);
    }
}
