import { nameOf, isDefaultProvider, type ResourceName } from "../progress/urn";
import { judged } from "./backups";
import { checkState } from "./check";
import { deploymentOf, parseStateFile, type Deployment, type PendingType } from "./deployment";
import type { StateFault } from "./integrity";
import type { Seals, SealVerdict } from "./seals";
import type { StackLock } from "./stack-lock";
import type { Backup, StackName, StackStates } from "./states";

/** What can be said of a stack's state without changing anything. `--json` prints it as it is: its fields are a contract. */
export interface StateReport {
    readonly project: string;
    readonly environment: string;
    /** Path of the file, or the backend's URL. */
    readonly where: string;
    readonly exists: boolean;
    /** Empty: whole. */
    readonly faults: readonly StateFault[];
    /** Absent where states aren't sealed. */
    readonly seal?: SealVerdict;
    /** What is in it; absent when it can't be read. */
    readonly content?: StateContent;
    /** Absent where the backend doesn't tell. */
    readonly locks?: readonly StackLock[];
    /** Absent where the backend keeps none that can be listed. */
    readonly backups?: BackupsReport;
}

export interface StateContent {
    readonly bytes: number;
    /** The engine's own default providers aside. */
    readonly resources: number;
    /** When it was written last, RFC 3339. */
    readonly changed: string;
    /** Version of the engine that wrote it: `v3.220.0`. */
    readonly engine: string;
    /** What a run that was cut off was at. */
    readonly pending: readonly PendingReport[];
}

export interface PendingReport extends ResourceName {
    readonly urn: string;
    readonly operation: PendingType;
}

export interface BackupsReport {
    readonly count: number;
    /** Absent when there is none. */
    readonly newest?: {
        readonly name: string;
        readonly at: string;
        readonly whole: boolean;
        readonly resources?: number;
    };
}

/** Looks at a stack's state, its locks and its backups. */
export async function reportOf(stack: StackName, states: StackStates, seals?: Seals): Promise<StateReport> {
    const { project, environment } = stack;
    const text = await states.read(stack);
    const { faults, seal } = checkState(text, stack, seals);
    const locks = await states.locks(stack);
    const backups = await states.backups(stack);
    // A state whose seal is broken can still be read, as long as its structure is whole.
    const isReadable = text !== undefined && faults.every((fault) => seal?.is === "broken" && fault === seal.fault);
    return {
        project,
        environment,
        where: await states.where(stack),
        exists: text !== undefined,
        faults,
        ...(seal === undefined ? {} : { seal }),
        ...(isReadable ? { content: contentOf(text) } : {}),
        ...(locks === undefined ? {} : { locks }),
        ...(backups === undefined ? {} : { backups: backupsReport(backups, stack) }),
    };
}

function contentOf(text: string): StateContent {
    const {
        manifest,
        resources = [],
        pending_operations: pending = [],
    }: Deployment = deploymentOf(parseStateFile(text));
    return {
        bytes: Buffer.byteLength(text),
        resources: resources.filter(({ urn }) => !isDefaultProvider(urn)).length,
        changed: manifest.time,
        engine: manifest.version,
        pending: pending.map(({ resource: { urn }, type }) => ({ urn, ...nameOf(urn), operation: type })),
    };
}

function backupsReport(backups: readonly Backup[], stack: StackName): BackupsReport {
    const [newest] = backups;
    if (newest === undefined) {
        return { count: 0 };
    }
    const { name, at, faults, resources } = judged(newest, stack);
    return {
        count: backups.length,
        newest: {
            name,
            at: new Date(at).toISOString(),
            whole: faults.length === 0,
            ...(resources === undefined ? {} : { resources }),
        },
    };
}
