/** From a certificate's arguments to what is to be made. Pure. */
import { type Fault, refuseFaults } from "../faults";
import { baseName, isHostPattern } from "../host-name";
import type { ValidatedCertificatePlanArgs } from "./args";

export interface ValidatedCertificatePlan {
    readonly domainName: string;
    readonly alternativeNames: readonly string[];
    /** The names that need a record of their own, in the order given: a wildcard and its base share one. */
    readonly validatedNames: readonly string[];
}

/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits */
const MAX_NAMES = 10;
/** https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const MAX_SUBJECT_LENGTH = 64;
const ZONE_ID = /^[0-9a-f]{32}$/;
const HOSTS = "a host name in lower case, each once, such as api.example.com or *.example.com";

/** Arguments as somebody wrote them: any of them may be missing. */
export type ValidatedCertificateCandidate = Partial<ValidatedCertificatePlanArgs>;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateCertificate({ domainNames, zoneId }: ValidatedCertificateCandidate): Fault[] {
    return [...checkNames(domainNames), ...checkZone(zoneId)];
}

function checkNames(given: readonly string[] | undefined): Fault[] {
    const names = given ?? [];
    const faults: Fault[] = names.flatMap((name, index) => {
        const path = `domainNames[${index}]`;
        const repeated = names.indexOf(name) < index;
        const hint = repeated ? { hint: "This name is in the list already" } : {};
        if (!isHostPattern(name) || repeated) {
            return [{ path, given: name, allowed: HOSTS, ...hint }];
        }
        return index === 0 ? checkSubject(path, name) : [];
    });
    if (names.length === 0 || names.length > MAX_NAMES) {
        faults.push({ path: "domainNames", given, allowed: `1 to ${MAX_NAMES} names, each ${HOSTS}` });
    }
    return faults;
}

function checkSubject(path: string, name: string): Fault[] {
    const allowed = `a first name of at most ${MAX_SUBJECT_LENGTH} characters (it has ${name.length})`;
    const hint = "Put a shorter one first: only the first is the certificate's subject";
    return name.length <= MAX_SUBJECT_LENGTH ? [] : [{ path, given: name, allowed, hint }];
}

function checkZone(zoneId: string | undefined): Fault[] {
    const ok = zoneId !== undefined && ZONE_ID.test(zoneId);
    const allowed = "the id of a Cloudflare zone, 32 hexadecimal digits in lower case";
    const hint = "The overview of the zone in Cloudflare's dashboard shows it";
    return ok ? [] : [{ path: "zoneId", given: zoneId, allowed, hint }];
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planValidatedCertificate(
    subject: string,
    args: ValidatedCertificatePlanArgs,
): ValidatedCertificatePlan {
    refuseFaults(subject, validateCertificate(args));
    const [domainName, ...alternativeNames] = args.domainNames;
    if (domainName === undefined) {
        throw new RangeError("a list without a name passed validation");
    }
    return { domainName, alternativeNames, validatedNames: [...new Set(args.domainNames.map(baseName))] };
}
