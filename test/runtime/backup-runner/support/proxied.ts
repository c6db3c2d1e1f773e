import type { ChildProcess } from "node:child_process";
import { startProxy, type ProxyHooks } from "./proxy";
import type { Ended, Stand } from "./stand";

export interface ProxiedRun {
    readonly database: string;
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    /** @param runner it, once it was started. */
    readonly hooks: (runner: () => ChildProcess | undefined) => ProxyHooks;
}

export interface ProxiedEnd extends Ended {
    /** Pieces that have passed. */
    readonly pieces: number;
}

/** Runs the runner with somebody between it and AWS. */
export async function runProxied(
    stand: Stand,
    { database, args = ["run"], environment = {}, hooks }: ProxiedRun,
): Promise<ProxiedEnd> {
    const runner: ChildProcess[] = [];
    const proxy = await startProxy(
        stand.moto.endpoint,
        hooks(() => runner[0]),
    );
    try {
        const all = { ...stand.environment(database), ...environment, AWS_ENDPOINT_URL: proxy.endpoint };
        const { child, ended } = stand.begin(args, all);
        runner.push(child);
        return { ...(await ended), pieces: proxy.pieces() };
    } finally {
        await proxy.stop();
    }
}
