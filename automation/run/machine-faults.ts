import fs from "node:fs";
import path from "node:path";
import { DamagedWorldError } from "../../sandbox/worlds/damaged";
import { CommandFault } from "../command-fault";
import { plainText } from "../progress/text";
import { bytesText, freeBytesAt, whatMayGo } from "./disk-room";
import { EngineCommandError } from "./engine-command";

/** What the words of a fault depend on. */
export interface MachineSurroundings {
    /** Folder of the command's own files: `<repository>/.plinth`. */
    readonly plinth: string;
    /** Bytes that are free where a file is. @default - the file system is asked */
    readonly freeBytes?: (file: string) => number | undefined;
}

/** A failed call of the system, as far as it is known. */
interface SystemError {
    /** ENOSPC, EADDRINUSE, … */
    readonly code: string;
    /** What the system or its caller said of it. */
    readonly text: string;
    /** What it was about. */
    readonly path?: string;
}

type FaultMaker = (error: SystemError, surroundings: MachineSurroundings) => CommandFault | undefined;

const MAKERS: Readonly<Record<string, FaultMaker>> = {
    ENOSPC: diskFault("is full"),
    EDQUOT: diskFault("holds as much as you may put on it (its quota)"),
    EFBIG: diskFault("takes no file of this size, or a limit is set on it (`ulimit -f`)"),
    EIO: diskFault("can't be read or written (EIO); it may be failing"),
    EADDRINUSE: portFault,
    EADDRNOTAVAIL: portFault,
    EMFILE: filesFault,
    ENFILE: filesFault,
    ENOMEM: memoryFault,
    EAGAIN: memoryFault,
    EACCES: folderFault("you may not write there"),
    EPERM: folderFault("you may not write there"),
    EROFS: folderFault("it's mounted read-only"),
    ENOTDIR: folderFault("a file stands where a folder should be"),
    EEXIST: folderFault("a file stands where a folder should be"),
};

/** How programs in Go, such as the engine, word what Node gives a code. */
const GO_WORDS: Readonly<Record<string, string>> = {
    "no space left on device": "ENOSPC",
    "disk quota exceeded": "EDQUOT",
    "file too large": "EFBIG",
    "input/output error": "EIO",
    "address already in use": "EADDRINUSE",
    "cannot assign requested address": "EADDRNOTAVAIL",
    "too many open files": "EMFILE",
    "too many open files in system": "ENFILE",
    "cannot allocate memory": "ENOMEM",
    "resource temporarily unavailable": "EAGAIN",
    "permission denied": "EACCES",
    "read-only file system": "EROFS",
    "not a directory": "ENOTDIR",
};

/**
 * What the machine lacks, when that is what an error is about: space, ports, files, memory, access; or that a world, the
 * sandbox's key or the passphrase isn't what it should be. Undefined for everything else.
 */
export function machineFaultOf(error: unknown, surroundings: MachineSurroundings): CommandFault | undefined {
    if (error instanceof CommandFault) {
        return undefined;
    }
    if (error instanceof EngineCommandError) {
        return machineFaultIn(error.stderr, surroundings);
    }
    if (!(error instanceof Error)) {
        return undefined;
    }
    if (error instanceof DamagedWorldError) {
        return damagedFault(error.message, surroundings);
    }
    const within = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
    return (
        faultOfCode(systemErrorOf(error), surroundings) ??
        firstOf([error.cause, ...within], (one) => machineFaultOf(one, surroundings)) ??
        machineFaultIn(error.message, surroundings)
    );
}

/** The same for what only arrives as text: messages that came through the engine. */
export function machineFaultIn(message: string, surroundings: MachineSurroundings): CommandFault | undefined {
    const text = plainText(message);
    return damagedFault(text, surroundings) ?? passphraseFault(text, surroundings) ?? faultOfText(text, surroundings);
}

/** The first fault of the machine among what went wrong in a run. */
export function machineFaultAmong(
    problems: readonly { readonly text: string }[],
    surroundings: MachineSurroundings,
): CommandFault | undefined {
    return firstOf(problems, ({ text }) => machineFaultIn(text, surroundings));
}

