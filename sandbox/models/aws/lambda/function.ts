/** Functions. */
import { createHash } from "node:crypto";
import type { Properties } from "../../../values";
import { Asset } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { moment } from "../../kernel/moments";
import { asText } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { functionRefusals, refuseFunction } from "./function-refusals";
import type { FunctionInputs } from "./function-rules";
import { functionFaults } from "./function-rules";
import { functionName } from "./functions";
import { LAMBDA_TYPES, operation, provider } from "./sources";

const CREATE = operation("CreateFunction");
const PROVIDER = provider("function");
const LATEST = "$LATEST";

/** Base64 of a SHA-256: of the archive's digest, since nothing is packed here. The same files give the same hash. */
function codeHash({ code, imageUri, s3Bucket, s3Key, s3ObjectVersion }: FunctionInputs): string {
    const named = code instanceof Asset ? code.hash : [imageUri, s3Bucket, s3Key, s3ObjectVersion].join(" ");
    return createHash("sha256").update(named).digest("base64");
}

/** Bytes of the texts in the archive; of other archives, a number that is the same for the same code. */
function codeSize(op: Operation<FunctionInputs>): number {
    const { code } = op.inputs;
    return code instanceof Asset
        ? Math.max(1, Buffer.byteLength(JSON.stringify(code.wire)))
        : 1024 + op.pick(codeHash(op.inputs), 1024);
}

function logging(op: Operation<FunctionInputs>): Properties {
    const {
        applicationLogLevel = "",
        logFormat = "Text",
        logGroup,
        systemLogLevel = "",
    } = op.inputs.loggingConfig ?? {};
    return { applicationLogLevel, logFormat, logGroup: logGroup ?? `/aws/lambda/${op.id}`, systemLogLevel };
}

function names(op: Operation<FunctionInputs>): Properties {
    const arn = op.arn("lambda", `function:${op.id}`);
    const invoke = (path: string, target: string): string =>
        `arn:${op.partition}:apigateway:${op.region}:lambda:path/${path}/functions/${target}`;
    return {
        arn,
        invokeArn: `${invoke("2015-03-31", arn)}/invocations`,
        qualifiedArn: `${arn}:${LATEST}`,
        qualifiedInvokeArn: `${invoke("2015-03-31", `${arn}:${LATEST}`)}/invocations`,
        responseStreamingInvokeArn: `${invoke("2021-11-15", arn)}/response-streaming-invocations`,
        version: LATEST,
    };
}

/** Another time for other code or settings; the same for the same, however often they were written. */
function modified(op: Operation<FunctionInputs>): string {
    return moment(op.id, "modified", JSON.stringify(op.inputs)).replace("Z", ".000+0000");
}

/** With a function go its permissions and its settings of asynchronous calls. */
function release(op: Operation<FunctionInputs>): void {
    for (const [type, property] of [
        [LAMBDA_TYPES.permission, "function"],
        [LAMBDA_TYPES.eventInvokeConfig, "functionName"],
    ] as const) {
        op.world
            .list(type)
            .filter(({ inputs }) => functionName(asText(inputs[property])) === op.id)
            .forEach((record) => op.world.remove(type, record.id));
    }
}

export const lambdaFunction = defineModel<FunctionInputs>({
    type: LAMBDA_TYPES.function,
    source: CREATE,
    api: {
        service: "Lambda",
        create: "CreateFunction",
        update: "UpdateFunctionConfiguration",
        delete: "DeleteFunction",
    },
    mint: (inputs) => functionName(inputs.name ?? ""),
    refusals: functionRefusals,
    autoname: { property: "name", maxLength: 64 },
    replacement: replacementRules(PROVIDER, {
        replaces: ["name", "packageType", "tenancyConfig"],
        inPlace: ["architectures", "code", "handler", "role", "runtime"],
    }),
    unordered: ["replacementSecurityGroupIds"],
    check: (inputs, { unknown }) => functionFaults(inputs, unknown),
    validate: refuseFunction,
    outputs: (op) => ({
        ...names(op),
        architectures: op.inputs.architectures ?? ["x86_64"],
        codeSha256: codeHash(op.inputs),
        ephemeralStorage: { size: op.inputs.ephemeralStorage?.size ?? 512 },
        lastModified: modified(op),
        loggingConfig: logging(op),
        memorySize: op.inputs.memorySize ?? 128,
        packageType: op.inputs.packageType ?? "Zip",
        publish: op.inputs.publish ?? false,
        reservedConcurrentExecutions: op.inputs.reservedConcurrentExecutions ?? -1,
        signingJobArn: "",
        signingProfileVersionArn: "",
        skipDestroy: op.inputs.skipDestroy ?? false,
        sourceCodeHash: op.inputs.sourceCodeHash ?? codeHash(op.inputs),
        sourceCodeSize: codeSize(op),
        timeout: op.inputs.timeout ?? 3,
        tracingConfig: { mode: op.inputs.tracingConfig?.mode ?? "PassThrough" },
    }),
    beforeDelete: release,
});
