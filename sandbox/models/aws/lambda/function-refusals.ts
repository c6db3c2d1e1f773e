/** What Lambda refuses of a function. */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { Asset } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import { findRole, letsAssume, mayDo } from "../iam/role-access";
import { keyFault } from "../kms/keys";
import type { FunctionInputs } from "./function-rules";
import { isBlocked } from "./runtimes";
import { checkRow, guide, LAMBDA_TYPES, operation, provider, row } from "./sources";

const CREATE = operation("CreateFunction");
const INVALID = "InvalidParameterValueException";
const PROVIDER = provider("function");

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const CONCURRENCY = { account: 1000, unreserved: 100 };
const ENVIRONMENT_BYTES = 4096;
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

export const functionRefusals = {
    exists: row("ResourceConflictException", "the region has a function of this name", CREATE),
    nameLength: row(INVALID, "the name is longer than 64 characters", CREATE),
    role: row(
        INVALID,
        "the role does not exist, or its trust does not let Lambda assume it",
        guide("lambda-intro-execution-role"),
    ),
    deadLetter: row(
        INVALID,
        "the role may not send messages to the dead letter queue or topic",
        guide("invocation-async-retain-records"),
    ),
    deadLetterTarget: row(
        INVALID,
        "the dead letter target is neither a queue nor a topic",
        operation("DeadLetterConfig"),
    ),
    network: row(INVALID, "the role may not make network interfaces in the VPC", guide("configuration-vpc")),
    concurrency: row(
        INVALID,
        "the reserved concurrency leaves the account less than 100 of its 1,000 unreserved",
        operation("PutFunctionConcurrency"),
    ),
    blockedRuntime: row(INVALID, "the runtime is past its end, and takes no new functions", guide("lambda-runtimes")),
    reservedKeys: row(INVALID, "the environment sets variables that are Lambda's own", guide("configuration-envvars")),
    environmentSize: row(INVALID, "the environment is larger than 4 KB", guide("configuration-envvars")),
    variableName: row(
        "ValidationException",
        "a variable's name is not of letters, digits and _",
        operation("Environment"),
    ),
    memory: row(INVALID, "the memory is more than 10,240 MB", guide("configuration-memory")),
    emptyCode: row(INVALID, "the archive with the code has nothing in it", CREATE),
    key: row(INVALID, "the KMS key does not exist, is disabled or is pending deletion", CREATE),
    codeGiven: checkRow("no code is given, or more than one kind of it", PROVIDER),
    entry: checkRow("a zip file has no handler or no runtime", PROVIDER),
    handlerLength: checkRow("the handler is empty or longer than 128 characters", PROVIDER),
    runtime: checkRow("the runtime is none", PROVIDER),
    nameForm: checkRow("the name has others than letters, digits, - and _", PROVIDER),
    architecture: checkRow("the architecture is none, or there are two", PROVIDER),
    memoryRange: checkRow("the memory is not 128 to 32,768 MB", PROVIDER),
    timeout: checkRow("the timeout is not 1 to 900 seconds", PROVIDER),
    storage: checkRow("the ephemeral storage is not 512 to 10,240 MB", PROVIDER),
    concurrencyRange: checkRow("the reserved concurrency is less than -1, which stands for none", PROVIDER),
    packageType: checkRow("the package type is none", PROVIDER),
    tracing: checkRow("the tracing mode is none", PROVIDER),
    logging: checkRow("a log format or a log level is none", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = functionRefusals;
type Op = Operation<FunctionInputs>;

export function refuseFunction(op: Op): void {
    if (op.kind === "create" && op.world.get(LAMBDA_TYPES.function, op.id)) {
        op.refuse(refusals.exists, `Function already exist: ${op.id}`);
    }
    if (op.id.length > 64) {
        op.refuse(
            refusals.nameLength,
            `1 validation error detected: Value '${op.id}' at 'functionName' failed to satisfy constraint: Member must have ` +
                "length less than or equal to 64",
        );
    }
    refuseRuntime(op);
    refuseCode(op);
    refuseEnvironment(op);
    refuseRole(op);
    refuseConcurrency(op);
}

function refuseRuntime(op: Op): void {
    const { memorySize = 128, runtime = "" } = op.inputs;
    if (isBlocked(runtime)) {
        op.refuse(
            refusals.blockedRuntime,
            `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We ` +
                "recommend you use a supported runtime while creating or updating functions.",
        );
    }
    if (memorySize > 10240) {
        op.refuse(
            refusals.memory,
            "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
        );
    }
}

function refuseCode(op: Op): void {
    const { code } = op.inputs;
    const assets: unknown = code instanceof Asset ? code.wire["assets"] : undefined;
    if (typeof assets === "object" && assets !== null && Object.keys(assets).length === 0) {
        op.refuse(refusals.emptyCode, "Uploaded file must be a non-empty zip");
    }
}

function refuseEnvironment(op: Op): void {
    const { environment, kmsKeyArn } = op.inputs;
    const variables = environment?.variables ?? {};
    const names = Object.keys(variables);
    const reserved = names.filter((name) => RESERVED.includes(name));
    if (reserved.length > 0) {
        op.refuse(
            refusals.reservedKeys,
            "Lambda was unable to configure your environment variables because the environment variables you have provided " +
                "contains reserved keys that are currently not supported for modification. Reserved keys used in this " +
                `request: ${reserved.join(", ")}`,
        );
    }
    const bad = names.find((name) => !/^[a-zA-Z]\w+$/.test(name));
    if (bad !== undefined) {
        op.refuse(
            refusals.variableName,
            `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy ` +
                `constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]: ${bad}`,
        );
    }
    if (Buffer.byteLength(JSON.stringify(variables)) > ENVIRONMENT_BYTES) {
        op.refuse(
            refusals.environmentSize,
            "Lambda was unable to configure your environment variables because the environment variables you have provided " +
                "exceeded the 4KB limit.",
        );
    }
    const isNew = kmsKeyArn !== op.previous?.inputs["kmsKeyArn"];
    const fault = kmsKeyArn && isNew ? keyFault(op.world, kmsKeyArn) : undefined;
    if (fault) {
        op.refuse(
            refusals.key,
            `Lambda was unable to configure access to your environment variables: ${fault.message}`,
        );
    }
}

function refuseRole(op: Op): void {
    const role = findRole(op.world, op.inputs.role);
    // Lambda says nothing of the function when it assumes a role: a condition on aws:SourceArn shuts it out.
    if (!role || !letsAssume(role, "lambda.amazonaws.com")) {
        op.refuse(refusals.role, "The role defined for the function cannot be assumed by Lambda.");
    }
    const target = op.inputs.deadLetterConfig?.targetArn;
    const [action, call] = target?.includes(":sns:")
        ? ["sns:Publish", "Publish on SNS"]
        : ["sqs:SendMessage", "SendMessage on SQS"];
    if (target && !/^arn:[\w-]+:(sqs|sns):/.test(target)) {
        op.refuse(refusals.deadLetterTarget, `The provided dead letter config TargetArn ${target} is invalid.`);
    }
    if (target && !mayDo(op.world, role, action, target)) {
        op.refuse(refusals.deadLetter, `The provided execution role does not have permissions to call ${call}`);
    }
    if (op.inputs.vpcConfig && !mayUseVpc(op, role)) {
        op.refuse(
            refusals.network,
            "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
        );
    }
}

function mayUseVpc(op: Op, role: WorldRecord): boolean {
    return mayDo(op.world, role, "ec2:CreateNetworkInterface", op.arn("ec2", "network-interface/*"));
}

function refuseConcurrency(op: Op): void {
    const reserved = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);
    const others = op.world
        .list(LAMBDA_TYPES.function)
        .filter((record) => record.id !== op.id)
        .reduce((sum, { outputs }) => sum + reserved(outputs["reservedConcurrentExecutions"]), 0);
    const own = reserved(op.inputs.reservedConcurrentExecutions);
    if (own > 0 && others + own > CONCURRENCY.account - CONCURRENCY.unreserved) {
        op.refuse(
            refusals.concurrency,
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below " +
                `its minimum value of [${CONCURRENCY.unreserved}].`,
        );
    }
}
