/** Secrets: containers of values, which are versions of their own. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { isRegion } from "../ec2/availability-zones";
import { asText } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { jsonFaults } from "../iam/sources";
import { keyFault } from "../kms/keys";
import { policyRows, refuseDocument } from "./secret-access";
import {
    findPendingSecret,
    findSecret,
    PENDING_SECRET,
    SECRET,
    SECRET_POLICY,
    SECRET_ROTATION,
    SECRET_VERSION,
} from "./secrets";
import { checkRow, operation, provider, row } from "./sources";

type SecretInputs = Unwrap<aws.secretsmanager.SecretArgs>;

const CREATE = operation("CreateSecret");
const PROVIDER = provider("secret");
const WINDOW = { least: 7, most: 30, usual: 30 };
const NAME = { pattern: /^[0-9A-Za-z/_+=.@-]+$/, most: 512 };
/** A prefix leaves room for the 26 digits that the provider adds. */
const LONGEST_PREFIX = NAME.most - 26;

export const secretRefusals = {
    exists: row("ResourceExistsException", "the region has a secret of this name", CREATE),
    scheduled: row("InvalidRequestException", "a secret of this name is in its recovery window", CREATE),
    key: row("EncryptionFailure", "the KMS key does not exist, is disabled or is pending deletion", CREATE),
    replicaRegion: row("InvalidParameterException", "a replica is in no region, or in the secret's own", CREATE),
    ...policyRows,
    nameForm: checkRow(
        "the name is longer than 512 characters, a prefix longer than 486, or has others than letters, digits and /_+=.@-",
        `${provider("validate")}`,
    ),
    window: checkRow("the recovery window is neither 0 nor 7 to 30 days", PROVIDER),
    policyForm: checkRow("the policy is no JSON", PROVIDER),
} as const satisfies Record<string, Refusal>;

function nameFaults(property: string, name: string | undefined, most: number): readonly CheckFault[] {
    if (name === undefined || (name.length <= most && NAME.pattern.test(name))) {
        return [];
    }
    return [
        {
            property,
            reason: `'${name}' must contain only alphanumeric characters and /_+=.@- and have 1 to ${most} of them`,
        },
    ];
}

function faults(inputs: Partial<SecretInputs>): readonly CheckFault[] {
    const { recoveryWindowInDays: days = 0 } = inputs;
    const inWindow = days === 0 || (days >= WINDOW.least && days <= WINDOW.most);
    return [
        ...nameFaults("namePrefix", inputs.namePrefix, LONGEST_PREFIX),
        ...nameFaults("name", inputs.name, NAME.most),
        ...(inWindow
            ? []
            : [
                  {
                      property: "recoveryWindowInDays",
                      reason: `is ${days}; allowed are 0, and ${WINDOW.least} to ${WINDOW.most} days`,
                  },
              ]),
        ...jsonFaults("policy", inputs.policy || undefined),
    ];
}

function refuseName(op: Operation<SecretInputs>): void {
    const { name = "" } = op.inputs;
    if (findPendingSecret(op.world, name)) {
        op.refuse(
            secretRefusals.scheduled,
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
    }
    if (findSecret(op.world, name)) {
        op.refuse(secretRefusals.exists, `The operation failed because the secret ${name} already exists.`);
    }
}

function refuseSettings(op: Operation<SecretInputs>): void {
    const { kmsKeyId, policy, replicas = [] } = op.inputs;
    const changed = kmsKeyId !== op.previous?.inputs["kmsKeyId"];
    const fault = kmsKeyId && changed ? keyFault(op.world, kmsKeyId) : undefined;
    if (fault) {
        op.refuse(
            secretRefusals.key,
            "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key " +
                `is available, enabled, and not in an invalid state. (${fault.code}: ${fault.message})`,
        );
    }
    if (replicas.some(({ region }) => !isRegion(region) || region === op.region)) {
        op.refuse(secretRefusals.replicaRegion, "Invalid replica region.");
    }
    if (policy && policy !== "{}") {
        refuseDocument(op, policy);
    }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Six characters that keep the ARNs of secrets apart that bore one name after another. */
function suffix(hex: string): string {
    return [...hex.matchAll(/.{4}/g)].map(([four]) => LETTERS.charAt(parseInt(four, 16) % LETTERS.length)).join("");
}

function leave(op: Operation<SecretInputs>): void {
    for (const [type, property] of [
        [SECRET_VERSION, "secretId"],
        [SECRET_POLICY, "secretArn"],
        [SECRET_ROTATION, "secretId"],
    ] as const) {
        for (const record of op.world.list(type)) {
            if (findSecret(op.world, asText(record.inputs[property]))?.id === op.id) {
                op.world.remove(type, record.id);
            }
        }
    }
    const days = op.inputs.recoveryWindowInDays ?? WINDOW.usual;
    if (days > 0) {
        op.world.put({
            type: PENDING_SECRET,
            id: op.id,
            outputs: op.previous?.outputs ?? {},
            remainder: `in its recovery window for ${days} days`,
        });
    }
}

export const secret = defineModel<SecretInputs>({
    type: SECRET,
    source: CREATE,
    api: { service: "Secrets Manager", create: "CreateSecret", update: "UpdateSecret", delete: "DeleteSecret" },
    mint: (inputs, hex, { account, partition, region }) =>
        `arn:${partition}:secretsmanager:${region}:${account}:secret:${inputs.name ?? ""}-${suffix(hex(24))}`,
    refusals: secretRefusals,
    autoname: { property: "name", maxLength: 512 },
    replacement: replacementRules(PROVIDER, {
        replaces: ["name", "namePrefix"],
        inPlace: [
            "description",
            "forceOverwriteReplicaSecret",
            "kmsKeyId",
            "policy",
            "recoveryWindowInDays",
            "replicas",
        ],
    }),
    unordered: ["replicas"],
    check: faults,
    validate: (op) => {
        if (op.kind === "create") {
            refuseName(op);
        }
        refuseSettings(op);
    },
    outputs: (op) => ({
        arn: op.id,
        description: op.inputs.description ?? "",
        forceOverwriteReplicaSecret: op.inputs.forceOverwriteReplicaSecret ?? false,
        kmsKeyId: op.inputs.kmsKeyId ?? "",
        namePrefix: op.inputs.namePrefix ?? "",
        policy: op.inputs.policy ?? "",
        recoveryWindowInDays: op.inputs.recoveryWindowInDays ?? WINDOW.usual,
        replicas: (op.inputs.replicas ?? []).map((replica) => ({
            kmsKeyId: "",
            lastAccessedDate: "",
            status: "InSync",
            statusMessage: "Replication succeeded",
            ...replica,
        })),
    }),
    beforeDelete: leave,
});
