import path from "node:path";
import { RunnerError } from "../fault";
import type { StartProgram } from "./program";

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

/**
 * @param folder that holds it, from PG_BIN. @default - wherever PATH leads
 * @throws RunnerError (`refused`) where it isn't there.
 */
export async function findTool(
    start: StartProgram,
    name: "pg_dump" | "pg_restore",
    folder: string | undefined,
): Promise<Tool> {
    const command = folder === undefined ? name : path.join(folder, name);
    const program = start({ command, args: ["--version"], env: {} });
    program.stdin.end();
    const pieces: string[] = [];
    program.stdout.on("data", (piece: Buffer) => pieces.push(piece.toString()));
    const { succeeded, text } = await program.ended;
    const version = pieces.join("").trim();
    const major = clientMajor(version);
    if (!succeeded || major === undefined) {
        throw new RunnerError(
            "refused",
            `${command} can't be used: ${succeeded ? "it tells no version of PostgreSQL" : text}`,
            "Install PostgreSQL's client on PATH, or set PG_BIN to the folder that holds it",
        );
    }
    return { command, version, major };
}
