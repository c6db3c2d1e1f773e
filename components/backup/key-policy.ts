/** The policy of the backup's key, as JSON. Pure. */
import { policyDocument, type PolicyStatement } from "../iam";
import { denialOf } from "./denial";
import { allBut, type BackupPrincipals, notAdministrators, only, rootOf } from "./principals";

/** What keeps a key: nothing of it encrypts, decrypts, or lets somebody else do so. */
const READ_ADMINISTRATION = [
    "DescribeKey",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "ListGrants",
    "ListKeyPolicies",
    "ListKeyRotations",
    "ListResourceTags",
];

const CHANGE_ADMINISTRATION = [
    "CancelKeyDeletion",
    "CreateAlias",
    "DeleteAlias",
    "DisableKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "PutKeyPolicy",
    "RevokeGrant",
    "RotateKeyOnDemand",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
];

/** The runner's, as the document lists them. */
export const RUNNER_KEY_ACTIONS = ["Decrypt", "Encrypt", "GenerateDataKey"];

/** Everything that makes something only this key can read, or takes it away from the key. */
const ENCRYPTING = [
    "DeriveSharedSecret",
    "Encrypt",
    "GenerateDataKey*",
    "GenerateMac",
    "ReEncrypt*",
    "Sign",
    "Verify",
    "VerifyMac",
];

const deny = denialOf("kms");

/**
 * - The account administers the key, by its IAM policies and its root user, so that nobody is locked out; it can't use
 *   it, since nothing here allows that to the account as a whole.
 * - The runner encrypts and decrypts, its check and operations decrypt. What is allowed to the account under a condition
 *   takes an IAM policy besides, and no role that has to exist already: KMS refuses a `Principal` that doesn't.
 * - To everybody else use is denied, which no IAM policy, no grant and no statement added here outweighs. KMS counts
 *   re-encryption as use of both keys.
 * - Grants are denied to all: one would let its grantee use the key without being named here.
 * - Who may not administer can't rewrite this policy either, whatever his own policies say.
 *
 * AWS's services are none of those named: S3 encrypts and decrypts for the role that asks it, with that role's ARN.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export function backupKeyPolicy(principals: BackupPrincipals): string {
    const { runner, verify, operations } = principals;
    const account = { AWS: rootOf(principals) };
    const readers = [verify, ...operations];
    return policyDocument([
        allow("AccountAdministers", account, [...READ_ADMINISTRATION, ...CHANGE_ADMINISTRATION]),
        { ...allow("RunnerEncryptsAndDecrypts", account, RUNNER_KEY_ACTIONS), Condition: only([runner]) },
        { ...allow("CheckAndOperationsDecrypt", account, ["Decrypt"]), Condition: only(readers) },
        deny("NobodyElseDecrypts", ["Decrypt"], "*", allBut([runner, ...readers])),
        deny("NobodyElseEncrypts", ENCRYPTING, "*", allBut([runner])),
        deny("NobodyGrants", ["CreateGrant"], "*", {}),
        deny("OthersDoNotAdminister", CHANGE_ADMINISTRATION, "*", notAdministrators(principals)),
    ]);
}

function allow(Sid: string, Principal: PolicyStatement["Principal"], actions: readonly string[]): PolicyStatement {
    return { Sid, Effect: "Allow", Principal, Action: actions.map((action) => `kms:${action}`), Resource: "*" };
}
