/** The config of the foundation project. */
import { z } from "zod";
import { validateCertificate } from "../components/dns/plan";
import { CONTAINER_INSIGHTS } from "../components/ecs/cluster/args";
import { validateEcsCluster } from "../components/ecs/cluster/plan";
import { TLS_POLICIES } from "../components/elb/args";
import { validateSharedLoadBalancer } from "../components/elb/plan";
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

/** The cluster's arguments as config; `components/ecs/cluster/args.ts` documents each of them. */
const cluster = z.strictObject({
    /** Whether services may run on spare capacity. */
    fargateSpot: z.boolean(),
    containerInsights: z.enum(CONTAINER_INSIGHTS).optional(),
    /** The namespace's name. */
    namespace: z.string().optional(),
});

/** The load balancer's arguments as config; `components/elb/args.ts` documents each of them. */
const loadBalancer = z.strictObject({
    deletionProtection: z.boolean().optional(),
    accessLogRetentionDays: z.number().optional(),
    accessLogBucketName: z.string().optional(),
    forceDestroyAccessLogs: z.boolean().optional(),
    tlsPolicy: z.enum(TLS_POLICIES).optional(),
    idleTimeoutSeconds: z.number().optional(),
});

/** The certificate's names; `components/dns/args.ts` says what they may be. */
const certificate = z.strictObject({ domainNames: z.array(z.string()) });

/** Where the environment's public names are. */
const cloudflare = z.strictObject({ zoneId: z.string() });

export const foundationSchema = z.strictObject({
    ...environmentShape,
    network,
    cluster,
    loadBalancer,
    certificate,
    cloudflare,
});

export type FoundationConfig = z.output<typeof foundationSchema>;

/** Reads the foundation's config. */
export const foundationConfig = environmentConfig(foundationSchema, checkFoundation);

type Values = DeepPartial<FoundationConfig>;

/** The components' own checks, each under its key; what is missing as a whole the schema has said already. */
function checkFoundation(values: Values): Fault[] {
    return [
        ...(values.network === undefined ? [] : checkNetwork(values)),
        ...(values.cluster === undefined ? [] : checkCluster(values.cluster)),
        ...(values.loadBalancer === undefined
            ? []
            : under("loadBalancer", validateSharedLoadBalancer(values.loadBalancer))),
        ...checkCertificate(values),
    ];
}

/** The faults under a key, but for those of a value that has a key of its own. */
function mounted(key: string, faults: readonly Fault[], elsewhere: Readonly<Record<string, string>>): Fault[] {
    return faults.flatMap((fault) => {
        const place = elsewhere[fault.path];
        return place === undefined ? under(key, [fault]) : [{ ...fault, path: place }];
    });
}

function checkNetwork(values: Values): Fault[] {
    return mounted("network", validateNetwork({ ...values.network, region: values.region }), { region: "region" });
}

function checkCluster({ containerInsights, namespace }: NonNullable<Values["cluster"]>): Fault[] {
    const faults = validateEcsCluster({ containerInsights, namespace: { name: namespace } });
    return mounted("cluster", faults, { "namespace.name": "cluster.namespace" });
}

function checkCertificate({ certificate: given, cloudflare: zone }: Values): Fault[] {
    const faults = validateCertificate({ domainNames: given?.domainNames, zoneId: zone?.zoneId });
    return mounted("certificate", faults, { zoneId: "cloudflare.zoneId" });
}
