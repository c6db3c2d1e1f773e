/**
 * The sandbox: models of the clouds behind the engine's provider protocol. It needs no account, no credentials and no
 * network but loopback. See `docs/sandbox.md`.
 */
import { join } from "node:path";
import type { Backend, Found } from "./backend";
import { withFaults } from "./faults/faulty";
import { FaultPlan } from "./faults/plan";
import { sandboxKeys } from "./key";
import type { LookupQuery } from "./lookup";
import { lookUp } from "./lookup";
import { modelBackends } from "./models";
import { awsxComponents } from "./models/awsx";
import { packageVersion } from "./catalog/declarations";
import { componentsOnly } from "./protocol/components-only";
import { constructWith } from "./protocol/construct";
import type { ProviderServer } from "./protocol/server";
import { serveProvider } from "./protocol/server";
import type { Remainder } from "./remainder";
import { remainderOf } from "./remainder";
import { FileStore } from "./worlds/file-store";
import { Worlds } from "./worlds/worlds";

export { FaultPlan } from "./faults/plan";
export type { Fault, FaultKind } from "./faults/plan";
export type { Found } from "./backend";
export type { LookupQuery } from "./lookup";
export type { Remainder } from "./remainder";

export interface SandboxOptions {
    /** Where worlds and keys are kept; made if need be. One process at a time. */
    readonly directory: string;
    /** @default - nothing goes wrong */
    readonly faults?: FaultPlan;
    /** Told once of each type that is answered without a model of its own. @default - nobody is told */
    readonly log?: (line: string) => void;
}

/** The providers of one run of one stack. */
export interface AttachedProviders {
    /** Environment variables that point the engine at them. */
    readonly env: Readonly<Record<string, string>>;
    close(): Promise<void>;
}

export interface Sandbox {
    readonly worlds: Worlds;
    /** Holds the passphrase for the engine's secrets provider. */
    readonly passphraseFile: string;
    /**
     * Reads all worlds.
     *
     * @throws DamagedWorldError when one can't be read
     */
    inspect(): void;
    /** What the clouds keep of resources that were deleted: final snapshots, secrets in their recovery window. */
    remainder(): readonly Remainder[];
    /** What the clouds have that was made with these inputs; never asks by URN, which no cloud knows. */
    find(query: LookupQuery): Promise<readonly Found[]>;
    /** Starts a set of provider servers; each run of a stack gets a set of its own. */
    attach(): Promise<AttachedProviders>;
    /** Writes the worlds down and lets go of their files. */
    close(): Promise<void>;
}

export function openSandbox(options: SandboxOptions): Promise<Sandbox> {
    const keys = sandboxKeys(options.directory);
    const worlds = new Worlds(new FileStore(join(options.directory, "worlds"), keys.worlds));
    const plan = options.faults ?? new FaultPlan();
    const told = new Set<string>();
    const unmodelled = (type: string): void => {
        if (!told.has(type)) {
            told.add(type);
            options.log?.(`the sandbox has no model of ${type}: it is answered generically, without refusals`);
        }
    };
    const backends = modelBackends(worlds, unmodelled).map((backend) => withFaults(backend, plan));
    return Promise.resolve({
        worlds,
        passphraseFile: keys.passphraseFile,
        inspect: () => worlds.scopes().forEach((scope) => void worlds.world(scope)),
        remainder: () => remainderOf(worlds),
        find: (query) => lookUp(query, backends, worlds),
        attach: () => attach(backends),
        close: () => worlds.close(),
    });
}

async function attach(backends: readonly Backend[]): Promise<AttachedProviders> {
    const servers: ProviderServer[] = [];
    const close = (): void => servers.forEach((server) => server.close());
    try {
        for (const backend of backends) {
            servers.push(await serveProvider({ backend }));
        }
        const awsx = componentsOnly("awsx", packageVersion("awsx"));
        servers.push(await serveProvider({ backend: awsx, construct: constructWith(awsxComponents) }));
    } catch (error) {
        close();
        throw error;
    }
    return {
        env: { PULUMI_DEBUG_PROVIDERS: servers.map((server) => `${server.package}:${server.port}`).join(",") },
        close: () => {
            close();
            return Promise.resolve();
        },
    };
}
