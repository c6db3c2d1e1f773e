/** Worlds in temporary folders, and crashes as a copy of what is on the disk at that moment. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../../sandbox/worlds/file-store";
import type { WorldRecord } from "../../../sandbox/worlds/records";
import { KEY_BYTES } from "../../../sandbox/worlds/sealing";
import { Worlds } from "../../../sandbox/worlds/worlds";
import { text } from "../text";

export const KEY = Buffer.alloc(KEY_BYTES, 7);
export const OTHER_KEY = Buffer.alloc(KEY_BYTES, 8);
export const SCOPE = "aws/111122223333";
export const THING = "aws:test/thing:Thing";
export const SNAPSHOT = `${encodeURIComponent(SCOPE)}.world`;
export const JOURNAL = `${encodeURIComponent(SCOPE)}.journal`;

const made: string[] = [];

export function temporaryDirectory(): string {
    const directory = mkdtempSync(join(tmpdir(), "plinth-worlds-"));
    made.push(directory);
    return directory;
}

/** For `afterEach`. */
export function removeTemporaryDirectories(): void {
    for (const directory of made.splice(0)) {
        rmSync(directory, { recursive: true, force: true });
    }
}

/** What a crash at this moment leaves on the disk. */
export function crash(directory: string): string {
    const copy = temporaryDirectory();
    cpSync(directory, copy, { recursive: true });
    return copy;
}

export function openWorlds(directory: string, key: Buffer = KEY): Worlds {
    return new Worlds(new FileStore(directory, key));
}

export function record(id: string, value: string): WorldRecord {
    return {
        region: "eu-central-1",
        type: THING,
        id,
        inputs: { value },
        outputs: { value, id },
        secrets: [["value"]],
    };
}

/** One change to a world, small enough to be understood without the code under test. */
export type Deed =
    | { readonly kind: "put"; readonly id: string; readonly value: string }
    | { readonly kind: "remove"; readonly id: string }
    | { readonly kind: "count" };

export async function carryOut(worlds: Worlds, deed: Deed): Promise<void> {
    const id = deed.kind === "count" ? "counter" : deed.id;
    await worlds.transact(SCOPE, { action: deed.kind, type: THING, region: "eu-central-1" }, (draft) => {
        switch (deed.kind) {
            case "put":
                draft.put(record(deed.id, deed.value));
                break;
            case "remove":
                draft.remove({ region: "eu-central-1", type: THING, id: deed.id });
                break;
            case "count":
                draft.next("counter");
        }
        return { id };
    });
}

export interface Summary {
    readonly sequence: number;
    readonly counter: number;
    readonly values: Readonly<Record<string, string>>;
}

/** What a world must hold after these changes. */
export function expected(deeds: readonly Deed[]): Summary {
    const values = new Map<string, string>();
    for (const deed of deeds) {
        if (deed.kind === "put") {
            values.set(deed.id, deed.value);
        } else if (deed.kind === "remove") {
            values.delete(deed.id);
        }
    }
    const counter = deeds.filter(({ kind }) => kind === "count").length;
    return { sequence: deeds.length, counter, values: Object.fromEntries(values) };
}

export function summary(worlds: Worlds): Summary {
    const world = worlds.world(SCOPE);
    const values = world.all().map((known) => [known.id, text(known.outputs["value"])] as const);
    return { sequence: world.sequence, counter: world.count("counter"), values: Object.fromEntries(values) };
}

export function filesUnder(directory: string): readonly string[] {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
}
