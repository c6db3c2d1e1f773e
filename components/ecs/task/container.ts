/** Parts of a container's definition that all of ours have in common. Pure. */

/** Where a container's output goes. */
export interface LogPlace {
    readonly containerName: string;
    readonly logGroup: string;
    readonly region: string;
}

/** For what serves: a log that can't be written must not stop it; what the buffer can't hold is lost. */
export function lossyLog(place: LogPlace): object {
    return awslogs(place, { mode: "non-blocking", "max-buffer-size": "25m" });
}

/** For what has an end, and says there whether it succeeded: it waits for its log. */
export function completeLog(place: LogPlace): object {
    return awslogs(place, { mode: "blocking" });
}

function awslogs({ containerName, logGroup, region }: LogPlace, mode: object): object {
    return {
        logDriver: "awslogs",
        options: {
            "awslogs-group": logGroup,
            "awslogs-region": region,
            "awslogs-stream-prefix": containerName,
            ...mode,
        },
    };
}

/** ECS keeps variables and secrets sorted by name; any other order would look like a change. */
export function byName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
    return [...entries].sort((one, other) => (one.name < other.name ? -1 : 1));
}
