import { secretSign } from "../../analysis/secrets";
import { finding, judgeEach, type ResourceView, type Rule } from "../frame/rule";
import type { View } from "../frame/view";

export const plainSecrets: Rule = {
    id: "plain-secrets",
    title: "No secret stands in a task's environment",
    description:
        "Whoever may describe a task definition or a function reads its environment, and old revisions keep it for ever. Names, known shapes of keys, and randomness give secrets away.",
    remedy: "Put the value into Secrets Manager and pass its ARN through `secrets`; a name that only sounds secret goes into the pack's plainVariables",
    anchors: ["ECS.8", "AwsSolutions-ECS2", "AVD-AWS-0036", "CKV_AWS_45"],
    settings: ["plainVariables"],
    *checkResource(resource, { plainVariables }) {
        yield* judgeEach(
            variablesOf(resource),
            () => resource,
            function* ({ owner, name, value }) {
                const sign = plainVariables.includes(name) ? undefined : secretSign(name, textOf(value));
                if (sign !== undefined) {
                    yield finding(resource, value, `${owner}: the variable ${name} ${sign}`);
                }
            },
        );
    },
};

interface Variable {
    readonly owner: string;
    readonly name: string;
    readonly value: View;
}

function* variablesOf({ type, props }: ResourceView): Iterable<Variable> {
    if (type === "aws:ecs/taskDefinition:TaskDefinition") {
        for (const container of props.at("containerDefinitions").json().list()) {
            const owner = `container ${container.at("name").string() ?? ""}`.trim();
            for (const variable of container.at("environment").list()) {
                yield { owner, name: variable.at("name").string() ?? "", value: variable.at("value") };
            }
        }
    }
    if (type === "aws:lambda/function:Function") {
        for (const [name, value] of props.at("environment", "variables").entries()) {
            yield { owner: "function", name, value };
        }
    }
}

function textOf(value: View): string {
    return value.string() ?? "";
}
