/** Tables. */
import type { Properties } from "../../../values";
import { valueAt } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { moment } from "../../kernel/moments";
import type { Refusal } from "../../kernel/refusal";
import { asText } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { keyFault } from "../kms/keys";
import { checkRow, guide, INVALID, operation, provider, row, TABLE } from "./sources";
import type { TableInputs } from "./table-rules";
import { tableFaults } from "./table-rules";

const CREATE = operation("CreateTable");
const PROVIDER = provider("table");

/** What DynamoDB keeps of a table that had point-in-time recovery. */
const SYSTEM_BACKUP = "aws:dynamodb/table:Table (system backup)";

export const tableRefusals = {
    exists: row("ResourceInUseException", "the region has a table of this name", CREATE),
    nameForm: row("ValidationException", "the name is not of 3 to 255 letters, digits and _ - .", CREATE),
    noKey: row("ValidationException", "the table has no partition key", CREATE),
    capacity: row("ValidationException", "a provisioned table has no read or write capacity", CREATE),
    key: row(
        "ValidationException",
        "the KMS key does not exist, is disabled or is pending deletion",
        operation("SSESpecification"),
    ),
    ttlAttribute: row(
        "ValidationException",
        "TTL goes on with another attribute, without having been switched off in between",
        operation("UpdateTimeToLive"),
    ),
    protected: row(
        "ValidationException",
        "a table with deletion protection is deleted",
        guide("WorkingWithTables.Basics"),
    ),
    unusedAttribute: checkRow("an attribute is defined that no key and no index is made of", PROVIDER),
    unmatchedIndex: checkRow("a key is made of an attribute that is not defined", PROVIDER),
    attributeType: checkRow("an attribute's type is none that keys can have", PROVIDER),
    billingMode: checkRow("the billing mode is none", PROVIDER),
    tableClass: checkRow("the table class is none", PROVIDER),
    streamView: checkRow("a stream has no view type, or one that is none", PROVIDER),
    ttlName: checkRow("TTL is enabled without an attribute", PROVIDER),
    recoveryPeriod: checkRow("the recovery period is not 1 to 35 days", PROVIDER),
} as const satisfies Record<string, Refusal>;

function refuseNew(op: Operation<TableInputs>): void {
    if (op.world.get(TABLE, op.id)) {
        op.refuse(tableRefusals.exists, `Table already exists: ${op.id}`);
    }
    if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(op.id)) {
        op.refuse(
            tableRefusals.nameForm,
            "TableName must be at least 3 characters long and at most 255 characters long, and match [a-zA-Z0-9_.-]+",
        );
    }
    const { hashKey, importTable, restoreSourceName, restoreSourceTableArn } = op.inputs;
    if (!hashKey && !importTable && !restoreSourceName && !restoreSourceTableArn) {
        op.refuse(tableRefusals.noKey, `${INVALID}: No Hash Key specified in schema.`);
    }
}

