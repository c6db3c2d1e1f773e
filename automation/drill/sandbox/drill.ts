/**
 * A drill on this machine. The model clouds keep no data, so that a real PostgreSQL and moto take their place: a sample
 * database is backed up and checked by the real program, with the environment that the stack's tasks have.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { bundleBackupRunner } from "../../../runtime/bundle";
import { CREDENTIALS, NO_NODE_WARNING } from "../../aws-sdk";
import { CommandFault } from "../../command-fault";
import { withoutCredentials } from "../../run/environment";
import { ServerFault, thisMachine } from "../../servers/machine";
import { startMoto, type RunningServer } from "../../servers/moto";
import { startPostgres, type PostgresServer } from "../../servers/postgres";
import type { DrillPlace } from "../place";
import { type Verdict, verdictIn } from "../verdict";
import { fillAccount } from "./account";
import { type ProgramEnd, runProgram } from "./program";
import { makeSample } from "./sample";
import type { StatedBackups } from "./stated";
import { canaryColumn, checkVariables, requireKnown, runnerVariables } from "./variables";

export interface SandboxDrill {
    readonly place: DrillPlace;
    readonly stated: StatedBackups;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly note: (line: string) => void;
    readonly signal: AbortSignal;
}

export interface SandboxVerdict {
    readonly verdict: Verdict;
    /** From the start of the check's process to its end. */
    readonly wholeSeconds: number;
}

/**
 * @throws CommandFault when there is no verdict: servers that can't be had (machine), a backup that can't be made, a task
 * that is given what its program doesn't know (unproven)
 */
export async function drillInSandbox(drill: SandboxDrill): Promise<SandboxVerdict> {
    const { stated, note } = drill;
    const { code } = bundleBackupRunner();
    requireKnown("The task that makes backups", stated.runner, code);
    requireKnown("The task that checks them", stated.check, code);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-drill-"));
    const file = path.join(folder, "backup.cjs");
    fs.writeFileSync(file, code);
    try {
        note("starting PostgreSQL and moto");
        return await withServers(drill, (servers) => backUpAndCheck(file, servers, drill));
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

interface Servers {
    readonly database: PostgresServer;
    readonly account: RunningServer;
}

async function withServers<T>({ note }: SandboxDrill, work: (servers: Servers) => Promise<T>): Promise<T> {
    const machine = thisMachine(note);
    const running: { stop(): Promise<void> }[] = [];
    const started = async <S extends { stop(): Promise<void> }>(start: Promise<S>): Promise<S> => {
        const server = await start;
        running.push(server);
        return server;
    };
    try {
        const database = await started(startPostgres({ machine }));
        const account = await started(startMoto({ machine }));
        return await work({ database, account });
    } catch (error) {
        throw error instanceof ServerFault ? new CommandFault("machine", error.message) : error;
    } finally {
        for (const server of running) {
            await server.stop();
        }
    }
}

async function backUpAndCheck(file: string, servers: Servers, drill: SandboxDrill): Promise<SandboxVerdict> {
    const { stated, note, signal, environment } = drill;
    const { database } = servers;
    await prepare(servers, drill);
    const surroundings = aroundTask(servers, environment);
    const run = (args: readonly string[], variables: Readonly<Record<string, string>>): Promise<ProgramEnd> =>
        runProgram({ file, args, variables: { ...surroundings, ...variables }, signal });
    note("making a backup of the sample");
    const made = await run(stated.runner.command, runnerVariables(stated.runner, database));
    if (made.code !== 0) {
        throw endedBadly("No backup of the sample could be made", made, signal);
    }
    note("restoring it into a scratch database and looking at it");
    const checked = await run(stated.check.command, checkVariables(stated.check, database));
    const verdict = verdictIn(checked.lines);
    if (verdict === undefined || signal.aborted) {
        throw endedBadly("The check has ended without a report", checked, signal);
    }
    return { verdict, wholeSeconds: checked.seconds };
}

async function prepare({ database, account }: Servers, { stated, place }: SandboxDrill): Promise<void> {
    const variables = { ...stated.check.variables, ...stated.runner.variables };
    const of = (name: string): string => variables[name] ?? "";
    // The program itself says that it misses it.
    const sample = { database: of("DATABASE_NAME") || "sample", canary: canaryColumn(stated.check) };
    await fillAccount({
        endpoint: account.endpoint,
        region: place.region,
        bucketName: place.bucketName,
        lock: stated.lock,
        encryptionSecretArn: of("BACKUP_ENCRYPTION_SECRET_ARN"),
        databaseSecretArn: of("DATABASE_SECRET_ARN"),
        user: await makeSample(database, sample),
    });
}

/** What a task has besides its own variables: its image's programs, and what AWS gives it. */
function aroundTask(
    { database, account }: Servers,
    environment: SandboxDrill["environment"],
): Readonly<Record<string, string>> {
    const { PATH = "", ...rest } = withoutCredentials(environment);
    return {
        ...rest,
        ...NO_NODE_WARNING,
        PATH: [database.binaries, PATH].join(path.delimiter),
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_ENDPOINT_URL: account.endpoint,
    };
}

const SHOWN = 5;

function endedBadly(what: string, { code, lines, errors }: ProgramEnd, signal: AbortSignal): CommandFault {
    if (signal.aborted) {
        return new CommandFault("interrupted", "Stopped; nothing of the drill is left.");
    }
    const last = [...lines, ...errors.split("\n")].filter((line) => line !== "").slice(-SHOWN);
    return new CommandFault("unproven", `${what}; the program ended with ${code ?? "a signal"}.`, last);
}
