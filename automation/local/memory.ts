/** What `plinth local` remembers from one command to the next: where things are, and which of them are the program's. */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { replaceFile } from "../../sandbox/worlds/durable";
import { CommandFault } from "../command-fault";
import type { Frozen } from "../frozen";
import { attribute } from "./plan";

/** A process, so that no other one that later has its id is taken for it. */
const processSchema = z.strictObject({
    pid: z.int(),
    host: z.string(),
    namespace: z.string().optional(),
    /** As `processStart` tells it. */
    started: z.string(),
    /** Epoch ms. */
    since: z.number(),
    task: z.string(),
    nonce: z.string(),
});

const itemSchema = z.strictObject({
    key: z.record(z.string(), attribute),
    /** Names of the attributes that the program has written. */
    attributes: z.array(z.string()),
});

const memorySchema = z.strictObject({
    version: z.literal(1),
    endpoint: z.string(),
    region: z.string(),
    /** The moto that was started there. @default - it is an emulator of the user's */
    moto: processSchema.optional(),
    tables: z.array(z.strictObject({ name: z.string(), items: z.array(itemSchema) })),
    /** Of the reconciler. */
    variables: z.record(z.string(), z.string()),
});

export type Memory = Frozen<z.infer<typeof memorySchema>>;
export type MadeTable = Memory["tables"][number];
export type MadeItem = MadeTable["items"][number];
/** The process of a moto. */
export type MotoProcess = NonNullable<Memory["moto"]>;

function fileIn(folder: string): string {
    return path.join(folder, "environment.json");
}

/**
 * @param folder `<plinth>/local`
 * @returns undefined where nothing has been made
 * @throws CommandFault (damaged) for a file that can't be read
 */
export function recall(folder: string): Memory | undefined {
    const file = fileIn(folder);
    if (!fs.existsSync(file)) {
        return undefined;
    }
    try {
        return memorySchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
    } catch {
        throw new CommandFault(
            "damaged",
            `${file} can't be read: it tells what \`plinth local\` has made, and where.`,
            ["Remove the file, end a moto that may be at work, and run `plinth local up`."],
        );
    }
}

/** Whole or not at all. */
export function remember(folder: string, memory: Memory): void {
    fs.mkdirSync(folder, { recursive: true });
    replaceFile(fileIn(folder), Buffer.from(`${JSON.stringify(memory, undefined, 2)}\n`));
}

export function forget(folder: string): void {
    fs.rmSync(fileIn(folder), { force: true });
}
