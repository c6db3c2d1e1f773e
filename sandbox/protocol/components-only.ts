/** The backend of a package that has remote components and no resources of its own. */
import type { Backend, Connection } from "../backend";

export function componentsOnly(packageName: string, version: string): Backend {
    const none = (): never => {
        throw new Error(`the package ${packageName} has remote components only`);
    };
    const connection: Connection = {
        check: none,
        replacement: none,
        secretOutputs: () => [],
        create: none,
        update: none,
        delete: none,
        read: none,
        find: () => Promise.resolve([]),
        invoke: none,
    };
    return { package: packageName, version, checkConfig: () => [], configure: () => connection };
}
