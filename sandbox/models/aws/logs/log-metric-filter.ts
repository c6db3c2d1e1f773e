/** Metric filters: what CloudWatch Logs counts of what is written to a group. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { noLonger, oneOf, ofForm } from "../check-faults";
import { UNITS } from "../cloudwatch/sources";
import { text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { fieldsOf, isPattern, kindOf } from "./filter-patterns";
import { LOG_GROUP } from "./log-group";

type FilterInputs = Unwrap<aws.cloudwatch.LogMetricFilterArgs>;

const API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference";
const PUT = `${API}/API_PutMetricFilter.html`;
const TRANSFORMATION = `${API}/API_MetricTransformation.html`;
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/logs/metric_filter.go";
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MOST_FILTERS = 100;

export const LOG_METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";

const row = (code: string, when: string, source = PUT): Refusal => ({ code, when, source });
const checkRow = (when: string): Refusal => row(PROVIDER_CHECK, when, PROVIDER);

export const logMetricFilterRefusals = {
    noGroup: row("ResourceNotFoundException", "the log group does not exist in the region"),
    pattern: row("InvalidParameterException", "the pattern is none"),
    many: row("LimitExceededException", "the log group has 100 metric filters"),
    group: row(
        "InvalidOperationException",
        "the log group is not of the standard class, which alone has metric filters",
    ),
    value: row("InvalidParameterException", "the value is neither a number nor a field of the pattern", TRANSFORMATION),
    dimensions: row(
        "InvalidParameterException",
        "there are more than three dimensions, some beside a default value, or some of a pattern of words",
        TRANSFORMATION,
    ),
    nameForm: checkRow("the filter's name is empty, longer than 512 characters or has : or *"),
    metricForm: checkRow("the metric's name or namespace is longer than 255 characters or has : * or $"),
    patternLength: checkRow("the pattern is longer than 1,024 characters, or the value than 100"),
    defaultForm: checkRow("the default value is no number"),
    unit: checkRow("the unit is none"),
} as const satisfies Record<string, Refusal>;

const refusals = logMetricFilterRefusals;

function faults({ metricTransformation: metric, name, pattern }: Partial<FilterInputs>): readonly CheckFault[] {
    const at = "metricTransformation";
    const form = /^[^:*$]{1,255}$/;
    const expected = "1 to 255 characters without ':', '*' and '$'";
    return [
        ...ofForm("name", name, /^[^:*]{1,512}$/, "1 to 512 characters without ':' and '*'"),
        ...noLonger("pattern", pattern, 1024),
        ...ofForm(`${at}.name`, metric?.name, form, expected),
        ...ofForm(`${at}.namespace`, metric?.namespace, form, expected),
        ...noLonger(`${at}.value`, metric?.value, 100),
        ...ofForm(`${at}.defaultValue`, metric?.defaultValue, /^(-?\d+(\.\d+)?([eE][+-]?\d+)?)?$/, "a number"),
        ...oneOf(`${at}.unit`, metric?.unit, UNITS),
    ];
}

function refuseGroup(op: Operation<FilterInputs>): void {
    const { logGroupName } = op.inputs;
    const groupClass = text(op.world.get(LOG_GROUP, logGroupName), "logGroupClass");
    if (groupClass !== "STANDARD") {
        op.refuse(refusals.group, `PutMetricFilter operation is not supported for the ${groupClass} Log Class`);
    }
    const others = op.world.list(LOG_METRIC_FILTER).filter(({ inputs }) => inputs["logGroupName"] === logGroupName);
    if (op.kind === "create" && others.length >= MOST_FILTERS) {
        op.refuse(refusals.many, "Resource limit exceeded.");
    }
}

/** `$.bytes` of a JSON pattern, `$bytes` of one of fields. */
function isFieldOf(pattern: string, value: string): boolean {
    switch (kindOf(pattern)) {
        case "json":
            return /^\$[.[]/.test(value);
        case "fields":
            return value.startsWith("$") && fieldsOf(pattern).includes(value.slice(1));
        case "words":
            return false;
    }
}

function refuseTransformation(op: Operation<FilterInputs>): void {
    const { metricTransformation, pattern } = op.inputs;
    const { defaultValue, dimensions = {}, value } = metricTransformation;
    if (!/^-?\d+(\.\d+)?$/.test(value) && !isFieldOf(pattern, value)) {
        op.refuse(
            refusals.value,
            `Invalid metric transformation: metricValue ${value} is neither a number nor a field`,
        );
    }
    const names = Object.keys(dimensions);
    const isClear = defaultValue === undefined || defaultValue === "";
    const areFields = Object.values(dimensions).every((field) => isFieldOf(pattern, field));
    if (names.length > 3 || (names.length > 0 && !(isClear && areFields))) {
        op.refuse(
            refusals.dimensions,
            "Invalid metric transformation: dimensions are up to three fields of the pattern, and exclude a default value",
        );
    }
}

function refuse(op: Operation<FilterInputs>): void {
    refuseGroup(op);
    if (!isPattern(op.inputs.pattern)) {
        op.refuse(refusals.pattern, "Invalid metric filter pattern");
    }
    refuseTransformation(op);
    overwrite(op, LOG_METRIC_FILTER);
}

export const logMetricFilter = defineModel<FilterInputs>({
    type: LOG_METRIC_FILTER,
    source: PUT,
    api: {
        service: "CloudWatch Logs",
        create: "PutMetricFilter",
        update: "PutMetricFilter",
        delete: "DeleteMetricFilter",
    },
    // As it is imported: two groups may each have a filter of the same name.
    mint: (inputs) => `${inputs.logGroupName}:${inputs.name ?? ""}`,
    refusals,
    references: [
        {
            property: "logGroupName",
            to: LOG_GROUP,
            missing: refusals.noGroup,
            message: () => "The specified log group does not exist.",
            onTargetDeleted: "cascade",
        },
    ],
    autoname: { property: "name", maxLength: 512 },
    replacement: replacementRules(PROVIDER, { replaces: ["logGroupName", "name"] }),
    check: faults,
    validate: refuse,
    outputs: (op): Properties => ({
        applyOnTransformedLogs: op.inputs.applyOnTransformedLogs ?? false,
        metricTransformation: { unit: "None", ...(op.inputs.metricTransformation as Properties) },
        pattern: op.inputs.pattern.trim(),
    }),
});
