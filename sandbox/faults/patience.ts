/**
 * How long providers go on with a call that the cloud turns away for now. The policy is pure; {@link rideOut} carries
 * it out with a sleeper of its caller's, so that no test has to wait.
 */

/** How long one kind of trouble is ridden out. */
export interface Persistence {
    /** Attempts in all, the first one included. */
    readonly attempts: number;
    /** Milliseconds before the second attempt; each further pause is twice as long. The real ones add jitter. */
    readonly firstPause: number;
    /** Milliseconds. */
    readonly longestPause: number;
    /** Milliseconds of pauses in all. @default - as long as there are attempts left */
    readonly limit?: number;
    /** What the provider says when it gives up. */
    readonly lastWords: (about: TroubleSubject) => string;
    /** Where that is implemented. */
    readonly source: string;
}

export interface TroubleSubject {
    /** The logical name of the resource that is worked on, or the token of a data source. */
    readonly name: string;
    /** What could not be seen: an id, an ARN or a name. */
    readonly missing?: string;
}

export type TroubleKind = "throttled" | "unseen";

export type Patience = Readonly<Record<TroubleKind, Persistence>>;

/** The cloud turned an attempt away for now; nothing was done. */
export class Trouble extends Error {
    constructor(
        readonly trouble: TroubleKind,
        readonly subject: TroubleSubject,
    ) {
        super(`${subject.name}: ${trouble}`);
        this.name = "Trouble";
    }
}

/** The pause before the next attempt, in milliseconds; `undefined` when it is given up. */
export function pauseAfter(persistence: Persistence, failures: number, waited: number): number | undefined {
    const { attempts, firstPause, longestPause, limit = Infinity } = persistence;
    const pause = Math.min(firstPause * 2 ** (failures - 1), longestPause);
    return failures < attempts && waited + pause <= limit ? pause : undefined;
}

/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** For a world in which no time passes. */
export const noSleep: Sleep = () => Promise.resolve();

/** Repeats what meets trouble, as long as the provider would; each kind of trouble has a patience of its own. */
export async function rideOut<T>(patience: Patience, sleep: Sleep, attempt: () => Promise<T>): Promise<T> {
    const spent = { throttled: { failures: 0, waited: 0 }, unseen: { failures: 0, waited: 0 } };
    for (;;) {
        try {
            return await attempt();
        } catch (error) {
            if (!(error instanceof Trouble)) {
                throw error;
            }
            const so = spent[error.trouble];
            so.failures += 1;
            const pause = pauseAfter(patience[error.trouble], so.failures, so.waited);
            if (pause === undefined) {
                throw new Error(patience[error.trouble].lastWords(error.subject), { cause: error });
            }
            so.waited += pause;
            await sleep(pause);
        }
    }
}
