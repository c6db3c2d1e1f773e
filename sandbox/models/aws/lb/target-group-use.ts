/** Which load balancers send requests to which target groups. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import { namesAt } from "../../kernel/references";
import { text } from "../ec2/records";
import { LB_TYPES } from "./sources";

const TARGETS = ["targetGroupArn", "forward.targetGroups[*].arn"];

/** The target groups that a listener's or a rule's actions name. */
export function targetsOf(record: WorldRecord): readonly string[] {
    const list = record.type === LB_TYPES.listener ? "defaultActions" : "actions";
    return TARGETS.flatMap((path) => namesAt(record.inputs, `${list}[*].${path}`));
}

/** The load balancers whose listeners and rules send requests to a group. */
export function balancersOf(view: Pick<View, "get" | "list">, groupArn: string): readonly string[] {
    const listeners = view.list(LB_TYPES.listener).filter((record) => targetsOf(record).includes(groupArn));
    const ofRules = view
        .list(LB_TYPES.listenerRule)
        .filter((record) => targetsOf(record).includes(groupArn))
        .map((rule) => view.get(LB_TYPES.listener, text(rule, "listenerArn")));
    return [...new Set([...listeners, ...ofRules].map((record) => text(record, "loadBalancerArn")))]
        .filter((arn) => arn !== "")
        .sort();
}
