/** Which values of a drifted property may be shown. */
import { secretSign } from "../../analysis/secrets";
import { EVERY, type PropertyPath } from "../../sandbox/values";
import { SECRET, shown, type Json } from "../progress/outputs";
import { parsedJson } from "./json";
import { isSecret } from "../progress/secret-mark";
import { isPlainObject, type Bag, type PropertyChange } from "./properties";

/** Where secrets stand, with `*` for every place in a list: an item that is new there is one as well. */
export type SecretPlaces = readonly PropertyPath[];

/** What a secret is made of in a cluster, whether or not a provider marks it. */
const SECRET_PARTS: Readonly<Record<string, readonly string[]>> = {
    "kubernetes:core/v1:Secret": ["data", "stringData"],
};

/** The places of all secrets in a resource's properties. */
export function secretPlaces(bags: readonly (Bag | null | undefined)[]): SecretPlaces {
    return bags.flatMap((bag) => placesIn(bag ?? {}, []));
}

function placesIn(value: unknown, path: PropertyPath): readonly PropertyPath[] {
    if (isSecret(value)) {
        return [path];
    }
    if (Array.isArray(value)) {
        return value.flatMap((item) => placesIn(item, [...path, EVERY]));
    }
    return isPlainObject(value) ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key])) : [];
}

/** Whether the engine put the mark of a secret into this value, or in its place. */
export function holdsSecret(value: unknown): boolean {
    return placesIn(value, []).length > 0;
}

/**
 * Whether the values of a change have to stay hidden: a secret stands at its path, above, below, or beside it in the
 * same map, or the value looks like one. What somebody changed by hand bears no mark of its own.
 */
export function hides(type: string, change: PropertyChange, places: SecretPlaces): boolean {
    const path = change.segments.map((segment) => (typeof segment === "number" ? EVERY : segment));
    const isPart = (SECRET_PARTS[type] ?? []).includes(String(path[0]));
    return (
        isPart ||
        places.some((place) => meets(place, path) || isBeside(place, path)) ||
        [change.was, change.is].some((value) => looksSecret(freeName(change), value))
    );
}

/** What a resource's own properties are is known, and providers mark the secrets; names inside of them are anybody's. */
function freeName({ segments }: PropertyChange): string {
    return segments.length > 1 ? String(segments.at(-1)) : "";
}

function meets(place: PropertyPath, path: PropertyPath): boolean {
    const length = Math.min(place.length, path.length);
    return place.slice(0, length).every((segment, index) => segment === path[index]);
}

/** In the same map; a resource's own properties don't say anything of each other. */
function isBeside(place: PropertyPath, path: PropertyPath): boolean {
    return path.length > 1 && place.length === path.length && meets(place.slice(0, -1), path);
}

/** A text that is named or formed like a secret, on its own or inside a document such as a list of containers. */
function looksSecret(name: string, value: unknown): boolean {
    if (isSecret(value)) {
        return true;
    }
    if (typeof value === "string") {
        const document = parsedJson(value);
        return document === undefined ? isSign(secretSign(name, value)) : looksSecret(name, document);
    }
    if (Array.isArray(value)) {
        return value.some((item) => looksSecret(name, item));
    }
    return isPlainObject(value) && (isSecretPair(value) || looksSecretInside(value));
}

/** The ids that clouds draw look as random as keys do; hidden, nobody could tell what they were. */
function isSign(sign: string | undefined): boolean {
    return sign !== undefined && sign !== "looks random";
}

function looksSecretInside(value: Bag): boolean {
    return Object.entries(value).some(([key, item]) => looksSecret(key, item));
}

/** An environment variable: `{ name: "DB_PASSWORD", value: "…" }`. */
function isSecretPair({ name, value }: Bag): boolean {
    return typeof name === "string" && typeof value === "string" && looksSecret(name, value);
}

/** The value as it may be told. */
export function shownValue(value: unknown, secret: boolean): Json {
    return secret ? SECRET : shown(value);
}
