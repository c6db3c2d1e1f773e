/** Values of secrets. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text, texts } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { keyFault } from "../kms/keys";
import { existingSecret, findSecret, SECRET_VERSION } from "./secrets";
import { checkRow, operation, provider, row } from "./sources";

type VersionInputs = Unwrap<aws.secretsmanager.SecretVersionArgs>;

const PUT = operation("PutSecretValue");
const PROVIDER = provider("secret_version");

/** Bytes of a value: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MOST_BYTES = 65_536;
const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

export const secretVersionRefusals = {
    unknown: row("ResourceNotFoundException", "the region has no such secret", PUT),
    pending: row("InvalidRequestException", "the secret is in its recovery window", PUT),
    empty: row("InvalidRequestException", "neither a text nor a binary value is given, or an empty one", PUT),
    tooLong: row("ValidationException", "the value is longer than 65,536 bytes", PUT),
    key: row("EncryptionFailure", "the secret's KMS key is gone, disabled or pending deletion", PUT),
    both: checkRow("more than one of secretString, secretStringWo and secretBinary is given", PROVIDER),
    base64: checkRow("secretBinary is not in Base64", PROVIDER),
    writeOnly: checkRow("secretStringWo without secretStringWoVersion, or the other way round", PROVIDER),
} as const satisfies Record<string, Refusal>;

const VALUES = ["secretString", "secretStringWo", "secretBinary"] as const;

/** Faults name the property and never the value. */
function faults(inputs: Partial<VersionInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const has = (name: keyof VersionInputs): boolean => inputs[name] !== undefined || unknown.has(name);
    const given = VALUES.filter(has);
    const binary = inputs.secretBinary;
    const found: CheckFault[] = [];
    if (given.length > 1) {
        found.push({
            property: given[0] ?? "",
            reason: `conflicts with ${given.slice(1).join(", ")}: give one of them`,
        });
    }
    if (binary !== undefined && !/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(binary)) {
        found.push({ property: "secretBinary", reason: "must be base64-encoded" });
    }
    if (has("secretStringWo") !== has("secretStringWoVersion")) {
        found.push({ property: "secretStringWo", reason: "and secretStringWoVersion must be given together" });
    }
    return found;
}

function bytesOf({ secretBinary, secretString, secretStringWo }: VersionInputs): number {
    return secretBinary
        ? Buffer.byteLength(secretBinary, "base64")
        : Buffer.byteLength(secretString || secretStringWo || "");
}

function refuse(op: Operation<VersionInputs>): void {
    const secret = existingSecret(op, op.inputs.secretId, secretVersionRefusals);
    if (op.kind === "create") {
        refuseValue(op, text(secret, "kmsKeyId"));
    }
}

function refuseValue(op: Operation<VersionInputs>, key: string): void {
    const bytes = bytesOf(op.inputs);
    if (bytes === 0) {
        op.refuse(secretVersionRefusals.empty, "You must provide either SecretString or SecretBinary.");
    }
    if (bytes > MOST_BYTES) {
        const member = op.inputs.secretBinary ? "secretBinary" : "secretString";
        op.refuse(
            secretVersionRefusals.tooLong,
            `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length ` +
                `less than or equal to ${MOST_BYTES}`,
        );
    }
    const fault = key === "" ? undefined : keyFault(op.world, key);
    if (fault) {
        op.refuse(
            secretVersionRefusals.key,
            "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key " +
                `is available, enabled, and not in an invalid state. (${fault.code}: ${fault.message})`,
        );
    }
}

function siblings(op: Operation<VersionInputs>): readonly WorldRecord[] {
    const arn = findSecret(op.world, op.inputs.secretId)?.id;
    return op.world.list(SECRET_VERSION).filter((record) => record.id !== op.id && text(record, "arn") === arn);
}

/** A label is on one version: the one that had it before loses it, and the current one becomes the previous one. */
function moveLabels(op: Operation<VersionInputs>): void {
    const taken = texts(op.world.get(SECRET_VERSION, op.id), "versionStages");
    const becomesCurrent = taken.includes(CURRENT);
    for (const record of siblings(op)) {
        const had = texts(record, "versionStages");
        const kept = had.filter((label) => !taken.includes(label) && !(becomesCurrent && label === PREVIOUS));
        const versionStages = becomesCurrent && had.includes(CURRENT) ? [...kept, PREVIOUS] : kept;
        if (versionStages.join() !== had.join()) {
            op.world.patch(SECRET_VERSION, record.id, { versionStages });
        }
    }
}

export const secretVersion = defineModel<VersionInputs>({
    type: SECRET_VERSION,
    source: PUT,
    api: {
        service: "Secrets Manager",
        create: "PutSecretValue",
        update: "UpdateSecretVersionStage",
        delete: "UpdateSecretVersionStage",
    },
    // The provider's request token, which becomes the version's id: a word, a time and a count.
    mint: (inputs, hex) =>
        `${inputs.secretId}|terraform-${BigInt(`0x1${hex(32)}`)
            .toString()
            .slice(0, 26)}`,
    refusals: secretVersionRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
        inPlace: ["secretStringWo", "versionStages"],
    }),
    unordered: ["versionStages"],
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: refuse,
    outputs: (op) => {
        const arn = findSecret(op.world, op.inputs.secretId)?.id ?? "";
        return {
            arn,
            hasSecretStringWo: op.inputs.secretStringWo !== undefined,
            secretArn: arn,
            // The provider keeps nothing that is write-only.
            secretStringWo: undefined,
            versionId: op.id.slice(op.id.lastIndexOf("|") + 1),
            versionStages: op.inputs.versionStages ?? op.previous?.outputs["versionStages"] ?? [CURRENT],
        };
    },
    afterCreate: moveLabels,
    afterUpdate: moveLabels,
});
