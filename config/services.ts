/** The config of the services project. */
import { z } from "zod";
import { CPU_ARCHITECTURES, DEPLOYERS, DISCOVERIES, type EcsServicePlanArgs } from "../components/ecs/service/args";
import { type EcsServiceCandidate, validateEcsService, validateServiceNames } from "../components/ecs/service/plan";
import { priorityOf, type RoutedService, validatePriorities } from "../components/ecs/service/priority-plan";
import { type Fault, under } from "../components/faults";
import { environmentConfig } from "./environment-config";
import type { DeepPartial } from "./read";
import { connectionVariables, SERVICE_GROUPS, validateConnections } from "./service-connections";
import { environmentShape } from "./shared";

const VARIABLE_PREFIX = /^[A-Z][A-Z0-9_]*$/;

const healthCheck = z.strictObject({
    command: z.array(z.string()),
    intervalSeconds: z.number().optional(),
    timeoutSeconds: z.number().optional(),
    retries: z.number().optional(),
    startPeriodSeconds: z.number().optional(),
});

const scaling = z.strictObject({
    desired: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    targetCpu: z.number().optional(),
    scaleInCooldownSeconds: z.number().optional(),
    scaleOutCooldownSeconds: z.number().optional(),
});

const secret = z.strictObject({
    /** Name of the environment variable. */
    env: z.string(),
    /** Name of the secret in the data stack's config. */
    secret: z.string(),
    /** Key of its JSON. @default - the whole secret */
    key: z.string().optional(),
});

/** What services of one environment have in common; each may say otherwise. */
const defaultsShape = {
    useSpot: z.boolean().optional(),
    cpuArchitecture: z.enum(CPU_ARCHITECTURES).optional(),
    deployedBy: z.enum(DEPLOYERS).optional(),
    logRetentionDays: z.number().optional(),
    enableExecuteCommand: z.boolean().optional(),
    waitForSteadyState: z.boolean().optional(),
};

/** What a service behind the load balancer has beside its hosts. */
const httpShape = {
    hosts: z.array(z.string()).optional(),
    priority: z.number().optional(),
    healthCheckPath: z.string().optional(),
    healthCheckMatcher: z.string().optional(),
    healthCheckGraceSeconds: z.number().optional(),
    deregistrationDelaySeconds: z.number().optional(),
};

/** A service's arguments as config; `components/ecs/service/args.ts` documents each of them. */
const service = z.strictObject({
    ...defaultsShape,
    ...httpShape,
    image: z.strictObject({
        tag: z.string().optional(),
        digest: z.string().optional(),
        /** Name of the repository in the data stack's config. @default - the service's name */
        repository: z.string().optional(),
    }),
    port: z.number().optional(),
    cpu: z.number(),
    memory: z.number(),
    scaling,
    internal: z
        .strictObject({
            discovery: z.enum(DISCOVERIES),
            /** First part of the variables with which clients find it, such as `DATABASE`. @default - its own name */
            variablePrefix: z
                .string()
                .regex(VARIABLE_PREFIX)
                .describe("upper-case letters, digits and underscores, such as DATABASE")
                .optional(),
        })
        .optional(),
    /** `database`, `redis` or an internal service: their endpoints come as variables. @default - nothing */
    connectsTo: z.array(z.string()).optional(),
    /** Decides whom the tasks reach and who reaches them. @default "app" */
    securityGroup: z.enum(SERVICE_GROUPS).optional(),
    environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    secrets: z.array(secret).optional(),
    /** Policies that the task role gets, each under a name. @default - none */
    iamPolicyArns: z.record(z.string(), z.string()).optional(),
    command: z.array(z.string()).optional(),
    user: z.string().optional(),
    readonlyRootFilesystem: z.boolean().optional(),
    writablePaths: z.array(z.string()).optional(),
    stopTimeoutSeconds: z.number().optional(),
    healthCheck: healthCheck.optional(),
});

export const servicesSchema = z.strictObject({
    ...environmentShape,
    /** @default - each service says for itself */
    serviceDefaults: z.strictObject(defaultsShape).optional(),
    /** By name; the name is in every name of the service's in AWS. */
    services: z.record(z.string(), service),
});

export type ServicesConfig = z.output<typeof servicesSchema>;
export type ServiceConfig = ServicesConfig["services"][string];
type PartialConfig = DeepPartial<ServicesConfig>;
type PartialService = DeepPartial<ServiceConfig>;

/** Reads the config of the services. */
export const servicesConfig = environmentConfig(servicesSchema, checkServices);

/**
 * What a service is planned from, with the environment's defaults. The variables of its connections aren't among it:
 * their values are other stacks' outputs.
 */
