/** From what a program registers to what an emulator is to have. Pure. */
import { z } from "zod";
import { CommandFault } from "../command-fault";
import { FUNCTION, TABLE, TABLE_ITEM, type Registration } from "./recording/registration";

/** A value as DynamoDB's protocol has it: of the types that tables of ours hold. */
export const attribute = z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string() }),
    z.strictObject({ BOOL: z.boolean() }),
]);
const attributes = z.record(z.string(), attribute);

export type Attribute = z.infer<typeof attribute>;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface KeyPart {
    readonly name: string;
    readonly type: "S" | "N" | "B";
}

export interface ItemPlan {
    /** All of them, those of the key too. */
    readonly attributes: Attributes;
}

export interface TablePlan {
    readonly name: string;
    /** Partition key, then the sort key if there is one. */
    readonly key: readonly KeyPart[];
    /** Attribute by which DynamoDB deletes items. @default - it deletes none */
    readonly ttl?: string;
    readonly items: readonly ItemPlan[];
}

export interface LocalPlan {
    readonly tables: readonly TablePlan[];
    /** Environment variables of the program's functions, by logical name. */
    readonly functions: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** What is not made: no application's data plane needs it. */
    readonly leftOut: readonly Pick<Registration, "type" | "name">[];
}

const tableInputs = z.strictObject({
    name: z.string(),
    hashKey: z.string(),
    rangeKey: z.string().optional(),
    attributes: z.array(z.strictObject({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
    ttl: z.strictObject({ attributeName: z.string(), enabled: z.boolean().optional() }).optional(),
    // An application notices nothing of these, and emulators have them in part. The rest is refused.
    ...Object.fromEntries(
        [
            "billingMode",
            "readCapacity",
            "writeCapacity",
            "pointInTimeRecovery",
            "serverSideEncryption",
            "deletionProtectionEnabled",
            "tableClass",
            "tags",
        ].map((name) => [name, z.unknown().optional()]),
    ),
});

const itemInputs = z.strictObject({
    tableName: z.string(),
    hashKey: z.string(),
    rangeKey: z.string().optional(),
    item: z.string(),
});

const functionInputs = z.object({ environment: z.object({ variables: z.record(z.string(), z.string()) }).optional() });

/** @throws CommandFault (refused) with everything that can't be made in an emulator */
export function planLocal(registrations: readonly Registration[]): LocalPlan {
    const faults: string[] = [];
    const read = <T>(registration: Registration, schema: z.ZodType<T>, given: unknown): readonly T[] => {
        const { success, data, error } = schema.safeParse(given);
        const { type, name } = registration;
        faults.push(...(error?.issues ?? []).map(({ path, message }) => `${type}::${name}: ${at(path)}${message}`));
        return success ? [data] : [];
    };
    const ofType = (wanted: string): readonly Registration[] => registrations.filter(({ type }) => type === wanted);
    const items = ofType(TABLE_ITEM).flatMap((one) =>
        read(one, itemInputs, one.inputs).flatMap(({ tableName, item }) =>
            read(one, attributes, parsed(item)).map((values) => ({ tableName, attributes: values })),
        ),
    );
    const tables = ofType(TABLE).flatMap((one) =>
        read(one, tableInputs, one.inputs).map((inputs) => ({
            ...tableOf(inputs),
            items: items
                .filter(({ tableName }) => tableName === inputs.name)
                .map((item) => ({ attributes: item.attributes })),
        })),
    );
    const functions = ofType(FUNCTION).flatMap((one) =>
        read(one, functionInputs, one.inputs).map(
            ({ environment }) => [one.name, environment?.variables ?? {}] as const,
        ),
    );
    if (faults.length > 0) {
        const advice = "Plain tables and items are made: automation/local/plan.ts says of what.";
        throw new CommandFault("refused", `An emulator can't have it as the program says:\n${faults.join("\n")}`, [
            advice,
        ]);
    }
    return {
        tables,
        functions: Object.fromEntries(functions),
        leftOut: registrations
            .filter(({ type }) => type !== TABLE && type !== TABLE_ITEM)
            .map(({ type, name }) => ({ type, name })),
    };
}

function at(path: readonly PropertyKey[]): string {
    return path.length === 0 ? "" : `${path.map(String).join(".")}: `;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function tableOf({
    name,
    hashKey,
    rangeKey,
    attributes: declared,
    ttl,
}: z.infer<typeof tableInputs>): Omit<TablePlan, "items"> {
    const names = [hashKey, ...(rangeKey === undefined ? [] : [rangeKey])];
    return {
        name,
        key: names.map((part) => ({ name: part, type: declared.find((one) => one.name === part)?.type ?? "S" })),
        ...(ttl === undefined || ttl.enabled === false ? {} : { ttl: ttl.attributeName }),
    };
}

/** The part of an item that tells it from others. */
export function keyOf({ key }: Pick<TablePlan, "key">, item: Attributes): Attributes {
    return Object.fromEntries(key.flatMap(({ name }) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/** A key as people name it: `openai#rpm`. */
export function keyText(key: Attributes): string {
    return Object.values(key).map(valueText).join(" / ");
}

/** A value as people read it. */
export function valueText(value: Attribute): string {
    return String(Object.values(value)[0]);
}
