import { thisMachine, type Machine } from "./machine";
import { ensureMoto } from "./moto-install";
import { freePort, LOOPBACK, startServer, stopServer, type RunningServer, type ServerCommand } from "./server-process";

export type { RunningServer } from "./server-process";

/** The account that everything in moto is in. */
export const MOTO_ACCOUNT_ID = "123456789012";

export interface MotoOptions extends Pick<ServerCommand, "outlives" | "onSpawned"> {
    /** Port of this machine. @default - a free one */
    readonly port?: number;
    /** File that receives what it prints. @default - nobody */
    readonly log?: string;
    /** @default - this one, without a word */
    readonly machine?: Machine;
}

/** moto's server without a line for each request, which nobody would read and which would fill the disk in time. */
const QUIETLY =
    "import logging; logging.getLogger('werkzeug').setLevel(logging.WARNING); import moto.server; moto.server.main()";

/**
 * moto, which answers as AWS does and keeps everything in memory, on loopback. Sets it up when it isn't there. It answers
 * one call after the other correctly; what happens at once is not what happens at AWS.
 *
 * @throws ServerFault saying why it can't be had
 */
export async function startMoto(options: MotoOptions = {}): Promise<RunningServer> {
    const { port, machine = thisMachine(), ...settings } = options;
    const python = await ensureMoto(machine);
    const chosen = port ?? (await freePort());
    const child = await startServer({
        name: "moto",
        command: python,
        args: ["-c", QUIETLY, "-H", LOOPBACK, "-p", String(chosen)],
        port: chosen,
        env: { ...withoutAws(process.env), MOTO_ACCOUNT_ID },
        ...settings,
    });
    return { endpoint: `http://${LOOPBACK}:${chosen}`, stop: () => stopServer(child) };
}

/** A user's credentials are no business of moto's, and with a profile that it doesn't find it answers nothing but errors. */
function withoutAws(environment: NodeJS.ProcessEnv): Readonly<Record<string, undefined>> {
    const names = Object.keys(environment).filter((name) => /^AWS_/i.test(name));
    return Object.fromEntries(names.map((name) => [name, undefined]));
}
