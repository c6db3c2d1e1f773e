import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { processNamespace, processStart } from "../../engine/lock";
import { CommandFault } from "../command-fault";
import { signOf, standingOf, type EngineRecord, type Place, type StartOf, type Surroundings } from "./engine-owners";

/** What this needs of the machine, so that tests can put another one in its place. */
export interface ProcessTable extends Surroundings {
    readonly startOf: StartOf;
    /** Ends a process and all of its group at once. */
    kill(pid: number): void;
    /** Epoch ms. */
    now(): number;
    pause(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The processes of this machine. */
export function thisMachine(): ProcessTable {
    return {
        here: thisPlace(),
        startOf: processStart,
        bootedAt: Date.now() - os.uptime() * 1000,
        kill: killGroup,
        now: Date.now,
        pause: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }),
    };
}

function thisPlace(): Place {
    const started = processStart(process.pid) ?? "";
    return {
        host: os.hostname(),
        machine: readIfThere("/etc/machine-id").trim(),
        boot: process.platform === "linux" ? (started.split("/")[0] ?? "") : "",
        namespace: processNamespace(),
    };
}

function readIfThere(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

/** An engine is the first of its group (`engine-command.ts`); the policy pack's process is in it too. */
function killGroup(pid: number): void {
    try {
        process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
            throw error;
        }
    }
}

/** What an engine is started for. */
export type EngineWork = Pick<EngineRecord, "target" | "project" | "stack" | "verb">;

/**
 * Writes down that this process has started an engine; the answered function takes that back once the engine has ended.
 *
 * @param directory of the records: `<plinth>/engines`
 * @throws the file system's error when it can't be written; the engine should then be ended
 */
export function recordEngine(directory: string, pid: number, work: EngineWork, table = thisMachine()): () => void {
    const record: EngineRecord = {
        engine: identityOf(pid, table),
        driver: identityOf(process.pid, table),
        place: table.here,
        ...work,
        startedAt: new Date(table.now()).toISOString(),
    };
    const file = fileOf(directory, record);
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(`${file}.new`, JSON.stringify(record));
    fs.renameSync(`${file}.new`, file);
    return () => fs.rmSync(file, { force: true });
}

/** The id alone may come again while a record is still needed to prove a lock dead. */
function fileOf(directory: string, { engine, startedAt }: EngineRecord): string {
    return path.join(directory, `${engine.pid}-${Date.parse(startedAt)}.json`);
}

/** Of one that has ended already nobody can be the same: a start that no system tells. */
function identityOf(pid: number, { startOf }: ProcessTable): EngineRecord["engine"] {
    return { pid, started: startOf(pid) ?? "ended" };
}

/** All records that can be read. */
export function engineRecords(directory: string): readonly EngineRecord[] {
    const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
    return names.filter((name) => name.endsWith(".json")).flatMap((name) => parsed(path.join(directory, name)));
}

/** A record that a power cut left half written proves nothing, and stays. */
function parsed(file: string): readonly EngineRecord[] {
    try {
        const record = JSON.parse(readIfThere(file)) as Partial<EngineRecord>;
        const { engine, driver, place, startedAt } = record;
        return engine && driver && place && startedAt !== undefined ? [record as EngineRecord] : [];
    } catch {
        return [];
    }
}

/** Removes records that nobody needs any more: of locks that are free again. */
export function forgetEngines(directory: string, records: readonly EngineRecord[]): void {
    records.forEach((record) => fs.rmSync(fileOf(directory, record), { force: true }));
}

/** What to do about engines whose `plinth` was killed. */
export interface SettleOptions {
    /** Of the records. */
    readonly directory: string;
    /** In the sandbox an engine is ended, since its clouds went with its driver; on real clouds it's waited for. */
    readonly target: EngineRecord["target"];
    /** Only engines of these are waited for, as `project/stack`. @default - those of all stacks */
    readonly stacks?: readonly string[];
    readonly note: (line: string) => void;
    /** Aborted: no longer waited. */
    readonly signal?: AbortSignal;
    /** How long an engine on real clouds is waited for. @default 1800 s: a database takes so long to be made */
    readonly limitSeconds?: number;
    /** @default - this machine's */
    readonly table?: ProcessTable;
}

