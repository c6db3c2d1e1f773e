/** Which emulator a command works with. Pure. */
import { CommandFault } from "../command-fault";
import { LOOPBACK } from "../servers/server-process";
import { DEFAULT_PORT, type Asked } from "./endpoint";
import type { Memory, MotoProcess } from "./memory";

/** Either one that is there, or a moto that has to be started. */
export type Choice =
    | { readonly is: "there"; readonly endpoint: string; readonly moto?: MotoProcess }
    /** `gone`: the one that was started before has ended, and with it all that it kept. */
    | { readonly is: "to be started"; readonly endpoint: string; readonly port: number; readonly gone?: MotoProcess };

/**
 * What is in use stays in use: there is one environment at a time, and a file that names its endpoint.
 *
 * @param isAlive whether the process is still that moto
 * @throws CommandFault (refused) when another one is asked for than is in use
 */
export function choose(
    { endpoint, port }: Asked,
    memory: Memory | undefined,
    isAlive: (moto: MotoProcess) => boolean,
): Choice {
    const moto = memory?.moto;
    if (memory === undefined || (moto !== undefined && !isAlive(moto))) {
        if (endpoint !== undefined) {
            return { is: "there", endpoint };
        }
        const chosen = port ?? (memory === undefined ? DEFAULT_PORT : Number(new URL(memory.endpoint).port));
        const gone = moto === undefined ? {} : { gone: moto };
        return { is: "to be started", endpoint: endpointOf(chosen), port: chosen, ...gone };
    }
    const wanted = endpoint ?? (port === undefined ? memory.endpoint : endpointOf(port));
    if (wanted !== memory.endpoint) {
        throw new CommandFault("refused", `The environment is at ${memory.endpoint} already, not at ${wanted}.`, [
            "Leave the option out, or take that environment away first: `plinth local down`.",
        ]);
    }
    return { is: "there", endpoint: memory.endpoint, ...(moto === undefined ? {} : { moto }) };
}

function endpointOf(port: number): string {
    return `http://${LOOPBACK}:${port}`;
}
