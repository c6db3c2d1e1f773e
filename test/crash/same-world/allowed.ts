/** What may differ between two histories that end in the same world, each with its reason. */
import type { Path } from "./compare";

interface Allowed {
    /** A type token; @default - any */
    readonly type?: RegExp;
    /** The last name on the path. */
    readonly property: RegExp;
    /** Only where the program asked for nothing. @default false */
    readonly unasked?: boolean;
    /** Only as a property of the resource itself, not further down. @default false */
    readonly atTop?: boolean;
    /** In records, in states, or in both. */
    readonly where: "record" | "state" | "both";
    readonly why: string;
}

const ALLOWED: readonly Allowed[] = [
    {
        type: /^aws:ecs\/taskDefinition/,
        property: /^revision$/,
        where: "both",
        why: "ECS counts all revisions that were ever registered, those that a cut-off run left behind too",
    },
    {
        type: /^aws:(rds|elasticache)\//,
        property:
            /^((primaryA|a)vailabilityZones?|preferred(Backup|Maintenance)Window|maintenanceWindow|snapshotWindow)$/,
        unasked: true,
        where: "both",
        why: "where nothing is asked for, the cloud draws the zone and the time of day",
    },
    { property: /^(created|modified)$/, atTop: true, where: "state", why: "when the engine wrote it" },
    { property: /^(sourcePosition|stackTrace)$/, where: "state", why: "paths of the machine" },
    { property: /^ciphertext$/, where: "state", why: "each encryption begins with another random number" },
];

/** Whether any value will do there; `isAsked` tells whether the program gave one. */
export function isAllowed(where: "record" | "state", type: string, path: Path, isAsked: boolean): boolean {
    const property = String(path.findLast((segment) => typeof segment === "string") ?? "");
    return ALLOWED.some(
        (rule) =>
            (rule.where === where || rule.where === "both") &&
            rule.property.test(property) &&
            (rule.type === undefined || rule.type.test(type)) &&
            !(rule.unasked === true && isAsked) &&
            !(rule.atTop === true && path.length > 1),
    );
}
