/** What a cloud refuses: declared as a table, thrown as an error in the provider's words. */
import type { CheckFault } from "../../backend";

export type { CheckFault };

/** A row of the table of refusals. */
export interface Refusal {
    /** The API's error code, as the cloud spells it (`InvalidSubnet.Conflict`), or {@link PROVIDER_CHECK}. */
    readonly code: string;
    /** When it is given, as half a sentence: "the CIDR overlaps another subnet of the VPC". */
    readonly when: string;
    /** Where that is documented or implemented. */
    readonly source: string;
    /** The HTTP status of the answer. @default 400 */
    readonly status?: number;
}

/** The code of what the provider itself refuses, before any call to the cloud. */
export const PROVIDER_CHECK = "(provider check)";

/** A row whose code is the cloud's. */
export function row(code: string, when: string, source: string): Refusal {
    return { code, when, source };
}

/** A row of what the provider itself refuses. */
export function checkRow(when: string, source: string): Refusal {
    return { code: PROVIDER_CHECK, when, source };
}

/** The cloud said no. Nothing was changed. */
export class Refused extends Error {
    constructor(
        readonly refusal: Refusal,
        /** The sentence that the API puts beside its code. */
        readonly detail: string,
    ) {
        super(`${refusal.code}: ${detail}`);
        this.name = "Refused";
    }

    get code(): string {
        return this.refusal.code;
    }
}
