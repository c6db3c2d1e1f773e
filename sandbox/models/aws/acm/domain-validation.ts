/** The DNS records by which ACM sees whose a domain is. */
import { stableHex } from "../../../worlds/hash";
import { stringHashcode } from "../ec2/hashcode";

export const CERTIFICATE = "aws:acm/certificate:Certificate";

export interface ValidationOption {
    readonly domainName: string;
    /** With a dot at its end, as its value: `_3f….example.com.` */
    readonly resourceRecordName: string;
    readonly resourceRecordType: string;
    readonly resourceRecordValue: string;
}

function letters(hex: string): string {
    return [...hex].map((digit) => String.fromCharCode("a".charCodeAt(0) + parseInt(digit, 16))).join("");
}

/**
 * One for each name of the certificate. A wildcard and its base share one record, and an account has the same record
 * for a name in each of its certificates: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
function validationOption(account: string, domainName: string): ValidationOption {
    const base = domainName.replace(/^\*\./, "").toLowerCase();
    const drawn = (label: string, length: number): string => stableHex(length, "acm", label, account, base);
    return {
        domainName,
        resourceRecordName: `_${drawn("name", 32)}.${base}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${drawn("value", 32)}.${letters(drawn("zone", 10))}.acm-validations.aws.`,
    };
}

/** In the order of the provider's set, which is not the one that the program names them in. */
export function validationOptions(account: string, domainNames: readonly string[]): readonly ValidationOption[] {
    const place = (name: string): string => String(stringHashcode(name));
    return [...domainNames]
        .sort((left, right) => (place(left) < place(right) ? -1 : 1))
        .map((name) => validationOption(account, name));
}