function refuseSettings(op: Operation<TableInputs>): void {
    const { billingMode = "PROVISIONED", readCapacity, serverSideEncryption, writeCapacity } = op.inputs;
    if (billingMode === "PROVISIONED" && (!readCapacity || !writeCapacity)) {
        op.refuse(
            tableRefusals.capacity,
            `${INVALID}: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
        );
    }
    const key = serverSideEncryption?.enabled ? serverSideEncryption.kmsKeyArn : undefined;
    const isNew = key !== valueAt(op.previous?.inputs, ["serverSideEncryption", "kmsKeyArn"]);
    const fault = key && isNew ? keyFault(op.world, key) : undefined;
    if (fault) {
        op.refuse(tableRefusals.key, `${INVALID}: KMSMasterKeyId: ${fault.message} (${fault.code})`);
    }
}

function refuseTtl(op: Operation<TableInputs>): void {
    const { attributeName, enabled } = op.inputs.ttl ?? {};
    const before = op.previous?.inputs["ttl"];
    const wasEnabled = valueAt(before, ["enabled"]) === true;
    const was = asText(valueAt(before, ["attributeName"]));
    if (enabled && wasEnabled && attributeName !== was) {
        op.refuse(
            tableRefusals.ttlAttribute,
            `TimeToLive is active on a different AttributeName: current AttributeName is ${was}`,
        );
    }
}

/** A table without its own encryption has DynamoDB's; with it and without a key, the account's `alias/aws/dynamodb`. */
function encryption(op: Operation<TableInputs>): Properties {
    const { enabled = false, kmsKeyArn } = op.inputs.serverSideEncryption ?? {};
    const own = op.arn("kms", "alias/aws/dynamodb");
    return { enabled, kmsKeyArn: enabled ? (kmsKeyArn ?? own) : "" };
}

function recovery(op: Operation<TableInputs>): Properties {
    const { enabled = false, recoveryPeriodInDays = 35 } = op.inputs.pointInTimeRecovery ?? {};
    return enabled ? { enabled, recoveryPeriodInDays } : { enabled, recoveryPeriodInDays: 0 };
}

function stream(op: Operation<TableInputs>): Properties {
    const { streamEnabled = false, streamViewType = "" } = op.inputs;
    const label = streamEnabled ? moment(op.id, "stream").replace("Z", ".000") : "";
    return {
        streamArn: streamEnabled ? op.arn("dynamodb", `table/${op.id}/stream/${label}`) : "",
        streamEnabled,
        streamLabel: label,
        streamViewType,
    };
}

export const table = defineModel<TableInputs>({
    type: TABLE,
    source: CREATE,
    api: { service: "DynamoDB", create: "CreateTable", update: "UpdateTable", delete: "DeleteTable" },
    mint: (inputs) => inputs.name ?? "",
    refusals: tableRefusals,
    autoname: { property: "name", maxLength: 255 },
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "hashKey",
            "importTable",
            "localSecondaryIndexes",
            "name",
            "rangeKey",
            "restoreDateTime",
            "restoreSourceName",
            "restoreSourceTableArn",
            "restoreToLatestTime",
        ],
        inPlace: ["attributes", "billingMode", "globalSecondaryIndexes", "serverSideEncryption", "tableClass", "ttl"],
    }),
    unordered: ["attributes", "globalSecondaryIndexes", "localSecondaryIndexes", "replicas"],
    check: (inputs, { unknown }) => tableFaults(inputs, unknown),
    validate: (op) => {
        if (op.kind === "create") {
            refuseNew(op);
        }
        refuseSettings(op);
        refuseTtl(op);
    },
    outputs: (op) => ({
        arn: op.arn("dynamodb", `table/${op.id}`),
        attributes: (op.inputs.attributes ?? []).map((attribute) => ({ ...attribute })),
        billingMode: op.inputs.billingMode ?? "PROVISIONED",
        deletionProtectionEnabled: op.inputs.deletionProtectionEnabled ?? false,
        pointInTimeRecovery: recovery(op),
        readCapacity: op.inputs.readCapacity ?? 0,
        serverSideEncryption: encryption(op),
        ...stream(op),
        tableClass: op.inputs.tableClass ?? "STANDARD",
        ttl: { attributeName: op.inputs.ttl?.attributeName ?? "", enabled: op.inputs.ttl?.enabled ?? false },
        writeCapacity: op.inputs.writeCapacity ?? 0,
    }),
    beforeDelete: (op) => {
        if (op.inputs.deletionProtectionEnabled) {
            op.refuse(
                tableRefusals.protected,
                "Resource cannot be deleted as it is currently protected against deletion. " +
                    "Disable deletion protection first.",
            );
        }
        if (op.inputs.pointInTimeRecovery?.enabled) {
            keepBackup(op);
        }
    },
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html */
function keepBackup(op: Operation<TableInputs>): void {
    op.world.put({
        type: SYSTEM_BACKUP,
        id: `${op.id}$DynamoDbBackup-${op.world.list(SYSTEM_BACKUP).length + 1}`,
        outputs: { tableName: op.id },
        remainder: "kept for 35 days, free of charge",
    });
}
