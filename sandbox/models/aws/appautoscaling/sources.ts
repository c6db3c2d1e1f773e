/** What the Application Auto Scaling models share: their types, their sources, and how a scalable target is named. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { text } from "../ec2/records";

export const SCALING_TYPES = {
    target: "aws:appautoscaling/target:Target",
    policy: "aws:appautoscaling/policy:Policy",
    scheduledAction: "aws:appautoscaling/scheduledAction:ScheduledAction",
} as const;

export function api(name: string): string {
    return `https://docs.aws.amazon.com/autoscaling/application/APIReference/API_${name}.html`;
}

export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/appautoscaling/${file}.go`;
}

/** The three names that say together what is scaled. */
export interface Scalable {
    readonly resourceId: string;
    readonly scalableDimension: string;
    readonly serviceNamespace: string;
}

export function isOf(scalable: Scalable, record: WorldRecord): boolean {
    return (
        text(record, "resourceId") === scalable.resourceId &&
        text(record, "scalableDimension") === scalable.scalableDimension &&
        text(record, "serviceNamespace") === scalable.serviceNamespace
    );
}

export function targetOf(view: Pick<View, "list">, scalable: Scalable): WorldRecord | undefined {
    return view.list(SCALING_TYPES.target).find((record) => isOf(scalable, record));
}

export function noTarget({ resourceId, scalableDimension, serviceNamespace }: Scalable): string {
    return (
        `No scalable target registered for service namespace: ${serviceNamespace}, resource ID: ${resourceId}, ` +
        `scalable dimension: ${scalableDimension}`
    );
}

/** The name under which `pulumi import` finds a policy: its own name alone may be that of another target's. */
export function policyId(scalable: Scalable, name: string): string {
    return [scalable.serviceNamespace, scalable.resourceId, scalable.scalableDimension, name].join("/");
}

/** `1a2b3c4d-…`: the same in every run. */
export function uuid(op: Pick<Operation<object>, "hash">, label: string): string {
    const hex = op.hash(label, 32);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
