/** Identifiers of RDS: their forms, those that nobody gave, and the names that follow from them. */
import { stableHex } from "../../../worlds/hash";
import type { Place } from "../../kernel/model";

/** What the provider asks of an identifier; RDS keeps them in lower case. */
export function identifierFault(identifier: string): string | undefined {
    return prefixFault(identifier) ?? (identifier.endsWith("-") ? "cannot end in a hyphen" : undefined);
}

export function prefixFault(identifier: string): string | undefined {
    if (!/^[0-9a-z-]+$/.test(identifier)) {
        return `is '${identifier}'; only lowercase alphanumeric characters and hyphens are allowed`;
    }
    if (!/^[a-z]/.test(identifier)) {
        return `is '${identifier}'; the first character must be a letter`;
    }
    return identifier.includes("--") ? "cannot contain two consecutive hyphens" : undefined;
}

/** A final snapshot may bear capital letters too. */
export function snapshotNameFault(identifier: string): string | undefined {
    if (!/^[A-Za-z]/.test(identifier)) {
        return `is '${identifier}'; it must begin with an alphabetic character`;
    }
    if (!/^[0-9A-Za-z-]+$/.test(identifier)) {
        return `is '${identifier}'; it must only contain alphanumeric characters and hyphens`;
    }
    if (identifier.includes("--")) {
        return "cannot contain two consecutive hyphens";
    }
    return identifier.endsWith("-") ? "cannot end in a hyphen" : undefined;
}

/** The API's own rule for the names of snapshots and instances. */
export function isIdentifier(identifier: string): boolean {
    return /^[a-zA-Z](?:-?[a-zA-Z0-9])*$/.test(identifier);
}

export function isArn(value: string): boolean {
    return /^arn:[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/.test(value);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `db-` or `cluster-` and 26 capital letters and digits: what a database is called whatever its identifier. */
export function resourceId(kind: "db" | "cluster", hex: (length: number) => string): string {
    const letters = (hex(52).match(/../g) ?? []).map((pair) => BASE32[parseInt(pair, 16) % BASE32.length]);
    return `${kind}-${letters.join("")}`;
}

/** The provider names what nobody named: `tf-` or the given prefix, and 26 digits. */
export function generatedName(prefix: string | undefined, hex: (length: number) => string): string {
    const digits = BigInt(`0x${hex(40)}`)
        .toString()
        .padStart(26, "0")
        .slice(0, 26);
    return `${prefix ?? "tf-"}${digits}`;
}

/** The part of every endpoint's name that an account has in a region. */
export function endpointSuffix(place: Pick<Place, "account" | "region">): string {
    return `c${stableHex(11, "rds endpoints", place.account, place.region)}`;
}

export function instanceAddress(place: Pick<Place, "account" | "region">, identifier: string): string {
    return `${identifier}.${endpointSuffix(place)}.${place.region}.rds.amazonaws.com`;
}

export function clusterAddress(
    place: Pick<Place, "account" | "region">,
    identifier: string,
    kind: "cluster" | "cluster-ro",
): string {
    return `${identifier}.${kind}-${endpointSuffix(place)}.${place.region}.rds.amazonaws.com`;
}

/** The hosted zones of RDS endpoints: one for each region. */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
    "eu-central-1": "Z1RLNUO7B9Q6NB",
    "eu-west-1": "Z29XKXDKYMONMX",
    "us-east-1": "Z2R2ITUGPM61AM",
    "us-east-2": "Z2XHWR1WZ565X2",
    "us-west-2": "Z1PVIF0B656C1W",
};

export function hostedZone(region: string): string {
    return HOSTED_ZONES[region] ?? `Z${stableHex(13, "rds hosted zone", region).toUpperCase()}`;
}