const WAIT_LIMIT_SECONDS = 1800;
/** After a SIGKILL a process ends as soon as the kernel lets it. */
const KILL_LIMIT_SECONDS = 10;
const PROGRESS_MS = 10_000;
const POLL_MS = 100;

/**
 * Sees to it that no engine of a killed run is still at work. Answers the records of engines that have ended, as proof
 * that a lock of theirs is nobody's; hand them to {@link forgetEngines} once the stack's lock is known to be free.
 *
 * @throws CommandFault (locked) when an engine doesn't end in time, or isn't this user's to end
 */
export async function settleEngines(options: SettleOptions): Promise<readonly EngineRecord[]> {
    const { directory, target, stacks, note, table = thisMachine() } = options;
    const ended: EngineRecord[] = [];
    for (const record of engineRecords(directory)) {
        const isAmong = stacks === undefined || stacks.includes(`${record.project}/${record.stack}`);
        if (record.target !== target || !isAmong) {
            continue;
        }
        switch (standingOf(record, table.here, table.startOf)) {
            case "ended":
                ended.push(record);
                break;
            case "orphan":
                await (target === "sandbox" ? end(record, options, table) : wait(record, options, table));
                ended.push(record);
                break;
            case "doubtful":
                note(`${described(record)} may still be at work: this system doesn't tell when a process started`);
                break;
            case "at work":
            case "elsewhere":
                break;
        }
    }
    return ended;
}

function described({ project, verb, engine, driver }: EngineRecord): string {
    return `${project}: the engine (process ${engine.pid}) of a \`${verb}\` whose plinth (process ${driver.pid}) was killed`;
}

async function end(record: EngineRecord, { note, signal }: SettleOptions, table: ProcessTable): Promise<void> {
    try {
        table.kill(record.engine.pid);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw stillThere(record, `can't be ended: ${why}`);
    }
    if (!(await isGoneWithin(KILL_LIMIT_SECONDS, record, table, () => undefined, signal))) {
        throw stillThere(record, `has not ended ${KILL_LIMIT_SECONDS} s after it was killed`);
    }
    note(`${described(record)} is ended`);
}

async function wait(record: EngineRecord, options: SettleOptions, table: ProcessTable): Promise<void> {
    const { note, signal, limitSeconds = WAIT_LIMIT_SECONDS } = options;
    note(`${described(record)} is still at work; waiting for it to end`);
    const tell = (passed: number): void =>
        note(`${record.project}: waiting for process ${record.engine.pid}, ${passed} s`);
    if (!(await isGoneWithin(limitSeconds, record, table, tell, signal))) {
        throw stillThere(record, `is still at work after ${limitSeconds} s`);
    }
    note(`${record.project}: process ${record.engine.pid} has ended`);
}

async function isGoneWithin(
    seconds: number,
    { engine }: EngineRecord,
    table: ProcessTable,
    tell: (passedSeconds: number) => void,
    signal: AbortSignal | undefined,
): Promise<boolean> {
    const since = table.now();
    let toldMs = 0;
    while (signOf(engine, table.startOf) !== "gone") {
        const passedMs = table.now() - since;
        if (passedMs >= seconds * 1000) {
            return false;
        }
        if (passedMs - toldMs >= PROGRESS_MS) {
            toldMs = passedMs;
            tell(Math.round(passedMs / 1000));
        }
        await pausing(table, engine.pid, signal);
    }
    return true;
}

/** @throws CommandFault (interrupted) on Ctrl-C */
async function pausing(table: ProcessTable, pid: number, signal: AbortSignal | undefined): Promise<void> {
    try {
        await table.pause(POLL_MS, signal);
    } catch (error) {
        if (signal?.aborted !== true) {
            throw error;
        }
        throw new CommandFault("interrupted", `Stopped while waiting for process ${pid}.`, ["Nothing was changed."]);
    }
}

function stillThere(record: EngineRecord, what: string): CommandFault {
    return new CommandFault("locked", `${described(record)} ${what}.`, [
        `Wait for process ${record.engine.pid} to end, or end it yourself if nothing is being made any more; then run the command again.`,
    ]);
}
