/** Statements of a function's own policy: who may call it. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { oneOf, ofForm } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { findFunction, functionName } from "./functions";
import { checkRow, LAMBDA_TYPES, operation, provider, row } from "./sources";

/** Functions are named by their name or ARN by the time they get here. */
type PermissionInputs = Omit<Unwrap<aws.lambda.PermissionArgs>, "function"> & { readonly function: string };

const ADD = operation("AddPermission");
const PROVIDER = provider("permission");

export const permissionRefusals = {
    noFunction: row("ResourceNotFoundException", "the region has no such function", ADD),
    exists: row("ResourceConflictException", "the function's policy has a statement of this id", ADD),
    principal: row("InvalidParameterValueException", "the principal is no service, account, ARN of IAM or *", ADD),
    statementForm: checkRow(
        "the statement id is longer than 100 characters or has others than letters, digits, - and _",
        PROVIDER,
    ),
    action: checkRow("the action is none of Lambda's", PROVIDER),
    account: checkRow("the source account has no 12 digits", PROVIDER),
    urlAuth: checkRow("the kind of authorization of a function's URL is none", PROVIDER),
} as const satisfies Record<string, Refusal>;

const PRINCIPAL = /^(\*|\d{12}|[a-z0-9.-]+\.amazonaws\.com(\.cn)?|arn:[\w-]+:(iam|sts)::(\d{12}|cloudfront):\S+)$/;

function faults(inputs: Partial<PermissionInputs>): readonly CheckFault[] {
    const statement = "1 to 100 letters, digits, - and _";
    return [
        ...ofForm("statementId", inputs.statementId, /^[a-zA-Z0-9-_]{1,100}$/, statement),
        ...ofForm("action", inputs.action, /^(lambda:(\*|[a-zA-Z]+)|\*)$/, "one such as lambda:InvokeFunction"),
        ...ofForm("sourceAccount", inputs.sourceAccount, /^\d{12}$/, "an account id of 12 digits"),
        ...oneOf("functionUrlAuthType", inputs.functionUrlAuthType, ["AWS_IAM", "NONE"]),
    ];
}

/** The provider's id for a statement without one: a word, a time and a count. */
function statementId(inputs: PermissionInputs, hex: (length: number) => string): string {
    const digits = BigInt(`0x1${hex(32)}`)
        .toString()
        .slice(0, 26);
    return inputs.statementId ?? `${inputs.statementIdPrefix ?? "terraform-"}${digits}`;
}

function refuse(op: Operation<PermissionInputs>): void {
    const { function: named, principal } = op.inputs;
    const found = findFunction(op.world, named);
    if (!found) {
        const arn = op.arn("lambda", `function:${functionName(named)}`);
        op.refuse(permissionRefusals.noFunction, `Function not found: ${arn}`);
    }
    if (!PRINCIPAL.test(principal)) {
        op.refuse(
            permissionRefusals.principal,
            "The provided principal was invalid. Please check the principal and try again.",
        );
    }
    if (op.kind === "create" && op.world.get(LAMBDA_TYPES.permission, op.id)) {
        op.refuse(
            permissionRefusals.exists,
            `The statement id (${op.id.split("/").at(-1) ?? ""}) provided already exists. Please provide a new statement id, ` +
                "or remove the existing statement.",
        );
    }
}

export const permission = defineModel<PermissionInputs>({
    type: LAMBDA_TYPES.permission,
    source: ADD,
    api: { service: "Lambda", create: "AddPermission", delete: "RemovePermission" },
    // As it is imported: two functions may each have a statement of the same id.
    mint: (inputs, hex) => `${functionName(inputs.function)}/${statementId(inputs, hex)}`,
    refusals: permissionRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "action",
            "eventSourceToken",
            "function",
            "functionUrlAuthType",
            "invokedViaFunctionUrl",
            "principal",
            "principalOrgId",
            "qualifier",
            "sourceAccount",
            "sourceArn",
            "statementId",
            "statementIdPrefix",
        ],
    }),
    check: faults,
    validate: refuse,
    outputs: (op) => ({
        statementId: op.id.slice(op.id.indexOf("/") + 1),
        statementIdPrefix: op.inputs.statementIdPrefix ?? "",
    }),
});
