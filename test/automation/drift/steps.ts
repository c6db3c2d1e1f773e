/** Steps of a refresh as the engine tells them, with secrets blinded. */
import type { RefreshStep } from "../../../automation/drift/properties";

const PREFIX = "urn:pulumi:staging::foundation::";
export const VPC = `${PREFIX}plinth:network:Network$aws:ec2/vpc:Vpc::network-vpc`;
export const ROLE = `${PREFIX}aws:iam/role:Role::role`;
export const SECRET_OBJECT = `${PREFIX}kubernetes:core/v1:Secret::credentials`;
export const DEPLOYMENT = `${PREFIX}kubernetes:apps/v1:Deployment::web`;
export const STACK = `${PREFIX}pulumi:pulumi:Stack::foundation-staging`;
export const PROVIDER = `${PREFIX}pulumi:providers:aws::main`;

/** What the engine puts in the place of a secret. */
export const BLINDED = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "[secret]",
};

type Inputs = Readonly<Record<string, unknown>>;

/** A refresh that found these inputs in the cloud. @param detail paths and how they differ */
export function changed(
    was: Inputs,
    is: Inputs,
    detail: Readonly<Record<string, "add" | "update" | "delete">>,
    urn = VPC,
): RefreshStep {
    return {
        op: "update",
        urn,
        diffs: Object.keys(detail),
        detailedDiff: Object.fromEntries(
            Object.entries(detail).map(([path, diffKind]) => [path, { diffKind, inputDiff: true }]),
        ),
        old: { inputs: was, outputs: { ...was, arn: "arn:old" } },
        new: { inputs: is, outputs: { ...is, arn: "arn:new" } },
    };
}
