/**
 * What ECR asks of a document of lifecycle rules.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
import type { Properties, Value } from "../../../values";
import { isList, isObject } from "../../../values";

const TAG_STATUS = ["any", "tagged", "untagged"];
const COUNT_TYPES = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"];

/** What is wrong with a document, or `undefined`. */
export function ruleFault(document: unknown): string | undefined {
    const rules = isObject(document) ? document["rules"] : undefined;
    if (!isList(rules) || rules.length === 0) {
        return "object has missing required properties (['rules'])";
    }
    return rules.map(faultOf).find((fault) => fault !== undefined) ?? priorityFault(rules.filter(isObject));
}

function priorityFault(rules: readonly Properties[]): string | undefined {
    const priorities = rules.map((rule) => Number(rule["rulePriority"]));
    return new Set(priorities).size < priorities.length
        ? `rulePriority must be unique; given are ${priorities.join(", ")}`
        : undefined;
}

function faultOf(rule: Value): string | undefined {
    const selection = isObject(rule) ? rule["selection"] : undefined;
    const action = isObject(rule) ? rule["action"] : undefined;
    if (!isObject(rule) || typeof rule["rulePriority"] !== "number" || !isObject(selection) || !isObject(action)) {
        return "a rule needs rulePriority, selection and action";
    }
    return selectionFault(selection);
}

function selectionFault(selection: Properties): string | undefined {
    const { tagStatus, countType, countNumber, countUnit } = selection;
    if (typeof tagStatus !== "string" || !TAG_STATUS.includes(tagStatus)) {
        return `tagStatus must be one of ${TAG_STATUS.join(", ")}`;
    }
    const tags = [selection["tagPrefixList"], selection["tagPatternList"]].filter((list) => list !== undefined);
    if (tagStatus === "tagged" && tags.length === 0) {
        return "tagPrefixList or tagPatternList is required where tagStatus is tagged";
    }
    if (tagStatus !== "tagged" && tags.length > 0) {
        return `no list of tags can be given where tagStatus is ${tagStatus}`;
    }
    if (typeof countType !== "string" || !COUNT_TYPES.includes(countType)) {
        return `countType must be one of ${COUNT_TYPES.join(", ")}`;
    }
    if (typeof countNumber !== "number" || countNumber < 1) {
        return "countNumber must be at least 1";
    }
    const wantsUnit = countType !== "imageCountMoreThan";
    return wantsUnit === (countUnit !== undefined) ? undefined : unitFault(wantsUnit);
}

function unitFault(wantsUnit: boolean): string {
    return wantsUnit
        ? "countUnit is required: days"
        : "countUnit cannot be given where countType is imageCountMoreThan";
}
