/** The config of the foundation project. */
import { z } from "zod";
import { FLOW_LOG_TRAFFIC_TYPES, NAT_STRATEGIES } from "../components/network/args";
import { validateNetwork } from "../components/network/plan";
import { type Fault, under } from "../components/faults";
import { environmentConfig } from "./environment-config";
import type { DeepPartial } from "./read";
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

/** Reads the foundation's config. */
export const foundationConfig = environmentConfig(foundationSchema, checkNetwork);

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
