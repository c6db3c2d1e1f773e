/**
 * A call of a function, made when it is created, and with CRUD whenever it changes and when it is deleted too. What the
 * function would do isn't modelled: the call is accepted and answers null.
 */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { oneOf } from "../check-faults";
import { replacementRules } from "../ec2/sources";
import { findFunction, functionName } from "./functions";
import { checkRow, LAMBDA_TYPES, operation, provider, row } from "./sources";

type InvocationInputs = Unwrap<aws.lambda.InvocationArgs>;

const INVOKE = operation("Invoke");
const PROVIDER = provider("invocation");
const CREATE_ONLY = "CREATE_ONLY";

export const invocationRefusals = {
    noFunction: row("ResourceNotFoundException", "the region has no such function", INVOKE),
    json: checkRow("the input is no JSON", PROVIDER),
    object: checkRow("the input of the scope CRUD is no JSON object", PROVIDER),
    scope: checkRow("the scope is neither CREATE_ONLY nor CRUD", PROVIDER),
} as const satisfies Record<string, Refusal>;

function faults({ input, lifecycleScope }: Partial<InvocationInputs>): readonly CheckFault[] {
    const scopes = oneOf("lifecycleScope", lifecycleScope, [CREATE_ONLY, "CRUD"]);
    if (input === undefined) {
        return scopes;
    }
    const parsed = parse(input);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    const allowed = lifecycleScope === "CRUD" ? "a JSON object" : "JSON";
    const ok = lifecycleScope === "CRUD" ? isObject : parsed !== undefined;
    return ok ? scopes : [...scopes, { property: "input", reason: `expected ${allowed}` }];
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function refuse(op: Operation<InvocationInputs>): void {
    const { functionName: named } = op.inputs;
    if (!findFunction(op.world, named)) {
        const arn = op.arn("lambda", `function:${functionName(named)}`);
        op.refuse(invocationRefusals.noFunction, `Function not found: ${arn}`);
    }
}

export const invocation = defineModel<InvocationInputs>({
    type: LAMBDA_TYPES.invocation,
    source: PROVIDER,
    api: { service: "Lambda", create: "Invoke", update: "Invoke", delete: "Invoke" },
    // The provider's has a digest of the input in it; two calls with the same one are two all the same here.
    mint: ({ functionName: named, qualifier = "$LATEST" }, hex) => `${named}_${qualifier}_${hex(32)}`,
    refusals: invocationRefusals,
    replacement: [
        ...replacementRules(PROVIDER, {
            replaces: ["functionName", "qualifier", "tenantId", "triggers"],
            inPlace: ["input", "lifecycleScope", "terraformKey"],
        }),
        {
            property: "input",
            replaces: true,
            source: PROVIDER,
            when: (_previous, { lifecycleScope = CREATE_ONLY }) => lifecycleScope === CREATE_ONLY,
        },
    ],
    check: faults,
    validate: refuse,
    outputs: ({ inputs }) => ({
        lifecycleScope: inputs.lifecycleScope ?? CREATE_ONLY,
        qualifier: inputs.qualifier ?? "$LATEST",
        result: "null",
        terraformKey: inputs.terraformKey ?? "tf",
    }),
});
