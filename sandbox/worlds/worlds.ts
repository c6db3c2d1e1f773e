/** All worlds of a sandbox: opened on first use, changed in transactions, written down before a change is answered. */
import type { Change, HistoryEntry } from "./records";
import { Draft } from "./draft";
import { World } from "./world";

/** Where worlds are kept between runs. */
export interface WorldStore {
    /** The world as last written, changes of an unfinished run included; an empty one where there is none. */
    load(scope: string): World;
    /** The scopes that have a world. */
    scopes(): readonly string[];
    /** Resolves once the changes survive a crash. */
    append(world: World, changes: readonly Change[], entry: HistoryEntry): Promise<void>;
    /** Writes all down and lets go of the files. */
    close(): Promise<void>;
}

/** A store that forgets: for tests. */
export function memoryStore(): WorldStore {
    return {
        load: (scope) => new World(scope),
        scopes: () => [],
        append: () => Promise.resolve(),
        close: () => Promise.resolve(),
    };
}

/** What is done, for the world's history. */
export interface Action {
    readonly action: string;
    readonly type: string;
    readonly region: string;
}

export class Worlds {
    private readonly open = new Map<string, World>();
    private readonly unwritten = new Map<string, Error>();

    constructor(private readonly store: WorldStore) {}

    /** @param scope such as `aws/111122223333`; the part before the slash names the cloud. */
    world(scope: string): World {
        const known = this.open.get(scope);
        if (known) {
            return known;
        }
        const world = this.store.load(scope);
        this.open.set(scope, world);
        return world;
    }

    scopesOf(cloud: string): readonly string[] {
        return this.scopes().filter((scope) => scope.startsWith(`${cloud}/`));
    }

    scopes(): readonly string[] {
        return [...new Set([...this.store.scopes(), ...this.open.keys()])].sort();
    }

    /** A draft to look at the world with; what is written to it is lost. */
    draft(scope: string): Draft {
        return new Draft(this.world(scope));
    }

    /**
     * Runs a step on a draft of the world. If it throws, nothing has changed. The answer is given once the changes are
     * written down; where that fails, the world takes no further change until it is opened anew.
     */
    async transact<T extends { readonly id: string }>(
        scope: string,
        action: Action,
        step: (draft: Draft) => T,
    ): Promise<T> {
        const world = this.world(scope);
        const failure = this.unwritten.get(scope);
        if (failure) {
            throw failure;
        }
        const draft = new Draft(world);
        const result = step(draft);
        const entry = { sequence: world.sequence + 1, at: Date.now(), ...action, id: result.id };
        const changes = draft.changes();
        world.commit(changes, entry);
        try {
            await this.store.append(world, changes, entry);
        } catch (error) {
            throw this.giveUp(scope, error);
        }
        return result;
    }

    private giveUp(scope: string, cause: unknown): Error {
        const reason = cause instanceof Error ? cause.message : String(cause);
        const failure = new Error(
            `the sandbox's world ${scope} could not be written down, so that nothing further is changed in it: ` +
                `${reason}. Remove the cause (is the disk full?), then run this again`,
            { cause },
        );
        this.unwritten.set(scope, failure);
        return failure;
    }

    async close(): Promise<void> {
        await this.store.close();
    }
}
