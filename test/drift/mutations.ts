/** What can be changed by hand on a resource, generated from its inputs: one mutation for each property and way. */
import type { OutputKind, TypeDeclaration } from "../../sandbox/catalog/declarations";
import type { Properties, PropertyPath, Value } from "../../sandbox/values";
import { Asset, formatPath, isList, isObject, valueAt } from "../../sandbox/values";

export interface Mutation {
    /** Makes it: in the inputs, or in the outputs that show them. */
    readonly apply: (values: Properties) => Properties;
    /** Where the drift is to be seen. */
    readonly path: string;
    readonly segments: PropertyPath;
    readonly kind: "added" | "changed" | "removed";
    readonly was?: Value;
    readonly is?: Value;
}

export interface MutationOptions {
    /** Inputs that are sets: a change inside an item shows as another item. */
    readonly unordered: ReadonlySet<string>;
    /** Paths of what makes a resource this one: with another value it would be another resource. */
    readonly identity: ReadonlySet<string>;
    /** @default - inputs that the program leaves out stay out */
    readonly declaration?: TypeDeclaration;
}

/** A change at a place below an input, as a function of what is there. */
interface Edit {
    readonly segments: PropertyPath;
    readonly kind: Mutation["kind"];
    readonly value?: Value;
}

export function mutationsOf(inputs: Properties, options: MutationOptions): readonly Mutation[] {
    const given = Object.keys(inputs).filter((name) => !name.startsWith("__") && inputs[name] !== undefined);
    const set = given.flatMap((name) =>
        editsOf([name], inputs[name] ?? null)
            .filter(({ segments }) => !isIdentity(segments, options.identity))
            .map((edit) => mutation(inputs, edit, options.unordered)),
    );
    return [...set, ...additions(inputs, options)];
}

function isIdentity(segments: PropertyPath, identity: ReadonlySet<string>): boolean {
    const path = formatPath(segments);
    return [...identity].some((fixed) => path === fixed || fixed.startsWith(`${path}.`));
}

/** Inputs that the program doesn't set, set by hand. */
function additions(inputs: Properties, { declaration, identity }: MutationOptions): readonly Mutation[] {
    return [...(declaration?.inputs ?? [])]
        .filter((name) => inputs[name] === undefined && !identity.has(name))
        .map((property): Mutation => {
            const segments = [property];
            const value = addedOf(declaration?.outputs.get(property)?.kind, byHand(segments));
            return { apply: applying({ segments, value }), path: property, segments, kind: "added", is: value };
        });
}

/** A text of its own for each place: what is told of one can't be taken for another's. */
function byHand(segments: PropertyPath): string {
    return `by-hand-${segments.join("-")}`;
}

function addedOf(kind: OutputKind | undefined, text: string): Value {
    switch (kind) {
        case "boolean":
            return true;
        case "number":
            return 7;
        case "list":
            return [text];
        case "map":
        case "object":
            return { byHand: text };
        default:
            return text;
    }
}

function mutation(inputs: Properties, edit: Edit, unordered: ReadonlySet<string>): Mutation {
    const { segments } = edit;
    const apply = applying(edit);
    const [property = ""] = segments;
    // The items of a set have no place of their own: what changes inside one changes the item.
    const isItem = unordered.has(String(property)) && isList(inputs[property]) && segments.length > 2;
    const seen = isItem ? segments.slice(0, 2) : segments;
    const was = valueAt(inputs, seen);
    const is = valueAt(apply(inputs), seen);
    return {
        apply,
        path: formatPath(seen),
        segments: seen,
        kind: isItem ? "changed" : edit.kind,
        ...(was === undefined ? {} : { was }),
        ...(is === undefined ? {} : { is }),
    };
}

function applying({ segments, value }: Pick<Edit, "segments" | "value">): Mutation["apply"] {
    return (values) => {
        const result = edited(values, segments, value);
        return isObject(result) ? result : values;
    };
}

/** The value with another one put at a place in it; without one, what is there goes. */
function edited(value: Value, [first, ...rest]: PropertyPath, put: Value | undefined): Value | undefined {
    if (first === undefined) {
        return put;
    }
    if (isList(value)) {
        const index = Number(first);
        const item = edited(value[index] ?? null, rest, put);
        return [...value.slice(0, index), ...(item === undefined ? [] : [item]), ...value.slice(index + 1)];
    }
    const { [String(first)]: old, ...others } = isObject(value) ? value : {};
    const inner = edited(old ?? null, rest, put);
    return inner === undefined ? others : { ...others, [String(first)]: inner };
}

/** Each way to change a value: another one, none, and the same inside of it. */
function editsOf(segments: PropertyPath, value: Value): readonly Edit[] {
    return [...insideOf(segments, value), ...(isNothing(value) ? [] : [{ segments, kind: "removed" as const }])];
}

function insideOf(segments: PropertyPath, value: Value): readonly Edit[] {
    if (isList(value)) {
        return listEdits(segments, value);
    }
    if (isObject(value)) {
        const added = { segments: [...segments, "byHand"], kind: "added" as const, value: byHand(segments) };
        return [added, ...Object.entries(value).flatMap(([key, item]) => editsOf([...segments, key], item ?? null))];
    }
    const other = altered(value);
    return other === undefined ? [] : [{ segments, kind: "changed", value: other }];
}

/** The last item goes: another would move those behind it, which in an ordered list changes them too. */
function listEdits(segments: PropertyPath, list: readonly Value[]): readonly Edit[] {
    const added = altered(list.at(-1) ?? null) ?? byHand(segments);
    const end = list.length - 1;
    return [
        { segments: [...segments, list.length], kind: "added", value: added },
        ...(list.length > 1 ? [{ segments: [...segments, end], kind: "removed" as const }] : []),
        ...list.flatMap((item, index) => insideOf([...segments, index], item)),
    ];
}

function isNothing(value: Value): boolean {
    if (isList(value)) {
        return value.length === 0;
    }
    return value === null || value === "" || (isObject(value) && Object.keys(value).length === 0);
}

/** Another value of the same form; `undefined` for what has none. */
export function altered(value: Value): Value | undefined {
    if (typeof value === "boolean") {
        return !value;
    }
    if (typeof value === "number") {
        return value + 1;
    }
    if (typeof value === "string") {
        return alteredText(value);
    }
    return isObject(value) && !(value instanceof Asset) ? { ...value, byHand: true } : undefined;
}

function alteredText(text: string): string {
    if (/^\s*\{/.test(text)) {
        return JSON.stringify({ ...(JSON.parse(text) as object), ByHand: true });
    }
    if (/^\s*\[/.test(text)) {
        return JSON.stringify([...(JSON.parse(text) as unknown[]), "by-hand"]);
    }
    if (text === "true" || text === "false") {
        return text === "true" ? "false" : "true";
    }
    // `10.0.0.0/16`, `17.4`, `20`, `vpc-0a1b2c3d`: the last digit is another one.
    return /\d$/.test(text) ? text.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)) : `${text}-by-hand`;
}
