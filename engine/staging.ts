import path from "node:path";
import { checkEngine, engineFolder, executableIn, type Attempt, type EngineSource, type SourceContext } from "./source";

const PREFIX = ".new-";

/**
 * Lets `make` fill a fresh folder, checks the engine in it and moves it to its place in one step, so that no half-made
 * engine is ever found there. Runs under the engine's lock.
 *
 * @param make puts `bin/pulumi` into the folder; answers why it couldn't
 */
export async function installInto(
    context: SourceContext,
    source: EngineSource,
    label: string,
    make: (folder: string) => Promise<string | undefined>,
): Promise<Attempt> {
    const { system } = context;
    const target = engineFolder(context);
    const parent = path.dirname(target);
    system.makeFolder(parent);
    removeLeftovers(context, parent);
    const fresh = path.join(parent, `${PREFIX}${process.pid}`);
    try {
        const fault = await make(fresh);
        if (fault !== undefined) {
            return { refusal: `${label}: ${fault}` };
        }
        const version = await checkEngine(executableIn(fresh, system), context);
        if (typeof version !== "string") {
            return { refusal: `${label}: ${version.fault}` };
        }
        // Whatever stood there was refused before, or there would be nothing to install.
        system.remove(target);
        system.rename(fresh, target);
        return { path: executableIn(target, system), version, source };
    } finally {
        system.remove(fresh);
    }
}

/** What a set-up that was killed has left; the lock says that none is running. */
function removeLeftovers({ system }: SourceContext, parent: string): void {
    for (const name of system.list(parent).filter((entry) => entry.startsWith(PREFIX))) {
        system.remove(path.join(parent, name));
    }
}

/** Runs long work with a line every 10 s that says that it goes on. */
export async function withProgress<T>(context: SourceContext, what: string, work: () => Promise<T>): Promise<T> {
    context.log(what);
    const stop = context.system.every(10, (seconds) => context.log(`${what}, ${seconds} s so far`));
    try {
        return await work();
    } finally {
        stop();
    }
}
