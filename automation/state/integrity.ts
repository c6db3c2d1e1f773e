import { createHash } from "node:crypto";
import {
    fullNameOf,
    withoutNulls,
    type Deployment,
    type Manifest,
    type StackIdentity,
    type StateFile,
} from "./deployment";
import type { StateFault } from "./integrity/fault";
import { jsonFault } from "./integrity/json-fault";
import { referenceFaults } from "./integrity/references";
import { shapeFaults } from "./integrity/shape";
import { valueFaults } from "./integrity/values";

export type { StateFault };

/**
 * All that can't be right in a state file: that it can be read, that it is this stack's, and that its parts fit
 * together. It finds what the engine refuses, before the engine is started, and what the engine would misread.
 *
 * @param text content of the file
 * @param stack whose state it is said to be
 */
export function stateFaults(text: string, stack: StackIdentity): readonly StateFault[] {
    const unreadable = textFaults(text);
    if (unreadable.length > 0) {
        return unreadable;
    }
    const file = withoutNulls(JSON.parse(text));
    const misshapen = shapeFaults(file);
    // What follows takes the shape for granted.
    return misshapen.length > 0 ? misshapen : contentFaults(file as StateFile, stack);
}

/** A fault as a line: `checkpoint.stack: …`. */
export function faultLine({ where, what }: StateFault): string {
    return `${where}: ${what}`;
}

function textFaults(text: string): readonly StateFault[] {
    if (text.trim() === "") {
        return [{ where: "the file", what: "is empty" }];
    }
    if (/^\0+$/.test(text)) {
        return [{ where: "the file", what: "holds nothing but zeros, as after a loss of power" }];
    }
    if (isJson(text)) {
        return [];
    }
    const fault = jsonFault(text) ?? { line: 1, column: 1, isCutOff: false };
    const what = fault.isCutOff ? "the file was cut off here" : "from here on it is no JSON";
    return [{ where: `line ${fault.line}, column ${fault.column}`, what }];
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function contentFaults({ checkpoint }: StateFile, stack: StackIdentity): readonly StateFault[] {
    const at = "checkpoint.latest.";
    const expected = fullNameOf(stack);
    const other =
        checkpoint.stack === expected
            ? []
            : [{ where: "checkpoint.stack", what: `is ${JSON.stringify(checkpoint.stack)}, not ${expected}` }];
    const { latest } = checkpoint;
    if (latest === undefined || (latest as unknown) === null) {
        return other;
    }
    return [
        ...other,
        ...manifestFaults(`${at}manifest.`, latest.manifest),
        ...noteFaults(at, latest),
        ...referenceFaults(at, latest, stack),
        ...valueFaults(at, latest),
    ];
}

/** https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/apitype/core.go (NewMagic) */
function manifestFaults(at: string, { magic, version }: Manifest): readonly StateFault[] {
    const expected = version === "" ? "" : createHash("sha256").update(version).digest("hex");
    return magic === expected
        ? []
        : [{ where: `${at}magic`, what: `isn't the digest of the version, ${JSON.stringify(version)}` }];
}

/** The engine writes down that what it had to write was wrong, and takes the note away with the next state that isn't. */
function noteFaults(at: string, { metadata }: Deployment): readonly StateFault[] {
    const note = metadata?.["integrity_error"];
    return note === undefined || note === null
        ? []
        : [{ where: `${at}metadata.integrity_error`, what: "the engine found fault with it when it wrote it" }];
}
