import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createConnection, createServer, Socket, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { realSystem } from "../../engine/system";
import { ServerFault } from "./machine";

export const LOOPBACK = "127.0.0.1";

/** A server that answers. */
export interface RunningServer {
    /** Such as `http://127.0.0.1:34567`. */
    readonly endpoint: string;
    /** Ends it and waits until it is gone. */
    stop(): Promise<void>;
}

/** How a server is started. */
export interface ServerCommand {
    /** As messages name it. */
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly port: number;
    /** Variables besides this process's own; undefined for one that it is not to have. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** User that it runs as. @default - this process's own */
    readonly uid?: number;
    readonly gid?: number;
    /** File that receives what it prints. @default - nobody */
    readonly log?: string;
    /** Whether it stays when this process ends. @default false */
    readonly outlives?: boolean;
    /** Whether it does its work, once it takes connections. @default - it does then */
    readonly isReady?: () => boolean;
    /** Told its process id at once, before it answers. @default - nobody is told */
    readonly onSpawned?: (pid: number) => void;
}

const READY_SECONDS = 60;
const LOOK_MS = 50;

/** A port of this machine that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, LOOPBACK);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}

/**
 * Starts a server and waits until it takes connections. It ends with this process, unless it is to outlive it.
 *
 * @throws ServerFault with its last words, when it ends before or takes longer than a minute
 */
export async function startServer(asked: ServerCommand): Promise<ChildProcess> {
    const { name, port, outlives = false } = asked;
    const child = spawnServer(asked);
    const lastWords = lastWordsOf(child);
    const failure = failureOf(child);
    if (child.pid !== undefined) {
        asked.onSpawned?.(child.pid);
    }
    if (!outlives) {
        const end = (): void => void child.kill("SIGKILL");
        process.once("exit", end);
        child.once("exit", () => process.removeListener("exit", end));
    }
    const fault = await Promise.race([untilAnswers(port, asked.isReady), failure]);
    if (fault !== undefined) {
        child.kill("SIGKILL");
        throw new ServerFault(`${name} didn't start: ${fault}. ${lastWords()}`.trim());
    }
    child.unref();
    return child;
}

function spawnServer({ command, args, env, uid, gid, log, outlives = false }: ServerCommand): ChildProcess {
    const file = log === undefined ? "ignore" : openSync(log, "a");
    const [first = "", ...rest] = [...(outlives ? [] : endingWithParent()), command, ...args];
    return spawn(first, rest, {
        env: { ...process.env, ...env },
        // A pipe breaks when its reader ends.
        stdio: ["ignore", file, outlives ? file : "pipe"],
        // A Ctrl-C on the terminal is for this process, which then ends the server.
        detached: true,
        ...(uid === undefined ? {} : { uid, gid }),
    });
}

/** Linux ends a process with its parent when asked to, also when that one is killed. */
function endingWithParent(): readonly string[] {
    const setpriv = process.platform === "linux" ? realSystem.which("setpriv") : undefined;
    return setpriv === undefined ? [] : [setpriv, "--pdeathsig", "KILL"];
}

/** Ends a server and waits until it is gone. */
export async function stopServer(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    child.ref();
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
}

function failureOf(child: ChildProcess): Promise<string> {
    return new Promise((resolve) => {
        child.once("error", (error) => resolve(error.message));
        child.once("exit", (code, signal) => resolve(`it ended with ${code ?? signal ?? "nothing"}`));
    });
}

/** The end of what it has printed as an error. */
function lastWordsOf({ stderr }: ChildProcess): () => string {
    let words = "";
    stderr?.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-1000)));
    // A server that prints must not keep this process alive.
    if (stderr instanceof Socket) {
        stderr.unref();
    }
    return () => words.trim();
}

/** Waits until somebody takes connections on a port of this machine; answers why that waiting is over, where nobody does. */
export async function untilAnswers(port: number, isReady = (): boolean => true): Promise<string | undefined> {
    const end = Date.now() + READY_SECONDS * 1000;
    while (Date.now() < end) {
        if ((await takesConnections(port)) && isReady()) {
            return undefined;
        }
        await pause(LOOK_MS);
    }
    return `nobody answers on port ${port} after ${READY_SECONDS} s`;
}

/** Whether somebody listens on this port of this machine. */
export function takesConnections(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = createConnection({ host: LOOPBACK, port });
        const answer = (is: boolean): void => {
            socket.destroy();
            resolve(is);
        };
        socket.once("connect", () => answer(true));
        socket.once("error", () => answer(false));
    });
}
