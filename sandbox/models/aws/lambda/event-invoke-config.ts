/** How a function's asynchronous calls are repeated, and where their results go. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { between } from "../check-faults";
import { text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { findRole, mayDo } from "../iam/role-access";
import { overwrite } from "../overwriting";
import { findFunction, functionName } from "./functions";
import { checkRow, guide, LAMBDA_TYPES, operation, provider, row } from "./sources";

type ConfigInputs = Unwrap<aws.lambda.FunctionEventInvokeConfigArgs>;

const PUT = operation("PutFunctionEventInvokeConfig");
const PROVIDER = provider("function_event_invoke_config");

export const eventInvokeConfigRefusals = {
    noFunction: row("ResourceNotFoundException", "the region has no such function", PUT),
    destination: row(
        "InvalidParameterValueException",
        "the function's role may not send to a destination",
        guide("invocation-async-retain-records"),
    ),
    age: checkRow("the greatest age of an event is not 60 to 21,600 seconds", PROVIDER),
    attempts: checkRow("the retries are not 0 to 2", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** What it takes to hand a result on, by the service in the destination's ARN. */
const SENDING: Readonly<Record<string, readonly [action: string, call: string]>> = {
    sqs: ["sqs:SendMessage", "SendMessage on SQS"],
    sns: ["sns:Publish", "Publish on SNS"],
    lambda: ["lambda:InvokeFunction", "InvokeFunction on Lambda"],
    events: ["events:PutEvents", "PutEvents on EventBridge"],
    s3: ["s3:PutObject", "PutObject on S3"],
};

function faults(inputs: Partial<ConfigInputs>): readonly CheckFault[] {
    return [
        ...between("maximumEventAgeInSeconds", inputs.maximumEventAgeInSeconds, 60, 21600),
        ...between("maximumRetryAttempts", inputs.maximumRetryAttempts, 0, 2),
    ];
}

function refuse(op: Operation<ConfigInputs>): void {
    overwrite(op, LAMBDA_TYPES.eventInvokeConfig);
    const found = findFunction(op.world, op.inputs.functionName);
    if (!found) {
        const arn = op.arn("lambda", `function:${functionName(op.inputs.functionName)}`);
        op.refuse(eventInvokeConfigRefusals.noFunction, `The function ${arn} doesn't exist.`);
    }
    const role = findRole(op.world, text(found, "role"));
    const { onFailure, onSuccess } = op.inputs.destinationConfig ?? {};
    for (const { destination } of [onFailure, onSuccess].filter((each) => each !== undefined)) {
        const [action = "", call = destination] = SENDING[destination.split(":")[2] ?? ""] ?? [];
        if (!role || !mayDo(op.world, role, action, destination)) {
            op.refuse(
                eventInvokeConfigRefusals.destination,
                `The provided execution role does not have permissions to call ${call}`,
            );
        }
    }
}

export const eventInvokeConfig = defineModel<ConfigInputs>({
    type: LAMBDA_TYPES.eventInvokeConfig,
    source: PUT,
    api: {
        service: "Lambda",
        create: "PutFunctionEventInvokeConfig",
        update: "PutFunctionEventInvokeConfig",
        delete: "DeleteFunctionEventInvokeConfig",
    },
    mint: ({ functionName: named, qualifier }) => (qualifier ? `${named}:${qualifier}` : named),
    refusals: eventInvokeConfigRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["functionName", "qualifier"],
        inPlace: ["destinationConfig", "maximumEventAgeInSeconds", "maximumRetryAttempts"],
    }),
    check: faults,
    validate: refuse,
    outputs: (op) => ({
        maximumEventAgeInSeconds: op.inputs.maximumEventAgeInSeconds ?? 0,
        maximumRetryAttempts: op.inputs.maximumRetryAttempts ?? 2,
    }),
});
