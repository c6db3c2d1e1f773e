/** Task definitions: each registration is a revision of its family, and none is ever changed or wholly forgotten. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { filled } from "../filled";
import { text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { normalized } from "./container-definitions";
import { api, ECS_TYPES, provider } from "./sources";
import { taskDefinitionRefusals } from "./task-definition-refusals";
import type { TaskInputs } from "./task-definition-rules";
import { refuseTask, taskFaults } from "./task-definition-rules";

const REGISTER = api("RegisterTaskDefinition");

/** A revision after it was deregistered: no service can start with it, and its number is never given again. */
export const INACTIVE_TASK_DEFINITION = `${ECS_TYPES.taskDefinition} (inactive)`;
/** A revision that `skipDestroy` left as it was. */
export const KEPT_TASK_DEFINITION = `${ECS_TYPES.taskDefinition} (kept)`;

function revisionOf(record: WorldRecord): number {
    return Number(record.outputs["revision"]);
}

function ofFamily(view: Pick<View, "list">, family: string, types: readonly string[]): readonly WorldRecord[] {
    return types.flatMap((type) => view.list(type)).filter((record) => text(record, "family") === family);
}

/** Numbers go on where they stopped, also after a family's last revision was deregistered. */
function nextRevision(view: Pick<View, "list">, family: string): number {
    const all = [ECS_TYPES.taskDefinition, INACTIVE_TASK_DEFINITION, KEPT_TASK_DEFINITION];
    return Math.max(0, ...ofFamily(view, family, all).map(revisionOf)) + 1;
}

export interface FoundDefinition {
    readonly record: WorldRecord;
    readonly active: boolean;
}

/** The revision that a service names by ARN, as `family:revision` or by its family alone: then the latest. */
export function findDefinition(view: Pick<View, "list">, named: string): FoundDefinition | undefined {
    const [family = "", revision] = (named.split("/").at(-1) ?? "").split(":");
    const active = ofFamily(view, family, [ECS_TYPES.taskDefinition, KEPT_TASK_DEFINITION]);
    if (revision === undefined) {
        const latest = [...active].sort((left, right) => revisionOf(right) - revisionOf(left))[0];
        return latest && { record: latest, active: true };
    }
    const is = (record: WorldRecord): boolean => String(revisionOf(record)) === revision;
    const inactive = ofFamily(view, family, [INACTIVE_TASK_DEFINITION]).find(is);
    const found = active.find(is);
    if (found) {
        return { record: found, active: true };
    }
    return inactive && { record: inactive, active: false };
}

function keep(op: Operation<TaskInputs>): void {
    const { previous } = op;
    if (!previous) {
        return;
    }
    const kept = op.inputs.skipDestroy === true;
    const { arn, arnWithoutRevision, family, region, revision } = previous.outputs;
    // Marks of secrets do not go along with a record of another type: what bears one is left out.
    const whole = kept && previous.secrets.length === 0;
    op.world.put({
        type: kept ? KEPT_TASK_DEFINITION : INACTIVE_TASK_DEFINITION,
        id: text(previous, "arn"),
        ...(whole ? { inputs: previous.inputs } : {}),
        outputs: whole ? previous.outputs : { arn, arnWithoutRevision, family, region, revision },
        remainder: kept
            ? "still active: skipDestroy leaves it registered until it is deregistered by hand"
            : "inactive: ECS keeps each revision that was ever registered, free of charge",
    });
}

export const taskDefinition = defineModel<TaskInputs>({
    type: ECS_TYPES.taskDefinition,
    source: REGISTER,
    api: {
        service: "ECS",
        create: "RegisterTaskDefinition",
        update: "TagResource",
        delete: "DeregisterTaskDefinition",
    },
    // The provider's id is the family, which two revisions share while one replaces the other: here each has its own.
    mint: ({ family }, hex) => `${family}-${hex(8)}`,
    refusals: taskDefinitionRefusals,
    replacement: replacementRules(provider("task_definition"), {
        replaces: [
            "containerDefinitions",
            "cpu",
            "enableFaultInjection",
            "ephemeralStorage",
            "executionRoleArn",
            "family",
            "ipcMode",
            "memory",
            "networkMode",
            "pidMode",
            "placementConstraints",
            "proxyConfiguration",
            "requiresCompatibilities",
            "runtimePlatform",
            "taskRoleArn",
            "volumes",
        ],
        inPlace: ["skipDestroy", "trackLatest"],
    }),
    unordered: ["placementConstraints", "requiresCompatibilities", "volumes"],
    check: (inputs, { unknown }) => taskFaults(inputs, unknown),
    validate: refuseTask,
    outputs: (op) => {
        const { containerDefinitions, family, networkMode = "" } = op.inputs;
        const before = op.previous?.outputs["revision"];
        const revision = typeof before === "number" ? before : nextRevision(op.world, family);
        const arn = op.arn("ecs", `task-definition/${family}`);
        return {
            ...filled(op.inputs, {
                enableFaultInjection: false,
                executionRoleArn: "",
                ipcMode: "",
                networkMode: "",
                pidMode: "",
                skipDestroy: false,
                taskRoleArn: "",
                trackLatest: false,
            }),
            arn: `${arn}:${revision}`,
            arnWithoutRevision: arn,
            containerDefinitions: normalized(containerDefinitions, networkMode),
            revision,
        };
    },
    beforeDelete: keep,
});
