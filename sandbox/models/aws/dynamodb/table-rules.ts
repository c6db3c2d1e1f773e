/** What holds of a table's definition by itself: its keys, its indexes, and what the provider checks of the rest. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { between, oneOf } from "../check-faults";

export type TableInputs = Unwrap<aws.dynamodb.TableArgs>;

/** Names of the attributes that a key of the table or of an index is made of. */
function keyAttributes(inputs: Partial<TableInputs>): ReadonlySet<string> {
    const globals = (inputs.globalSecondaryIndexes ?? []).flatMap(({ hashKey, keySchemas = [], rangeKey }) => [
        hashKey,
        rangeKey,
        ...keySchemas.map(({ attributeName }) => attributeName),
    ]);
    const locals = (inputs.localSecondaryIndexes ?? []).map(({ rangeKey }) => rangeKey);
    const names = [inputs.hashKey, inputs.rangeKey, ...locals, ...globals];
    return new Set(names.filter((name): name is string => name !== undefined && name !== ""));
}

function quoted(names: readonly string[]): string {
    return `[${names.map((name) => `"${name}"`).join(" ")}]`;
}

function keyFaults(inputs: Partial<TableInputs>): readonly CheckFault[] {
    const keys = keyAttributes(inputs);
    const defined = (inputs.attributes ?? []).map(({ name }) => name);
    const unused = defined.filter((name) => !keys.has(name));
    const unmatched = [...keys].filter((name) => !defined.includes(name));
    return [
        ...(unused.length > 0
            ? [
                  {
                      property: "attributes",
                      reason: `all attributes must be indexed. Unused attributes: ${quoted(unused)}`,
                  },
              ]
            : []),
        ...(unmatched.length > 0
            ? [
                  {
                      property: "attributes",
                      reason: `all indexes must match a defined attribute. Unmatched indexes: ${quoted(unmatched)}`,
                  },
              ]
            : []),
    ];
}

function streamFaults({ streamEnabled, streamViewType }: Partial<TableInputs>): readonly CheckFault[] {
    return streamEnabled && !streamViewType
        ? [{ property: "streamViewType", reason: "is required when streamEnabled is true" }]
        : oneOf("streamViewType", streamViewType, ["", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE"]);
}

function ttlFaults({ ttl }: Partial<TableInputs>): readonly CheckFault[] {
    return ttl?.enabled && !ttl.attributeName
        ? [{ property: "ttl.attributeName", reason: "is required when ttl.enabled is true" }]
        : [];
}

/** @param unknown inputs that a preview does not know yet: nothing is said of how they fit together */
export function tableFaults(inputs: Partial<TableInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const days = inputs.pointInTimeRecovery?.recoveryPeriodInDays;
    const shape = ["attributes", "hashKey", "rangeKey", "localSecondaryIndexes", "globalSecondaryIndexes"];
    return [
        ...(shape.some((name) => unknown.has(name)) ? [] : keyFaults(inputs)),
        ...(inputs.attributes ?? []).flatMap(({ type }, index) =>
            oneOf(`attributes[${index}].type`, type, ["B", "N", "S"]),
        ),
        ...oneOf("billingMode", inputs.billingMode, ["PAY_PER_REQUEST", "PROVISIONED"]),
        ...oneOf("tableClass", inputs.tableClass, ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
        ...(unknown.has("streamViewType") ? [] : streamFaults(inputs)),
        ...(unknown.has("ttl") ? [] : ttlFaults(inputs)),
        ...between("pointInTimeRecovery.recoveryPeriodInDays", days, 1, 35),
    ];
}
