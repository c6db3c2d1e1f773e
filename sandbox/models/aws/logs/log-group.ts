/** CloudWatch log groups. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { lets } from "../kms/key-policy";
import { usableKey } from "../kms/keys";

type LogGroupInputs = Unwrap<aws.cloudwatch.LogGroupArgs>;

const API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference";
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/logs/group.go";

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const logGroupRefusals = {
    exists: {
        code: "ResourceAlreadyExistsException",
        when: "the region has a log group of this name",
        source: `${API}/API_CreateLogGroup.html`,
    },
    protected: {
        code: "ValidationException",
        when: "a log group with deletion protection is deleted",
        source: `${API}/API_PutLogGroupDeletionProtection.html`,
    },
    key: {
        code: "AccessDeniedException",
        when: "the KMS key cannot be used, or its policy does not let the region's log service encrypt this group with it",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    },
    nameForm: {
        code: PROVIDER_CHECK,
        when: "the name is empty, longer than 512 characters or has others than letters, digits and . - _ / #",
        source: "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/logs/validate.go",
    },
    retention: { code: PROVIDER_CHECK, when: "the retention is not one of those that can be set", source: PROVIDER },
    classForm: { code: PROVIDER_CHECK, when: "the log group class is none", source: PROVIDER },
} as const satisfies Record<string, Refusal>;

/** Days; 0 keeps events for ever. */
const RETENTIONS = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const CLASSES = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

function faults(inputs: Partial<LogGroupInputs>): readonly CheckFault[] {
    const { logGroupClass, name, retentionInDays } = inputs;
    const found: CheckFault[] = [];
    if (name !== undefined && !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
        found.push({
            property: "name",
            reason: `'${name}' is not a log group name: 1 to 512 of letters, digits, '.', '-', '_', '/' and '#'`,
        });
    }
    if (retentionInDays !== undefined && !RETENTIONS.includes(retentionInDays)) {
        found.push({
            property: "retentionInDays",
            reason: `is ${retentionInDays}; expected one of ${RETENTIONS.join(", ")}`,
        });
    }
    if (logGroupClass !== undefined && !CLASSES.includes(logGroupClass)) {
        found.push({
            property: "logGroupClass",
            reason: `is '${logGroupClass}'; expected one of ${CLASSES.join(", ")}`,
        });
    }
    return found;
}

function refuseKey(op: Operation<LogGroupInputs>): void {
    const { kmsKeyId } = op.inputs;
    if (!kmsKeyId || kmsKeyId === op.previous?.inputs["kmsKeyId"]) {
        return;
    }
    const arn = op.arn("logs", `log-group:${op.id}`);
    const key = usableKey(op.world, kmsKeyId);
    const service = `logs.${op.region}.amazonaws.com`;
    if (!key || !lets(key.policy, service, { key: "kms:EncryptionContext:aws:logs:arn", value: arn })) {
        op.refuse(
            logGroupRefusals.key,
            `The specified KMS key does not exist or is not allowed to be used with Arn '${arn}'`,
        );
    }
}

export const logGroup = defineModel<LogGroupInputs>({
    type: LOG_GROUP,
    source: `${API}/API_CreateLogGroup.html`,
    api: {
        service: "CloudWatch Logs",
        create: "CreateLogGroup",
        update: "PutRetentionPolicy",
        delete: "DeleteLogGroup",
    },
    mint: (inputs) => inputs.name ?? "",
    refusals: logGroupRefusals,
    replacement: [
        ...["logGroupClass", "name", "namePrefix"].map((property) => ({ property, replaces: true, source: PROVIDER })),
        ...["deletionProtectionEnabled", "kmsKeyId", "retentionInDays", "skipDestroy"].map((property) => ({
            property,
            replaces: false,
            source: PROVIDER,
        })),
    ],
    autoname: { property: "name", maxLength: 512 },
    check: faults,
    validate: (op) => {
        if (op.kind === "create" && op.world.get(LOG_GROUP, op.id)) {
            op.refuse(logGroupRefusals.exists, "The specified log group already exists");
        }
        refuseKey(op);
    },
    outputs: (op) => ({
        arn: op.arn("logs", `log-group:${op.id}`),
        deletionProtectionEnabled: op.inputs.deletionProtectionEnabled ?? false,
        kmsKeyId: op.inputs.kmsKeyId ?? "",
        logGroupClass: op.inputs.logGroupClass ?? "STANDARD",
        namePrefix: op.inputs.namePrefix ?? "",
        retentionInDays: op.inputs.retentionInDays ?? 0,
        skipDestroy: op.inputs.skipDestroy ?? false,
    }),
    beforeDelete: (op) => {
        if (op.inputs.deletionProtectionEnabled) {
            op.refuse(logGroupRefusals.protected, "The log group cannot be deleted: deletion protection is enabled.");
        }
    },
});
