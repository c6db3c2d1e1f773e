import { thisMachine, type Machine } from "./machine";
import { ensureMoto } from "./moto-install";
import { freePort, LOOPBACK, startServer, stopServer, type RunningServer } from "./server-process";

export type { RunningServer } from "./server-process";

export interface MotoOptions {
    /** Port of this machine. @default - a free one */
    readonly port?: number;
    /** File that receives what it prints. @default - nobody */
    readonly log?: string;
    /** @default - this one, without a word */
    readonly machine?: Machine;
}

/**
 * moto, which answers as AWS does and keeps everything in memory, on loopback. Sets it up when it isn't there. It answers
 * one call after the other correctly; what happens at once is not what happens at AWS.
 *
 * @throws ServerFault saying why it can't be had
 */
export async function startMoto({ port, log, machine = thisMachine() }: MotoOptions = {}): Promise<RunningServer> {
    const python = await ensureMoto(machine);
    const chosen = port ?? (await freePort());
    const child = await startServer({
        name: "moto",
        command: python,
        args: ["-m", "moto.server", "-H", LOOPBACK, "-p", String(chosen)],
        port: chosen,
        log,
        // Its id of the account that everything is in.
        env: { MOTO_ACCOUNT_ID: "123456789012" },
    });
    return { endpoint: `http://${LOOPBACK}:${chosen}`, stop: () => stopServer(child) };
}
