/** Keys. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { documentFault } from "../iam/policy-grammar";
import { unknownPrincipal } from "../iam/principals";
import { jsonFaults } from "../iam/sources";
import { defaultKeyPolicy, keepsItsOwner } from "./key-policy";
import { KEY, PENDING_KEY } from "./keys";
import { operation, provider } from "./sources";

type KeyInputs = Unwrap<aws.kms.KeyArgs>;

const CREATE = operation("CreateKey");
const PROVIDER = provider("key");

const SYMMETRIC = "SYMMETRIC_DEFAULT";
/** What each spec can be used for: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
const USAGES: Readonly<Record<string, readonly string[]>> = {
    [SYMMETRIC]: ["ENCRYPT_DECRYPT"],
    RSA_2048: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    RSA_3072: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    RSA_4096: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    ECC_NIST_P256: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_NIST_P384: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_NIST_P521: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_NIST_EDWARDS25519: ["SIGN_VERIFY"],
    ECC_SECG_P256K1: ["SIGN_VERIFY"],
    HMAC_224: ["GENERATE_VERIFY_MAC"],
    HMAC_256: ["GENERATE_VERIFY_MAC"],
    HMAC_384: ["GENERATE_VERIFY_MAC"],
    HMAC_512: ["GENERATE_VERIFY_MAC"],
    ML_DSA_44: ["SIGN_VERIFY"],
    ML_DSA_65: ["SIGN_VERIFY"],
    ML_DSA_87: ["SIGN_VERIFY"],
    SM2: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"],
};
const ALL_USAGES = ["SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"];
const WINDOW = { least: 7, most: 30 };
const ROTATION = { least: 90, most: 2560, usual: 365 };

const row = (code: string, when: string, source: string = CREATE): Refusal => ({ code, when, source });
const checkRow = (when: string): Refusal => row(PROVIDER_CHECK, when, PROVIDER);

export const keyRefusals = {
    malformed: row("MalformedPolicyDocumentException", "the key policy breaks the grammar of policies"),
    lockout: row(
        "MalformedPolicyDocumentException",
        "the key policy lets neither the account nor the caller change it again, and the safety check is on",
        operation("PutKeyPolicy"),
    ),
    unknownPrincipal: row("MalformedPolicyDocumentException", "the key policy names a principal that does not exist"),
    usage: row("ValidationException", "the key cannot be used for that with its spec"),
    rotation: row(
        "UnsupportedOperationException",
        "automatic rotation of a key that is asymmetric or for MACs",
        operation("EnableKeyRotation"),
    ),
    window: checkRow("the waiting time before the deletion is not 7 to 30 days"),
    rotationPeriod: checkRow("the rotation period is not 90 to 2,560 days"),
    rotationWithout: checkRow("a rotation period without enableKeyRotation"),
    spec: checkRow("the key spec is none"),
    usageForm: checkRow("the key usage is none"),
    description: checkRow("the description is longer than 8,192 characters"),
    policyForm: checkRow("the key policy is no JSON"),
} as const satisfies Record<string, Refusal>;

function between(property: string, value: number | undefined, least: number, most: number): readonly CheckFault[] {
    return value === undefined || (value >= least && value <= most)
        ? []
        : [{ property, reason: `expected ${property} to be in the range (${least} - ${most}), got ${value}` }];
}

function faults(inputs: Partial<KeyInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const { description = "", enableKeyRotation, rotationPeriodInDays } = inputs;
    const found = [
        ...between("deletionWindowInDays", inputs.deletionWindowInDays, WINDOW.least, WINDOW.most),
        ...between("rotationPeriodInDays", rotationPeriodInDays, ROTATION.least, ROTATION.most),
        ...oneOf("customerMasterKeySpec", inputs.customerMasterKeySpec, Object.keys(USAGES)),
        ...oneOf("keyUsage", inputs.keyUsage, ALL_USAGES),
        ...jsonFaults("policy", inputs.policy),
    ];
    if (rotationPeriodInDays !== undefined && enableKeyRotation === undefined && !unknown.has("enableKeyRotation")) {
        found.push({ property: "rotationPeriodInDays", reason: "needs enableKeyRotation to be given too" });
    }
    if (description.length > 8192) {
        found.push({
            property: "description",
            reason: `has ${description.length} characters; at most 8192 are allowed`,
        });
    }
    return found;
}

function refusePolicy(op: Operation<KeyInputs>): void {
    const { bypassPolicyLockoutSafetyCheck: bypass = false, policy } = op.inputs;
    if (policy === undefined || policy === "") {
        return;
    }
    const fault = documentFault(policy, "resource");
    if (fault !== undefined) {
        op.refuse(keyRefusals.malformed, fault);
    }
    if (unknownPrincipal(op.world, op, policy) !== undefined) {
        op.refuse(keyRefusals.unknownPrincipal, "Policy contains a statement with one or more invalid principals.");
    }
    if (!bypass && !keepsItsOwner(policy, op)) {
        op.refuse(keyRefusals.lockout, "The new key policy will not allow you to update the key policy in the future.");
    }
}

function refuseUse(op: Operation<KeyInputs>): void {
    const { customerMasterKeySpec: spec = SYMMETRIC, keyUsage = "ENCRYPT_DECRYPT", enableKeyRotation } = op.inputs;
    if (!USAGES[spec]?.includes(keyUsage)) {
        op.refuse(keyRefusals.usage, `KeyUsage ${keyUsage} is not compatible with KeySpec ${spec}`);
    }
    if (enableKeyRotation && spec !== SYMMETRIC) {
        op.refuse(
            keyRefusals.rotation,
            "The request was rejected because a specified parameter is not supported or a specified resource is not " +
                "valid for this operation.",
        );
    }
}

function uuid(hex: string): string {
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** A policy given as text stays as it is; without one, an update keeps what the key has. */
function policyOf(op: Operation<KeyInputs>): string {
    const before = op.previous?.outputs["policy"];
    return op.inputs.policy || (typeof before === "string" ? before : defaultKeyPolicy(op));
}

