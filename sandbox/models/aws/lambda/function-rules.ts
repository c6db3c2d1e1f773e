/** What the provider checks of a function before any call. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { between, oneOf } from "../check-faults";
import { RUNTIMES } from "./runtimes";

/** The code is an asset in the sandbox, whatever the SDK takes for one. */
export type FunctionInputs = Omit<Unwrap<aws.lambda.FunctionArgs>, "code"> & { readonly code?: unknown };

const CODE = ["code", "imageUri", "s3Bucket"] as const;
const NAME =
    /^(arn:[\w-]+:lambda:)?([a-z]{2}(-(gov|iso\w?))?-[a-z]+-\d:)?(\d{12}:)?(function:)?[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;

function codeFaults(inputs: Partial<FunctionInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const given = CODE.filter((name) => inputs[name] !== undefined || unknown.has(name));
    return given.length === 1
        ? []
        : [
              {
                  property: "code",
                  reason: `exactly one of ${CODE.join(", ")} must be given; there are ${given.length}`,
              },
          ];
}

/** A zip file has a handler and a runtime; an image brings its own. */
function entryFaults(inputs: Partial<FunctionInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const { handler, packageType = "Zip", runtime } = inputs;
    const lacks = (name: "handler" | "runtime"): boolean => inputs[name] === undefined && !unknown.has(name);
    if (packageType === "Zip" && (lacks("handler") || lacks("runtime"))) {
        return [{ property: "handler", reason: "and runtime must be set when packageType is Zip" }];
    }
    const length = handler?.length ?? 1;
    return [
        ...(length < 1 || length > 128
            ? [{ property: "handler", reason: `has ${length} characters; allowed are 1 to 128` }]
            : []),
        ...oneOf("runtime", runtime, RUNTIMES),
    ];
}

function nameFaults(name: string | undefined): readonly CheckFault[] {
    return name === undefined || (NAME.test(name) && name.length <= 140)
        ? []
        : [{ property: "name", reason: `'${name}' must be a function's name of letters, digits, - and _, or its ARN` }];
}

function loggingFaults({ loggingConfig }: Partial<FunctionInputs>): readonly CheckFault[] {
    const { applicationLogLevel, logFormat, systemLogLevel } = loggingConfig ?? {};
    const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    return [
        ...oneOf("loggingConfig.logFormat", logFormat, ["JSON", "Text"]),
        ...oneOf("loggingConfig.applicationLogLevel", applicationLogLevel, levels),
        ...oneOf("loggingConfig.systemLogLevel", systemLogLevel, ["DEBUG", "INFO", "WARN"]),
    ];
}

function machineFaults(inputs: Partial<FunctionInputs>): readonly CheckFault[] {
    const { architectures = [] } = inputs;
    return [
        ...(architectures.length > 1
            ? [{ property: "architectures", reason: `has ${architectures.length} items; at most 1 is allowed` }]
            : []),
        ...architectures.flatMap((name, index) => oneOf(`architectures[${index}]`, name, ["arm64", "x86_64"])),
        ...between("memorySize", inputs.memorySize, 128, 32768),
        ...between("timeout", inputs.timeout, 1, 900),
        ...between("ephemeralStorage.size", inputs.ephemeralStorage?.size, 512, 10240),
        ...between("reservedConcurrentExecutions", inputs.reservedConcurrentExecutions, -1),
    ];
}

export function functionFaults(inputs: Partial<FunctionInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    return [
        ...codeFaults(inputs, unknown),
        ...entryFaults(inputs, unknown),
        ...nameFaults(inputs.name),
        ...machineFaults(inputs),
        ...oneOf("packageType", inputs.packageType, ["Image", "Zip"]),
        ...oneOf("tracingConfig.mode", inputs.tracingConfig?.mode, ["Active", "PassThrough"]),
        ...loggingFaults(inputs),
    ];
}
