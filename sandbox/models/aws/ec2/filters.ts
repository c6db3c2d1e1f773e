/** The filters of EC2's describe operations, as data sources take them. */
import type { Properties } from "../../../values";
import { isObject } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { InvokeContext } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { asText } from "./records";
import { row } from "./sources";

export interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

/** A row for the table of every data source with filters. */
export const filterRefusals = {
    unknownFilter: row(
        "InvalidParameterValue",
        "a filter's name is not one that the operation knows",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html",
    ),
} as const satisfies Record<string, Refusal>;

/** What a filter of this name compares with; several values where one of them is enough. */
export type FilterTexts<T> = Readonly<Record<string, (item: T) => string | readonly string[]>>;

/** Keeps what every filter matches. Refuses with {@link filterRefusals} what is neither known nor a tag filter. */
export function filtered<T>(
    context: Pick<InvokeContext, "refuse">,
    items: readonly T[],
    filters: readonly Filter[] | undefined,
    texts: FilterTexts<T>,
    tags: (item: T) => Properties,
): readonly T[] {
    const tests = (filters ?? []).map((filter) => {
        const read = reader(filter.name, texts, tags);
        if (read === undefined) {
            return context.refuse(filterRefusals.unknownFilter, `The filter '${filter.name}' is invalid`);
        }
        return (item: T): boolean =>
            [read(item)].flat().some((text) => filter.values.some((value) => like(value, text)));
    });
    return items.filter((item) => tests.every((test) => test(item)));
}

function reader<T>(
    name: string,
    texts: FilterTexts<T>,
    tags: (item: T) => Properties,
): ((item: T) => string | readonly string[]) | undefined {
    if (name === "tag-key") {
        return (item) => Object.keys(tags(item));
    }
    if (name.startsWith("tag:")) {
        const key = name.slice("tag:".length);
        return (item) => (key in tags(item) ? asText(tags(item)[key]) : []);
    }
    return texts[name];
}

/** `*` stands for any characters, `?` for one. */
function like(pattern: string, text: string): boolean {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

export function tagsOf(record: WorldRecord): Properties {
    const tags = record.outputs["tagsAll"];
    return isObject(tags) ? tags : {};
}

/**
 * All that a data source's arguments ask for: its `filters`, its `tags`, and the arguments that stand for a filter.
 * @param byName what these arguments say, by the filter's name; absent and empty ones are left out
 */
export function askedFilters(
    args: { readonly filters?: readonly Filter[]; readonly tags?: Readonly<Record<string, string>> },
    byName: Readonly<Record<string, string | undefined>> = {},
): readonly Filter[] {
    return [...(args.filters ?? []), ...tagFilters(args.tags), ...argumentFilters(byName)];
}

function tagFilters(tags: Readonly<Record<string, string>> | undefined): readonly Filter[] {
    return Object.entries(tags ?? {}).map(([key, value]) => ({ name: `tag:${key}`, values: [value] }));
}

function argumentFilters(values: Readonly<Record<string, string | undefined>>): readonly Filter[] {
    return Object.entries(values).flatMap(([name, value]) =>
        value === undefined || value === "" ? [] : [{ name, values: [value] }],
    );
}
