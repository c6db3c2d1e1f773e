/** Programs that make one of every type that the sandbox models, and where the example of a type is. */
import { modelledPackages } from "../../../sandbox/models";
import { data } from "./data";
import { functions } from "./functions";
import { network } from "./network";
import { KINDS } from "./objects";
import { outside } from "./outside";
import { platform } from "./platform";
import { storage } from "./storage";
import type { ExampleProgram } from "./variant";

export type { ExampleProgram, Variant } from "./variant";
export { NEVER_UPDATED } from "./never-updated";

export interface ExampleSet {
    /** Also fit for a project's name. */
    readonly name: string;
    /** What its examples' types begin with: `aws:ec2`. What it makes besides are surroundings. */
    readonly services: readonly string[];
    readonly program: ExampleProgram;
}

export const EXAMPLES: readonly ExampleSet[] = [
    { name: "network", services: ["aws:ec2", "aws:vpc", "aws:autoscaling"], program: network },
    {
        name: "platform",
        services: [
            "aws:acm",
            "aws:appautoscaling",
            "aws:cloudwatch",
            "aws:ecs",
            "aws:iam",
            "aws:lb",
            "aws:servicediscovery",
        ],
        program: platform,
    },
    { name: "data", services: ["aws:elasticache", "aws:rds"], program: data },
    { name: "storage", services: ["aws:ecr", "aws:kms", "aws:s3", "aws:secretsmanager"], program: storage },
    { name: "functions", services: ["aws:dynamodb", "aws:lambda", "aws:scheduler", "aws:sqs"], program: functions },
    { name: "outside", services: ["cloudflare", "kubernetes", "random"], program: outside },
];

/** Every modelled type, the kinds that stand for Kubernetes among them. */
export const EXAMPLE_TYPES: readonly string[] = modelledPackages.flatMap(({ models }) =>
    models.flatMap(({ type }): readonly string[] => (type === "kubernetes:*" ? KINDS : [type])),
);

/** Where the example of a type is. */
export interface Example {
    /** The program's name in {@link EXAMPLES}. */
    readonly program: string;
    /** Its logical name. No other resource of that program has both the type and the name. */
    readonly name: string;
}

/** @throws where no program has the type's service, so that a new model doesn't stay without an example */
export function exampleOf(type: string): Example {
    const [name = ""] = type.split(":").slice(-1);
    const set = EXAMPLES.find(({ services }) => services.some((service) => isOf(service, type)));
    if (set === undefined) {
        throw new Error(
            `no example program has the service of ${type}: make one in test/sandbox/examples/ and list its service`,
        );
    }
    return { program: set.name, name: kebab(name) };
}

/** Whether a service, such as `aws:ec2`, has a type. */
export function isOf(service: string, type: string): boolean {
    return type.startsWith(`${service}/`) || type.startsWith(`${service}:`);
}

/** `RouteTableAssociation` is `route-table-association`. */
function kebab(name: string): string {
    return name.replace(/(?<=[a-z\d])(?=[A-Z])/g, "-").toLowerCase();
}

/** @param project @default - the program's name */
export function exampleUrn(type: string, { stack = "test", project = exampleOf(type).program } = {}): string {
    return `urn:pulumi:${stack}::${project}::${type}::${exampleOf(type).name}`;
}