function firstOf<T>(from: readonly T[], find: (one: T) => CommandFault | undefined): CommandFault | undefined {
    for (const one of from) {
        const found = find(one);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

function systemErrorOf(error: Error): SystemError | undefined {
    const { code, path: file } = error as NodeJS.ErrnoException;
    return typeof code === "string"
        ? { code, text: error.message, ...(file === undefined ? {} : { path: file }) }
        : undefined;
}

function faultOfCode(error: SystemError | undefined, surroundings: MachineSurroundings): CommandFault | undefined {
    return error === undefined ? undefined : MAKERS[error.code]?.(error, surroundings);
}

/** `ENOSPC: no space left on device, open '/x/y'` of Node, `open /x/y: no space left on device` of Go. */
function faultOfText(text: string, surroundings: MachineSurroundings): CommandFault | undefined {
    for (const [said, code = "", file] of text.matchAll(/\b(E[A-Z]{2,}): [a-z][^\n,]*(?:, \w+(?: '([^'\n]+)')?)?/g)) {
        const fault = faultOfCode({ code, text: said, ...(file === undefined ? {} : { path: file }) }, surroundings);
        if (fault !== undefined) {
            return fault;
        }
    }
    // The path in front keeps a cloud's own words out, which may sound alike.
    for (const [said, file = "", words = ""] of text.matchAll(/\b[a-z/]+ ((?:\/|[A-Za-z]:\\)[^:\n]*): ([a-z -]+)/g)) {
        const code = GO_WORDS[words.trim()];
        const fault = code === undefined ? undefined : faultOfCode({ code, text: said, path: file }, surroundings);
        if (fault !== undefined) {
            return fault;
        }
    }
    return undefined;
}

function diskFault(what: string): FaultMaker {
    return ({ text, path: file }, { plinth, freeBytes = freeBytesAt }) => {
        const where = file ?? plinth;
        const free = freeBytes(where);
        const told = free === undefined ? "" : `; ${bytesText(free)} are free`;
        return new CommandFault("machine", `The disk of ${where} ${what}${told} (${text}).`, [
            "What was done is in the state as far as it could be written. Make room, then run the command again: it goes on from there.",
            whatMayGo(plinth),
        ]);
    };
}

function portFault({ text }: SystemError): CommandFault {
    return new CommandFault("machine", `No port could be had on this machine: ${text}.`, [
        "The sandbox and the engine talk over free ports of 127.0.0.1. `ss -ltnp` (macOS: `lsof -iTCP -sTCP:LISTEN`) shows who holds them;",
        "a firewall, or a loopback interface that is down, may keep them too. Free some, then run the command again.",
    ]);
}

function filesFault({ text }: SystemError): CommandFault {
    return new CommandFault("machine", `No more files can be opened: ${text}.`, [
        "Raise the limit, for instance with `ulimit -n 4096`, or close other programs; then run the command again.",
    ]);
}

/** EAGAIN is one of a limit only where a process couldn't be started. */
function memoryFault({ code, text }: SystemError): CommandFault | undefined {
    if (code === "EAGAIN" && !/\b(spawn|fork)/.test(text)) {
        return undefined;
    }
    return new CommandFault("machine", `The machine has no memory, or no process, left to give: ${text}.`, [
        "Close other programs, or name fewer projects at a time; then run the command again.",
    ]);
}

/** Elsewhere it may be anything: a program that reads a file of its own, say. */
function folderFault(why: string): FaultMaker {
    return ({ code, text, path: file }, { plinth }) => {
        const isOther = file === undefined || !isWithin(plinth, file) || text.startsWith("spawn");
        if (isOther || (code === "EEXIST" && !isFile(file))) {
            return undefined;
        }
        return new CommandFault("machine", `${file} can't be written: ${why} (${text}).`, [
            `The command keeps its files in ${plinth}. Make that a folder of yours, or name another one with PLINTH_DIRECTORY; then run the command again.`,
        ]);
    };
}

/** A world or the sandbox's key: both tell where and what to do themselves. */
function damagedFault(text: string, { plinth }: MachineSurroundings): CommandFault | undefined {
    const [world] = /The sandbox's world .+? cannot be read: .+?Nothing was changed\./s.exec(text) ?? [];
    const [key] = /\S+ does not hold a key of \d+ bytes in hex\./.exec(text) ?? [];
    const what = world ?? key;
    return what === undefined
        ? undefined
        : new CommandFault("damaged", what.replace(/\s*Nothing was changed\.$/, ""), [
              "Put back a copy of the file. Without one, begin anew:",
              `remove ${path.join(plinth, "sandbox")}, then \`plinth up\` makes everything anew in the sandbox.`,
          ]);
}

function passphraseFault(text: string, { plinth }: MachineSurroundings): CommandFault | undefined {
    if (!/incorrect passphrase|passphrase must be set/.test(text)) {
        return undefined;
    }
    const own = path.join(plinth, "sandbox", "passphrase");
    return new CommandFault("usage", "The passphrase is not the one that the state's secrets were encrypted with.", [
        "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file with the right one, or PULUMI_CONFIG_PASSPHRASE; then run the command again.",
        `In the sandbox it's in ${own}: remove that file if it was changed; it is made again from the sandbox's key.`,
    ]);
}

function isWithin(folder: string, file: string): boolean {
    const relative = path.relative(folder, path.resolve(file));
    // What holds it counts: where that can't be written, the folder can't be made.
    const isOutside = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
    return !isOutside || path.resolve(file) === path.dirname(folder);
}

function isFile(file: string): boolean {
    return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
