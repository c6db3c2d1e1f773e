/** Listener rules: which requests go elsewhere than the listener's default. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { actionFaults, actionRefusals, orderedActions, refuseActions, toTargetGroups } from "./actions";
import { conditionFaults, conditionRefusals, refuseConditions } from "./conditions";
import { listenersOf } from "./listener";
import { api, LB_TYPES, provider, QUOTAS } from "./sources";

type RuleInputs = Unwrap<aws.lb.ListenerRuleArgs>;

const CREATE = api("CreateRule");
const PROVIDER = provider("listener_rule");
const RULES_PER_BALANCER = 100;
const LAST_PRIORITY = 50_000;
/** The provider's number for the default rule, which a program cannot add. */
const DEFAULT_PRIORITY = 99_999;

export const listenerRuleRefusals = {
    ...actionRefusals,
    ...conditionRefusals,
    unknownListener: row("ListenerNotFound", "the listener does not exist", CREATE),
    priorityTaken: row("PriorityInUse", "the listener has a rule of this priority", CREATE),
    defaultPriority: row("ValidationError", "the rule shall have the priority of the listener's default", CREATE),
    tooMany: row("TooManyRules", "the load balancer has 100 rules already", QUOTAS),
    priorityRange: checkRow("the priority is not between 1 and 50,000", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = listenerRuleRefusals;

export function rulesOf(view: Pick<View, "list">, listenerArn: string): readonly WorldRecord[] {
    return view.list(LB_TYPES.listenerRule).filter((record) => text(record, "listenerArn") === listenerArn);
}

/** Where the program gives none: the one after the highest of the listener's. */
function priorityOf(op: Operation<RuleInputs>): number {
    const own = op.inputs.priority ?? op.previous?.outputs["priority"];
    const taken = rulesOf(op.world, op.inputs.listenerArn).map((record) => Number(record.outputs["priority"]));
    return typeof own === "number" ? own : Math.max(0, ...taken) + 1;
}

function refuseRule(op: Operation<RuleInputs>): void {
    const listener = op.world.get(LB_TYPES.listener, op.inputs.listenerArn);
    const balancer = op.world.get(LB_TYPES.loadBalancer, text(listener, "loadBalancerArn"));
    if (!listener || !balancer) {
        return;
    }
    const priority = priorityOf(op);
    if (priority > LAST_PRIORITY) {
        op.refuse(refusals.defaultPriority, `Priority '${priority}' must be between '1' and '${LAST_PRIORITY}'`);
    }
    const others = rulesOf(op.world, listener.id).filter((record) => record.id !== op.id);
    if (others.some((record) => record.outputs["priority"] === priority)) {
        op.refuse(refusals.priorityTaken, `Priority '${priority}' is currently in use`);
    }
    const all = listenersOf(op.world, balancer.id).flatMap((each) => rulesOf(op.world, each.id));
    if (op.kind === "create" && all.length >= RULES_PER_BALANCER) {
        op.refuse(refusals.tooMany, `The maximum number of rules has been reached on load balancer '${balancer.id}'`);
    }
    refuseConditions(op, op.inputs.conditions);
    refuseActions(op, op.inputs.actions, {
        balancer,
        protocol: text(listener, "protocol"),
        port: Number(listener.outputs["port"]),
        conditional: true,
    });
}

function priorityFaults(priority: number | undefined): readonly { property: string; reason: string }[] {
    const ok = priority === undefined || (priority >= 1 && priority <= LAST_PRIORITY) || priority === DEFAULT_PRIORITY;
    const reason = `must be in the range 1-50000 for normal rule or 99999 for the default rule; it is ${String(priority)}`;
    return ok ? [] : [{ property: "priority", reason }];
}

export const listenerRule = defineModel<RuleInputs>({
    type: LB_TYPES.listenerRule,
    source: CREATE,
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateRule",
        update: "ModifyRule",
        delete: "DeleteRule",
    },
    mint: (inputs, hex) => `${inputs.listenerArn.replace(":listener/", ":listener-rule/")}/${hex(16)}`,
    refusals,
    references: [
        {
            property: "listenerArn",
            to: LB_TYPES.listener,
            missing: refusals.unknownListener,
            message: (arn) => `Listener '${arn}' not found`,
            onTargetDeleted: "cascade",
        },
        ...toTargetGroups("actions"),
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["listenerArn"],
        inPlace: ["actions", "conditions", "priority", "transforms"],
    }),
    unordered: ["conditions"],
    check: (inputs) => [
        ...priorityFaults(inputs.priority),
        ...conditionFaults(inputs.conditions ?? []),
        ...actionFaults("actions", inputs.actions ?? []),
    ],
    validate: refuseRule,
    outputs: (op) => ({
        actions: orderedActions(op.inputs.actions),
        arn: op.id,
        priority: priorityOf(op),
    }),
});
