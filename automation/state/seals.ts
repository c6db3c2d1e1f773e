import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { currentOwner, type LockOwner } from "../../engine/lock";
import { replaceFile, syncDirectory } from "../../sandbox/worlds/durable";
import type { StackIdentity } from "./deployment";
import type { StateFault } from "./integrity";

/** What is known of a state from outside of its file. */
export type Seal =
    | {
          readonly is: "closed";
          /** SHA-256 of the file when the last run ended; absent when it left none. */
          readonly digest?: string;
          /** When it ended, epoch ms. */
          readonly at: number;
          /** Since when the clouds may hold what the state doesn't tell, epoch ms. @default - it tells all */
          readonly since?: number;
      }
    | {
          /** A run works on the stack, or was cut off. */
          readonly is: "open";
          readonly owner: LockOwner;
          /** When the first run began that has not ended, epoch ms. */
          readonly since: number;
      };

/** What a seal says of a state. */
export type SealVerdict =
    /** It is what the last run left; with `since`, the clouds may hold what it doesn't tell since then (ISO 8601). */
    | { readonly is: "whole"; readonly since?: string }
    /** It isn't: something else has changed the file since. */
    | { readonly is: "broken"; readonly fault: StateFault }
    /** No verdict: only its structure can be judged. */
    | { readonly is: "open" | "none" | "unreadable"; readonly why: string };

/**
 * Notes of what the state files of the sandbox looked like when plinth left them. Whatever changes one behind plinth's
 * back, a failing disk or a person, is noticed by that, down to a single byte that leaves the file readable.
 */
export interface Seals {
    /** @param text content of the state file; undefined when there is none */
    check(stack: StackIdentity, text: string | undefined): SealVerdict;
    /**
     * A run begins. The seal of one that was cut off stays open since then.
     *
     * @param since when the first run began that has not ended, epoch ms; the earliest one counts @default - now
     */
    open(stack: StackIdentity, task: string, since?: number): void;
    /**
     * A run has ended: this is the state now.
     *
     * @param since it may not be all there is: when the run began that has failed or was cut off, or when the older state
     * was written that was put in the place of a damaged one, epoch ms; the earliest one counts @default - it is all
     */
    close(stack: StackIdentity, text: string | undefined, since?: number): void;
    /**
     * Since when the clouds may hold what the state doesn't tell, epoch ms: the start of a run that was cut off, the time
     * of a backup that was restored. Undefined when there is nothing of the kind.
     */
    openedAt(stack: StackIdentity): number | undefined;
    /** The seal itself; undefined when there is none that can be read. */
    read(stack: StackIdentity): Seal | undefined;
}

/** Seals in a folder, a folder per project and a file per stack in it, each written as a whole or not at all. */
export function sealsIn(folder: string, now: () => number = Date.now): Seals {
    const fileOf = ({ project, environment }: StackIdentity): string =>
        path.join(folder, project, `${environment}.json`);
    const write = (stack: StackIdentity, seal: Seal): void => {
        fs.mkdirSync(path.dirname(fileOf(stack)), { recursive: true });
        syncDirectory(folder);
        replaceFile(fileOf(stack), Buffer.from(`${JSON.stringify(seal)}\n`));
    };
    const read = (stack: StackIdentity): Seal | undefined => parsed(contentOf(fileOf(stack)));
    const openedAt = (stack: StackIdentity): number | undefined => read(stack)?.since;
    return {
        read,
        openedAt,
        check: (stack, text) => {
            const written = contentOf(fileOf(stack));
            return written === undefined
                ? { is: "none", why: "plinth has not worked on this stack since it seals states" }
                : verdictOf(parsed(written), text);
        },
        open: (stack, task, since = now()) => {
            const earliest = Math.min(since, openedAt(stack) ?? since);
            write(stack, { is: "open", owner: currentOwner(task), since: earliest });
        },
        close: (stack, text, since) =>
            write(stack, {
                is: "closed",
                ...(text === undefined ? {} : { digest: digestOf(text) }),
                at: now(),
                ...(since === undefined ? {} : { since: Math.min(since, openedAt(stack) ?? since) }),
            }),
    };
}

/** SHA-256, hexadecimal. */
export function digestOf(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function verdictOf(seal: Seal | undefined, text: string | undefined): SealVerdict {
    if (seal === undefined) {
        return { is: "unreadable", why: "the seal can't be read" };
    }
    if (seal.is === "open") {
        const { pid, host, task } = seal.owner;
        return { is: "open", why: `${task} (process ${pid} on ${host}) has not ended` };
    }
    if (seal.digest === (text === undefined ? undefined : digestOf(text))) {
        return { is: "whole", ...(seal.since === undefined ? {} : { since: new Date(seal.since).toISOString() }) };
    }
    // A preview begins a stack that isn't there, and seals nothing.
    return seal.digest === undefined
        ? { is: "none", why: "the last run left no state" }
        : { is: "broken", fault: { where: "the file", what: brokenText(seal.at, text) } };
}

function brokenText(at: number, text: string | undefined): string {
    const when = new Date(at).toISOString();
    return text === undefined
        ? `is gone; it was there when the last run ended (${when})`
        : `isn't what the last run left (${when}): something else has changed it since`;
}

function contentOf(file: string): string | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

function parsed(text: string | undefined): Seal | undefined {
    try {
        const seal = JSON.parse(text ?? "") as Partial<Seal> | null;
        return isSeal(seal) ? seal : undefined;
    } catch {
        return undefined;
    }
}

function isSeal(seal: Partial<Seal> | null): seal is Seal {
    switch (seal?.is) {
        case "closed":
            return typeof seal.at === "number" && isOptional("string", seal.digest) && isOptional("number", seal.since);
        case "open":
            return typeof seal.since === "number" && typeof seal.owner === "object";
        case undefined:
            return false;
    }
}

function isOptional(type: "string" | "number", value: unknown): boolean {
    return value === undefined || typeof value === type;
}
