import { isDeepStrictEqual } from "node:util";
import { CommandFault } from "../command-fault";
import {
    deploymentOf,
    parseStateFile,
    printStateFile,
    withDeployment,
    type Deployment,
    type ResourceState,
    type StackIdentity,
} from "../state/deployment";
import { withGuessedNeeds } from "./doubts";
import { queryFor, standsInCloud, type Inventory } from "./inventory";
import { notesOf, type Cause } from "./notes";
import { isCreation, repairOf, settled, withReadings, type Repair } from "./plan";
import type { Finding } from "./takings";

/** One stack's state, as texts in the form of a file backend's state file. */
export interface StateAccess {
    /** Undefined when there is no such stack. */
    read(): Promise<string | undefined>;
    /** All of it or nothing. */
    write(text: string): Promise<void>;
    /** The states of the backend's other stacks: what they have is theirs. */
    others(): Promise<readonly string[]>;
}

export interface RecoveryRequest {
    readonly stack: StackIdentity;
    readonly states: StateAccess;
    /** Undefined where nobody can look into the clouds. */
    readonly inventory: Inventory | undefined;
    /** Reads these resources anew and writes down what the clouds say of them: `pulumi refresh --target`. */
    readonly refresh: (urns: readonly string[]) => Promise<void>;
    /** When the first run began that hasn't ended, epoch ms. */
    readonly since: number;
    /** Creations that failed, from {@link watchDoubts}. @default - none; a run that was cut off is repaired */
    readonly doubts?: readonly ResourceState[];
    /** What has left them. @default - a run that failed where there are doubts, one that was cut off where there are none */
    readonly cause?: Cause;
    /** Receives a line for each thing that was done. */
    readonly note: (line: string) => void;
}

export interface RecoveryResult {
    /** Undefined when there was nothing to repair, or it couldn't be repaired. */
    readonly repair?: Repair;
    /** Creations that were cut off, where nobody can look into the clouds: a person has to. No update may run before. */
    readonly unresolved: readonly ResourceState[];
}

/**
 * Repairs what a killed or failed run has left in a stack's state. It may itself be cut off anywhere and be repeated: one
 * write decides what becomes of all that was lost, and what is to be read anew stays noted until that is done.
 *
 * @throws CommandFault when another stack's state can't be read
 * @throws what `refresh` throws; the next recovery goes on there
 */
export async function recover(request: RecoveryRequest): Promise<RecoveryResult> {
    const { states, inventory, stack, note, doubts = [] } = request;
    const deployment = await readDeployment(states);
    if (deployment === undefined) {
        return { unresolved: [] };
    }
    const lost = lostIn(deployment, doubts);
    const unresolved = inventory === undefined ? certainOf(lost) : [];
    if (unresolved.length > 0) {
        return { unresolved };
    }
    const findings = inventory === undefined ? [] : await findAll(lost, inventory, deployment);
    const others = findings.some(({ candidates }) => candidates.length > 0) ? await readOthers(states) : [];
    const repair = repairOf(deployment, findings, { since: request.since, others });
    await writeDeployment(states, repair.deployment, deployment);
    const cause = request.cause ?? (doubts.length > 0 ? "failed" : "cut off");
    // What was in doubt and isn't there has simply failed, or was never begun.
    const cleared = doubts.length > 0 ? [] : repair.cleared.filter(isWorthTelling(lost));
    notesOf({ ...repair, cleared }, stack.project, cause).forEach(note);
    await readAnew(request, repair);
    return { repair, unresolved: [] };
}

/** Creations that were cut off, of which a person has to find out what became, where nobody can look into the clouds. */
export function cutOffCreations(text: string | undefined): readonly ResourceState[] {
    return text === undefined ? [] : certainOf(lostIn(deploymentOf(parseStateFile(text)), []));
}

function certainOf(lost: readonly Lost[]): readonly ResourceState[] {
    return lost.filter(({ isCertain }) => isCertain).map(({ resource }) => resource);
}

interface Lost {
    readonly resource: ResourceState;
    /** Whether the engine was making it; else it failed to, as far as it knows. */
    readonly isCertain: boolean;
}

function lostIn(
    { pending_operations: pending = [], resources = [] }: Deployment,
    doubts: readonly ResourceState[],
): readonly Lost[] {
    const creations = pending.filter(isCreation).map(({ resource }) => ({ resource, isCertain: true }));
    const failed = doubts.map((doubt) => ({ resource: withGuessedNeeds(doubt, resources), isCertain: false }));
    return [...creations, ...failed].filter(({ resource }) => standsInCloud(resource));
}

function isWorthTelling(lost: readonly Lost[]): (urn: string) => boolean {
    const urns = new Set(lost.map(({ resource }) => resource.urn));
    return (urn) => urns.has(urn);
}

function findAll(
    lost: readonly Lost[],
    inventory: Inventory,
    { resources = [] }: Deployment,
): Promise<readonly Finding[]> {
    return Promise.all(
        lost.map(async ({ resource }) => ({
            lost: resource,
            candidates: await inventory.find(queryFor(resource, resources)),
        })),
    );
}

async function readDeployment(states: StateAccess): Promise<Deployment | undefined> {
    const text = await states.read();
    return text === undefined ? undefined : deploymentOf(parseStateFile(text));
}

async function readOthers(states: StateAccess): Promise<readonly Deployment[]> {
    return (await states.others()).map((text) => {
        try {
            return deploymentOf(parseStateFile(text));
        } catch {
            throw new CommandFault(
                "damaged",
                "Another stack's state can't be read, so that nobody knows what belongs to it.",
                ["`plinth state` shows which one, `plinth state restore` brings it back."],
            );
        }
    });
}

async function writeDeployment(states: StateAccess, wanted: Deployment, present: Deployment): Promise<void> {
    const text = isDeepStrictEqual(wanted, present) ? undefined : await states.read();
    if (text !== undefined) {
        await states.write(printStateFile(withDeployment(parseStateFile(text), wanted)));
    }
}

/** A refresh clears what was pending, unless it fails: then the notes that it may have cleared are put back. */
async function readAnew({ states, refresh }: RecoveryRequest, repair: Repair): Promise<void> {
    if (repair.refresh.length > 0) {
        try {
            await refresh(repair.refresh);
        } catch (error) {
            // What somebody else is at work on is theirs to write.
            const isTheirs = error instanceof CommandFault && error.exit === "locked";
            const left = isTheirs ? undefined : await readDeployment(states);
            if (left !== undefined) {
                await writeDeployment(states, withReadings(left, repair.refresh), left);
            }
            throw error;
        }
    }
    const after = await readDeployment(states);
    if (after !== undefined) {
        await writeDeployment(states, settled(after), after);
    }
}
