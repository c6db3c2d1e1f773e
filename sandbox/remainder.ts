/** What a destroy leaves behind, as in the real clouds. */
import type { Worlds } from "./worlds/worlds";

export interface Remainder {
    /** The world: `aws/111122223333`. */
    readonly scope: string;
    readonly region: string;
    readonly type: string;
    readonly id: string;
    /** For how long, or until what: `in its recovery window for 30 days`. */
    readonly why: string;
}

/** Everything that a cloud keeps of deleted resources, in the order of scope, region, type and id. */
export function remainderOf(worlds: Worlds): readonly Remainder[] {
    return worlds
        .scopes()
        .flatMap((scope) =>
            worlds
                .world(scope)
                .all()
                .flatMap(({ region, type, id, remainder }) =>
                    remainder === undefined ? [] : [{ scope, region, type, id, why: remainder }],
                ),
        )
        .sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

function sortKey({ scope, region, type, id }: Remainder): string {
    return [scope, region, type, id].join("\n");
}