export function servicePlanArgs(name: string, { services, serviceDefaults }: ServicesConfig): EcsServicePlanArgs {
    const service = services[name];
    if (service === undefined) {
        throw new RangeError(`the config has no service ${name}`);
    }
    const { hosts, healthCheckPath = "", image, cpu, memory, scaling, healthCheck } = service;
    const { tag, digest } = image;
    const http = hosts && { ...httpArgs(service), hosts, healthCheckPath, priority: priorityOf(name, routed(service)) };
    const common = commonArgs(name, { ...serviceDefaults, ...service });
    return { ...common, image: { tag, digest }, cpu, memory, scaling, healthCheck, http, internal: service.internal };
}

/** The arguments that are the same thing in a service's config, whole or with parts missing. */
function commonArgs(name: string, service: PartialService) {
    return {
        serviceName: name,
        deployedBy: service.deployedBy,
        port: service.port,
        useSpot: service.useSpot,
        cpuArchitecture: service.cpuArchitecture,
        environment: asText(service.environment ?? {}),
        secrets: service.secrets?.map(({ env, key }) => ({ name: env, key })),
        command: service.command,
        user: service.user,
        readonlyRootFilesystem: service.readonlyRootFilesystem,
        writablePaths: service.writablePaths,
        stopTimeoutSeconds: service.stopTimeoutSeconds,
        logRetentionDays: service.logRetentionDays,
        enableExecuteCommand: service.enableExecuteCommand,
        waitForSteadyState: service.waitForSteadyState,
    };
}

function httpArgs(service: PartialService) {
    return {
        hosts: service.hosts,
        priority: service.priority,
        healthCheckPath: service.healthCheckPath,
        healthCheckMatcher: service.healthCheckMatcher,
        healthCheckGraceSeconds: service.healthCheckGraceSeconds,
        deregistrationDelaySeconds: service.deregistrationDelaySeconds,
    };
}

function asText(variables: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

/** What the listener's rules are planned from. */
function routed({ hosts = [], priority }: PartialService): RoutedService {
    return { hosts, priority };
}

function checkServices(values: PartialConfig): Fault[] {
    const services = servicesOf(values);
    const isRouted = ([, { hosts }]: [string, PartialService]): boolean => hosts !== undefined;
    const rules = Object.entries(services)
        .filter(isRouted)
        .map(([name, service]) => [name, routed(service)] as const);
    const each = Object.entries(services).flatMap(([name, service]) =>
        under(name, [...checkService(name, service, values), ...checkVariables(name, services)]),
    );
    const together = [...validatePriorities(Object.fromEntries(rules)), ...validateConnections(services)];
    return under("services", [...each, ...together]);
}

/** The services with the environment's defaults, as far as the schema left them. */
function servicesOf({ services = {}, serviceDefaults }: PartialConfig): Record<string, PartialService> {
    const entries = Object.entries(services).map(
        ([name, service]) => [name, { ...serviceDefaults, ...service }] as const,
    );
    return Object.fromEntries(entries);
}

function checkService(name: string, service: PartialService, values: PartialConfig): Fault[] {
    const { prefix, environment } = values;
    const http = httpArgs(service);
    const isHttp = Object.values(http).some((value) => value !== undefined);
    const candidate: EcsServiceCandidate = {
        ...commonArgs(name, service),
        image: service.image,
        cpu: service.cpu,
        memory: service.memory,
        scaling: service.scaling,
        healthCheck: service.healthCheck,
        internal: service.internal,
        http: isHttp ? http : undefined,
    };
    const tooLong =
        prefix === undefined || environment === undefined ? [] : validateServiceNames({ prefix, environment }, name);
    const faults = [...validateEcsService(candidate), ...tooLong.map((fault) => ({ ...fault, path: "serviceName" }))];
    return [...faults.map(atConfigPath), ...checkGroup(service)];
}

/** Where an argument stands in a service's config. */
function atConfigPath(fault: Fault): Fault {
    const path = fault.path
        .replace(/^serviceName$/, "")
        .replace(/^http\./, "")
        .replace(/^(secrets\[\d+\])\.name$/, "$1.env");
    return { ...fault, path };
}

function checkGroup({ hosts, securityGroup: given = "app" }: PartialService): Fault[] {
    const hint = "The load balancer reaches no other group";
    const ok = hosts === undefined || given === "app";
    return ok ? [] : [{ path: "securityGroup", given, allowed: "app for a service with hosts", hint }];
}

/** A variable that a connection sets must not be set again, or one of the two would win silently. */
function checkVariables(name: string, services: Record<string, PartialService>): Fault[] {
    const connected = connectionVariables(name, services);
    const { environment = {}, secrets = [] } = services[name] ?? {};
    const allowed = "a variable that connectsTo doesn't set";
    const taken = (variable: string | undefined): boolean => variable !== undefined && variable in connected;
    return [
        ...Object.keys(environment)
            .filter(taken)
            .map((variable) => ({ path: `environment.${variable}`, given: variable, allowed })),
        ...secrets.flatMap(({ env }, index) =>
            taken(env) ? [{ path: `secrets[${index}].env`, given: env, allowed }] : [],
        ),
    ];
}
