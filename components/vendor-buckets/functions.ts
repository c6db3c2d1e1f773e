import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionCode } from "./args";
import { type BucketsContext, LOGICAL } from "./context";
import type { CompleteRole } from "./roles";

/** The functions of the buckets. */
export type Part = "reconciler" | "settings";

/** There before the function, which would make one that keeps everything. */
export function createLogGroup({ name, args, plan, parent }: BucketsContext, part: Part): aws.cloudwatch.LogGroup {
    const { naming } = args;
    const logical = `${LOGICAL}-${part}`;
    return new aws.cloudwatch.LogGroup(
        `${name}-${part}`,
        {
            name: naming.contractName("logGroup", `/aws/lambda/${naming.fixedName("lambdaFunction", logical)}`),
            retentionInDays: plan.reconciler.logRetentionDays,
            tags: naming.nameTag(logical),
        },
        { parent },
    );
}

/** What a function consists of. */
export interface FunctionParts {
    readonly part: Part;
    readonly description: string;
    readonly code: FunctionCode;
    readonly role: CompleteRole;
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly table: aws.dynamodb.Table;
    readonly timeoutSeconds: number;
    readonly memoryMegabytes: number;
    /** Beside the table's name. @default - none */
    readonly variables?: Readonly<Record<string, string>>;
}

/** The function as it is planned; its role can do what it needs before it is there. */
export function functionArgs({ args }: BucketsContext, parts: FunctionParts): aws.lambda.FunctionArgs {
    const logical = `${LOGICAL}-${parts.part}`;
    return {
        name: args.naming.fixedName("lambdaFunction", logical),
        description: parts.description,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(parts.code.code) }),
        sourceCodeHash: parts.code.sha256,
        role: parts.role.role.arn,
        timeout: parts.timeoutSeconds,
        memorySize: parts.memoryMegabytes,
        environment: { variables: { TABLE_NAME: parts.table.name, ...parts.variables } },
        // Metrics are made of lines of the program's own form, which the form JSON would wrap.
        loggingConfig: { logFormat: "Text", logGroup: parts.logGroup.name },
        tags: args.naming.nameTag(logical),
    };
}

export function createFunction(
    { name, parent }: BucketsContext,
    { part, role }: Pick<FunctionParts, "part" | "role">,
    args: aws.lambda.FunctionArgs,
): aws.lambda.Function {
    return new aws.lambda.Function(`${name}-${part}`, args, { parent, dependsOn: [role.policy] });
}
