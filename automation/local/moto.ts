/** The moto of a developer's environment: it stays when the command ends, until `plinth local down`. */
import os from "node:os";
import path from "node:path";
import fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { currentOwner, processNamespace, processStart } from "../../engine/lock";
import { CommandFault } from "../command-fault";
import { ServerFault, thisMachine } from "../servers/machine";
import { startMoto } from "../servers/moto";
import { takesConnections } from "../servers/server-process";
import type { MotoProcess } from "./memory";

const END_SECONDS = 20;
const LOOK_MS = 50;

/** Where a moto is to run. */
export interface MotoPlace {
    readonly port: number;
    /** Folder that its words go to. */
    readonly folder: string;
    readonly note: (line: string) => void;
    /** Told who it is before it answers, so that it is known of whatever happens then. */
    readonly onSpawned: (moto: MotoProcess) => void;
}

/** Whether the process is still there and still this one; where the system doesn't tell, whether there is any. */
export function isAlive({ pid, host, namespace = "", started }: MotoProcess): boolean {
    return host === os.hostname() && namespace === processNamespace() && processStart(pid) === started;
}

/** @throws CommandFault (machine) saying why it can't be had */
export async function launch({ port, folder, note, onSpawned }: MotoPlace): Promise<void> {
    if (await takesConnections(port)) {
        throw new CommandFault("machine", `Port ${port} of this machine is taken by another program.`, [
            "Name a free one: `plinth local up --port 15566`.",
            `If it is an emulator of yours: \`plinth local up --endpoint http://127.0.0.1:${port}\`.`,
        ]);
    }
    fs.mkdirSync(folder, { recursive: true });
    const log = path.join(folder, "moto.log");
    fs.rmSync(log, { force: true });
    try {
        await startMoto({
            port,
            log,
            machine: thisMachine(note),
            outlives: true,
            onSpawned: (pid) => {
                const started = processStart(pid) ?? "ended";
                onSpawned({ ...currentOwner("moto"), pid, started });
            },
        });
    } catch (error) {
        if (!(error instanceof ServerFault)) {
            throw error;
        }
        const words = fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n").slice(-3) : [];
        throw new CommandFault("machine", error.message, [
            ...words,
            "Or use an emulator of your own: `plinth local up --endpoint <url>`.",
        ]);
    }
}

/** Ends it, and waits until nobody answers on its port. One that isn't there is no fault. */
export async function end(moto: MotoProcess, endpoint: string): Promise<void> {
    const port = Number(new URL(endpoint).port);
    // Where the system tells no start, another process may have the id; a moto at least answers.
    if (!isAlive(moto) || (moto.started === "" && !(await takesConnections(port)))) {
        return;
    }
    try {
        process.kill(moto.pid);
    } catch (error) {
        // It may have ended by itself just now.
        if (isAlive(moto)) {
            throw error;
        }
    }
    const until = Date.now() + END_SECONDS * 1000;
    while (isAlive(moto)) {
        if (Date.now() > until) {
            throw new CommandFault("failed", `moto, process ${moto.pid}, doesn't end.`, [
                "End it yourself, and run the command again.",
            ]);
        }
        await pause(LOOK_MS);
    }
}