export const key = defineModel<KeyInputs>({
    type: KEY,
    source: CREATE,
    api: { service: "KMS", create: "CreateKey", update: "PutKeyPolicy", delete: "ScheduleKeyDeletion" },
    mint: (inputs, hex) => (inputs.multiRegion ? `mrk-${hex(32)}` : uuid(hex(32))),
    refusals: keyRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
        inPlace: [
            "bypassPolicyLockoutSafetyCheck",
            "deletionWindowInDays",
            "description",
            "enableKeyRotation",
            "isEnabled",
            "policy",
            "rotationPeriodInDays",
        ],
    }),
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: (op) => {
        refusePolicy(op);
        refuseUse(op);
    },
    outputs: (op) => ({
        arn: op.arn("kms", `key/${op.id}`),
        bypassPolicyLockoutSafetyCheck: op.inputs.bypassPolicyLockoutSafetyCheck ?? false,
        customerMasterKeySpec: op.inputs.customerMasterKeySpec ?? SYMMETRIC,
        description: op.inputs.description ?? "",
        enableKeyRotation: op.inputs.enableKeyRotation ?? false,
        isEnabled: op.inputs.isEnabled ?? true,
        keyId: op.id,
        keyUsage: op.inputs.keyUsage ?? "ENCRYPT_DECRYPT",
        multiRegion: op.inputs.multiRegion ?? false,
        policy: policyOf(op),
        rotationPeriodInDays: op.inputs.enableKeyRotation ? (op.inputs.rotationPeriodInDays ?? ROTATION.usual) : 0,
    }),
    beforeDelete: (op) => {
        const days = op.inputs.deletionWindowInDays ?? WINDOW.most;
        op.world.put({
            type: PENDING_KEY,
            id: op.id,
            outputs: op.previous?.outputs ?? {},
            remainder: `pending deletion for ${days} days`,
        });
    },
});
