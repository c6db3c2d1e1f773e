import { PassThrough, Readable, Writable } from "node:stream";
import type { Connection } from "../../../../runtime/backup-runner/database/connection";
import type { Row, Session } from "../../../../runtime/backup-runner/database/session";
import { RunnerError } from "../../../../runtime/backup-runner/fault";
import type { Program, ProgramCall, ProgramEnd } from "../../../../runtime/backup-runner/programs/program";
import type { LogLine, World } from "../../../../runtime/backup-runner/world";
import { KEY } from "../envelope/support";
import { FakeStore } from "./fake-store";

export const ENCRYPTION_SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:encryption-AbCdEf";
export const DATABASE_SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:database-AbCdEf";
export const PASSWORD = "opensesame";

/** A server of PostgreSQL as far as the runner asks it. */
export class FakeDatabase {
    version = { text: "16.4", number: "160004" };
    tables: readonly { readonly schema: string; readonly name: string; readonly rows: number }[] = [
        { schema: "public", name: "users", rows: 3 },
    ];
    /** Those that policies name. */
    named: readonly string[] = [];
    /** Those of them that the server doesn't have. */
    missing: readonly string[] = [];
    /** What stands in the way of a restore. */
    objects: readonly string[] = [];
    /** Epoch seconds. */
    canary = "";
    /** Sessions that are still undoing something, one fewer each time somebody looks. */
    undoing = 0;
    readonly queries: string[] = [];
    /** Throws what a query has to fail with. */
    fault: (text: string) => void = () => undefined;
    open = 0;

    async connect(): Promise<Session> {
        this.open += 1;
        let closed = false;
        return {
            query: async (text) => {
                if (closed) {
                    throw new Error("Connection terminated");
                }
                this.queries.push(text);
                this.fault(text);
                return this.answer(text);
            },
            end: async () => {
                this.open -= closed ? 0 : 1;
                closed = true;
            },
        };
    }

    private answer(text: string): readonly Row[] {
        const answers: readonly [RegExp, () => readonly Row[]][] = [
            [/server_version/, () => [this.version]],
            [/pg_export_snapshot/, () => [{ snapshot: "00000003-0000001B-1" }]],
            [/pg_policy/, () => this.named.map((role) => ({ role }))],
            [/unnest\(\$1/, () => this.missing.map((role) => ({ role }))],
            [/relkind = 'r'/, () => this.tables.map(({ schema, name }) => ({ schema, name }))],
            [/count\(\*\)::text AS rows/, () => [{ rows: String(this.rowsOf(text)) }]],
            [/pg_identify_object/, () => this.objects.map((object) => ({ object }))],
            [/pg_stat_activity/, () => [{ sessions: String(Math.max(0, this.undoing--)) }]],
            [/AS newest/, () => [{ newest: this.canary }]],
        ];
        return answers.find(([asked]) => asked.test(text))?.[1]() ?? [];
    }

    private rowsOf(text: string): number {
        return this.tables.find(({ schema, name }) => text.endsWith(`"${schema}"."${name}"`))?.rows ?? 0;
    }
}

/** What a program does: what it writes, what it makes of what it gets, and how it ends. */
export interface FakeProgram {
    readonly output?: () => Iterable<Buffer>;
    /** Receives what is written to it; throws to die there. */
    readonly take?: (piece: Buffer) => void;
    readonly end?: ProgramEnd;
    /** After its output, it goes on until it is stopped. */
    readonly hangs?: boolean;
}

/** Programs that were started, and whether they were stopped or ended. */
export class FakePrograms {
    readonly calls: ProgramCall[] = [];
    running = 0;
    /** Whether the end of what was written to the last one came. */
    inputEnded = false;
    version = "(PostgreSQL) 16.4";

    constructor(private readonly program: FakeProgram = {}) {}

    start(call: ProgramCall): Program {
        this.calls.push(call);
        return call.args.includes("--version") ? this.versionOf(call) : this.run(this.program);
    }

    private versionOf({ command }: ProgramCall): Program {
        const name = command.split("/").at(-1) ?? "";
        return this.run({ output: () => [Buffer.from(`${name} ${this.version}\n`)] });
    }

    private run({ output = () => [], take = () => undefined, end, hangs = false }: FakeProgram): Program {
        this.running += 1;
        let settle: (end: ProgramEnd) => void = () => undefined;
        const ended = new Promise<ProgramEnd>((resolve) => (settle = resolve)).finally(() => (this.running -= 1));
        const finish = (how = end ?? { succeeded: true, text: "ended with exit code 0" }): void => settle(how);
        const stdin = new Writable({
            write: (piece: Buffer, _encoding, done) => {
                try {
                    take(piece);
                    done();
                } catch (error) {
                    finish({ succeeded: false, text: `ended with exit code 1: ${String(error)}` });
                    done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
                }
            },
            final: (done) => {
                this.inputEnded = true;
                done();
            },
        });
        stdin.on("error", () => undefined);
        const stdout = Readable.from(output(), { objectMode: false }).pipe(new PassThrough());
        // It has ended when all of its output was read and all that it gets has come.
        const closing = [stdout, stdin].map((stream) => new Promise<void>((resolve) => stream.once("close", resolve)));
        void Promise.all(closing).then(() => (hangs ? undefined : finish()));
        return {
            ...{ stdin, stdout, ended },
            stop: async () => {
                stdout.destroy();
                settle({ succeeded: false, text: "was ended by SIGTERM" });
                await ended;
            },
        };
    }
}

/** A world in memory, in which it is the 21st of November 2026, and later with each look at the clock. */
export class FakeWorld {
    readonly store = new FakeStore();
    readonly database = new FakeDatabase();
    readonly lines: LogLine[] = [];
    readonly secrets = new Map<string, string>([
        [ENCRYPTION_SECRET, JSON.stringify({ current: "2026-11", keys: { "2026-11": KEY } })],
        [DATABASE_SECRET, JSON.stringify({ username: "backup", password: PASSWORD })],
    ]);
    readonly connections: { readonly connection: Connection; readonly application: string }[] = [];
    programs = new FakePrograms();
    paused = 0;
    now = Date.parse("2026-11-21T03:00:00.000Z");
    private random = 0x5f3a;

    world(): World {
        return {
            store: this.store,
            readSecret: async (arn, what) => {
                const value = this.secrets.get(arn);
                if (value === undefined) {
                    throw new RunnerError(
                        "refused",
                        `${what} can't be read (${arn}): AccessDenied`,
                        "Look at the role",
                    );
                }
                return value;
            },
            connect: (connection, application) => {
                this.connections.push({ connection, application });
                return this.database.connect();
            },
            start: (call) => this.programs.start(call),
            clock: {
                now: () => (this.now += 1_000),
                pause: async (ms) => void (this.paused += ms),
            },
            randomHex: (digits) => (this.random++).toString(16).padStart(digits, "0"),
            log: (line) => this.lines.push(line),
            peakMemory: () => 100_000_000,
        };
    }

    /** All keys there is something under. */
    keys(): readonly string[] {
        return [...this.store.kept.keys()].sort();
    }
}

export const NEVER = new AbortController().signal;
