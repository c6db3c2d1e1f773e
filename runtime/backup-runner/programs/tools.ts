import path from "node:path";
import { RunnerError } from "../fault";
import { withProgram, type ProgramEnd, type StartProgram } from "./program";

/** A program of PostgreSQL's client. */
export interface Tool {
    readonly command: string;
    /** As it tells it: `pg_dump (PostgreSQL) 16.4`. */
    readonly version: string;
    readonly major: number;
}

/** Of what pg_dump tells of itself. */
export function clientMajor(version: string): number | undefined {
    const major = /\(PostgreSQL\) (\d+)/.exec(version)?.[1];
    return major === undefined ? undefined : Number(major);
}

/** Far more than a program takes to tell its version. */
const PATIENCE_MS = 30_000;

interface Told extends ProgramEnd {
    readonly version: string;
}

async function versionOf(start: StartProgram, command: string, signal: AbortSignal): Promise<Told> {
    const call = { command, args: ["--version"], env: {} };
    return withProgram(start, call, signal, async (program) => {
        program.stdin.end();
        const pieces: string[] = [];
        program.stdout.on("data", (piece: Buffer) => pieces.push(piece.toString()));
        const end = await program.ended;
        return { ...end, version: pieces.join("").trim() };
    });
}

export interface ToolOptions {
    /** That holds it, from PG_BIN. @default - wherever PATH leads */
    readonly folder: string | undefined;
    /** What it has to tell its version. @default 30 s */
    readonly patienceMs?: number;
}

/**
 * @throws RunnerError (`refused`) where it isn't there, or doesn't tell its version.
 */
export async function findTool(
    start: StartProgram,
    name: "pg_dump" | "pg_restore",
    { folder, patienceMs = PATIENCE_MS }: ToolOptions,
    signal: AbortSignal,
): Promise<Tool> {
    const command = folder === undefined ? name : path.join(folder, name);
    const patience = AbortSignal.timeout(patienceMs);
    const { succeeded, text, version } = await versionOf(start, command, AbortSignal.any([signal, patience]));
    signal.throwIfAborted();
    const major = clientMajor(version);
    if (!succeeded || major === undefined) {
        const why = succeeded ? "it tells no version of PostgreSQL" : text;
        throw new RunnerError(
            "refused",
            `${command} can't be used: ${patience.aborted ? `it tells no version within ${patienceMs / 1000} s` : why}`,
            "Install PostgreSQL's client on PATH, or set PG_BIN to the folder that holds it",
        );
    }
    return { command, version, major };
}
