/** What the secret with the keys that backups are encrypted with refuses, whatever IAM policies say. Pure. */
import { policyDocument } from "../iam";
import { denialOf } from "./denial";
import { type BackupPrincipals, notAdministrators } from "./principals";

/**
 * Everything that puts other keys into it, takes them away, has them copied elsewhere, or would open it: by a policy, or
 * by a tag that somebody's IAM policy goes by. `UpdateSecret` sets a value too, and the key that encrypts it; bringing
 * a deleted secret back is left to IAM.
 */
const CHANGING = [
    "CancelRotateSecret",
    "DeleteResourcePolicy",
    "DeleteSecret",
    "PutResourcePolicy",
    "PutSecretValue",
    "RemoveRegionsFromReplication",
    "ReplicateSecretToRegions",
    "RotateSecret",
    "StopReplicationToReplica",
    "TagResource",
    "UntagResource",
    "UpdateSecret",
    "UpdateSecretVersionStage",
];

const deny = denialOf("secretsmanager");

/**
 * Backups are worth as much as the keys in this secret: with others in it, or none, all of them are noise, locked or not.
 *
 * - The runner, its check and operations read it whatever is listed, where IAM lets them. So do administrators: whoever
 *   runs `pulumi up` sets the first value, and reads it again at each refresh.
 * - Neither runner nor check changes it: new keys are put in by a person.
 *
 * It allows nothing, so that nobody reads by it alone. Of a batch Secrets Manager asks `GetSecretValue` for each secret.
 */
export function encryptionSecretPolicy(principals: BackupPrincipals): string {
    const { runner, verify, operations } = principals;
    const readers = [runner, verify, ...operations];
    return policyDocument([
        deny("OthersDoNotRead", ["GetSecretValue"], "*", notAdministrators(principals, readers)),
        deny("OthersDoNotChange", CHANGING, "*", notAdministrators(principals)),
    ]);
}
