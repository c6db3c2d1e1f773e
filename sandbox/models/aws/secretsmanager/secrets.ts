/** Finding secrets by whatever names them: for the models of other services too. */
import type { Operation, View } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import type { WorldRecord } from "../../../worlds/records";
import { text } from "../ec2/records";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
export const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
export const SECRET_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

/** A secret in its recovery window: its name is taken, and nothing can be done with it. */
export const PENDING_SECRET = "aws:secretsmanager/secret:Secret (pending deletion)";

function called(record: WorldRecord, named: string): boolean {
    const partial = record.id.slice(0, -"-XXXXXX".length);
    return record.id === named || text(record, "name") === named || partial === named;
}

/** @param named a secret's ARN, with or without its last six characters, or its name. */
export function findSecret(view: Pick<View, "list">, named: string): WorldRecord | undefined {
    return view.list(SECRET).find((record) => called(record, named));
}

export function findPendingSecret(view: Pick<View, "list">, named: string): WorldRecord | undefined {
    return view.list(PENDING_SECRET).find((record) => called(record, named));
}

/** Refusals of whatever is done with a secret that isn't there, or not any more. */
interface Absences {
    readonly unknown: Refusal;
    readonly pending: Refusal;
}

/** The secret that a request names; refused where it is gone, or in its recovery window. */
export function existingSecret<Inputs extends object>(
    op: Operation<Inputs>,
    named: string,
    { unknown, pending }: Absences,
): WorldRecord {
    const secret = findSecret(op.world, named);
    if (secret) {
        return secret;
    }
    if (findPendingSecret(op.world, named)) {
        op.refuse(pending, "You can't perform this operation on the secret because it was marked for deletion.");
    }
    return op.refuse(unknown, "Secrets Manager can't find the specified secret.");
}
