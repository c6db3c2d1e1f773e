/** The config of the foundation project. */
import { z } from "zod";
import { validateNaming } from "../components/naming";
import { FLOW_LOG_TRAFFIC_TYPES, NAT_STRATEGIES } from "../components/network/args";
import { validateNetwork } from "../components/network/plan";
import { type Fault, under } from "../components/faults";
import { type DeepPartial, parseConfig, type ParseOptions, readConfig } from "./read";
import { environmentShape } from "./shared";

const portRange = z.strictObject({ from: z.number(), to: z.number() });

/** The network's arguments as config; `components/network/args.ts` documents each of them. */
const network = z.strictObject({
    cidrBlock: z.string(),
    availabilityZones: z.array(z.string()),
    natStrategy: z.enum(NAT_STRATEGIES),
    natInstance: z.strictObject({ instanceType: z.string().optional(), amiId: z.string().optional() }).optional(),
    interfaceEndpoints: z
        .strictObject({ services: z.array(z.string()).optional(), zones: z.number().optional() })
        .optional(),
    flowLogs: z
        .strictObject({
            enabled: z.boolean().optional(),
            retentionDays: z.number().optional(),
            trafficType: z.enum(FLOW_LOG_TRAFFIC_TYPES).optional(),
        })
        .optional(),
    appPorts: portRange.optional(),
});

export const foundationSchema = z.strictObject({ ...environmentShape, network });

export type FoundationConfig = z.output<typeof foundationSchema>;

type Options = Omit<ParseOptions<typeof foundationSchema>, "check">;

/** The foundation's config in a record of keys and values, as `readStackFile` gives it. */
export function parseFoundationConfig(
    record: Readonly<Record<string, unknown>>,
    stack: string,
    options: Options = {},
): FoundationConfig {
    const own = { subject: `stack ${stack}`, file: `Pulumi.${stack}.yaml`, check: checkFor(stack) };
    return parseConfig(foundationSchema, record, { ...own, ...options });
}

/** The config of the foundation stack that is running. */
export function readFoundationConfig(stack: string): FoundationConfig {
    return readConfig(foundationSchema, { check: checkFor(stack) });
}

function checkFor(stack: string) {
    return (values: DeepPartial<FoundationConfig>): Fault[] => [
        ...validateNaming({ prefix: values.prefix, environment: values.environment }),
        ...checkEnvironment(values.environment, stack),
        ...checkNetwork(values),
    ];
}

/** A stack with another environment's config would make that environment's names in the wrong state. */
function checkEnvironment(environment: string | undefined, stack: string): Fault[] {
    if (environment === undefined || environment === stack) {
        return [];
    }
    return [{ path: "environment", given: environment, allowed: `${stack}, the name of the stack` }];
}

function checkNetwork(values: DeepPartial<FoundationConfig>): Fault[] {
    if (values.network === undefined) {
        return [];
    }
    const faults = validateNetwork({ ...values.network, region: values.region });
    const isRegion = (fault: Fault): boolean => fault.path === "region";
    return [
        ...faults.filter(isRegion),
        ...under(
            "network",
            faults.filter((fault) => !isRegion(fault)),
        ),
    ];
}
