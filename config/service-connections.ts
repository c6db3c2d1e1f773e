/** What a service connects to, as environment variables, and who has to be there first. Pure. */
import type { Fault } from "../components/faults";
import { poolPorts } from "../components/network/security-plan";

/** What the data stack offers under names of its own; every other name is an internal service's. */
export const DATA_CONNECTIONS = ["database", "redis"] as const;

/** In which security group of the foundation a service's tasks are. */
export const SERVICE_GROUPS = ["app", "pgbouncer"] as const;

export type ServiceGroup = (typeof SERVICE_GROUPS)[number];

/** What connections are planned from. */
export interface ConnectedService {
    readonly port?: number;
    readonly securityGroup?: ServiceGroup;
    readonly connectsTo?: readonly string[];
    readonly internal?: { readonly variablePrefix?: string };
}

export type ConnectedServices = Readonly<Record<string, ConnectedService>>;

/** Outputs of the data stack that say where something is. */
export type EndpointOutput =
    | "databaseWriterEndpoint"
    | "databasePort"
    | "databaseName"
    | "cachePrimaryEndpoint"
    | "cacheReaderEndpoint"
    | "cachePort";

/** Where a variable's value comes from. */
export type VariableSource =
    | { readonly from: "data"; readonly output: EndpointOutput }
    /** The private host name of an internal service. */
    | { readonly from: "service"; readonly service: string }
    | { readonly from: "config"; readonly value: string };

export type VariableSources = Readonly<Record<string, VariableSource>>;

const data = (output: EndpointOutput): VariableSource => ({ from: "data", output });

const DATA_VARIABLES: Readonly<Record<string, VariableSources>> = {
    database: {
        DATABASE_HOST: data("databaseWriterEndpoint"),
        DATABASE_PORT: data("databasePort"),
        DATABASE_NAME: data("databaseName"),
    },
    redis: {
        REDIS_HOST: data("cachePrimaryEndpoint"),
        REDIS_READER_HOST: data("cacheReaderEndpoint"),
        REDIS_PORT: data("cachePort"),
        // The cache speaks nothing else.
        REDIS_TLS: { from: "config", value: "true" },
    },
};

/** The variables that a service's connections give it; no secret is among them, and no endpoint in a secret. */
export function connectionVariables(name: string, services: ConnectedServices): VariableSources {
    const targets = services[name]?.connectsTo ?? [];
    const variables = targets.map((target) => DATA_VARIABLES[target] ?? serviceVariables(target, services));
    return Object.assign({}, ...variables) as VariableSources;
}

function serviceVariables(target: string, services: ConnectedServices): VariableSources {
    const service = services[target];
    const prefix = variablePrefix(target, service);
    return {
        [`${prefix}_HOST`]: { from: "service", service: target },
        [`${prefix}_PORT`]: { from: "config", value: String(service?.port ?? "") },
        // Clients of a pool name the database, as they would without it.
        ...(service?.connectsTo?.includes("database") === true ? { [`${prefix}_NAME`]: data("databaseName") } : {}),
    };
}

/** First part of the variables with which clients find an internal service. */
function variablePrefix(name: string, service: ConnectedService | undefined): string {
    return service?.internal?.variablePrefix ?? name.toUpperCase().replace(/-/g, "_");
}

/** The services in an order in which each comes after those that it connects to; otherwise as they are given. */
export function connectionOrder(services: ConnectedServices): string[] {
    const order = new Set<string>();
    const visit = (name: string, above: readonly string[]): void => {
        const next = (services[name]?.connectsTo ?? []).filter((target) => target in services);
        next.filter((target) => !above.includes(target)).forEach((target) => visit(target, [...above, name]));
        order.add(name);
    };
    Object.keys(services).forEach((name) => visit(name, []));
    return [...order];
}

/** Connections to what isn't there, to what the security groups keep apart, and round in a circle. */
export function validateConnections(services: ConnectedServices): Fault[] {
    return Object.entries(services).flatMap(([name, service]) => [
        ...(service.connectsTo ?? []).flatMap((target, index) =>
            validateTarget(name, target, services).map((fault) => ({
                path: `${name}.connectsTo[${index}]`,
                given: target,
                ...fault,
            })),
        ),
        ...validateInternal(service).map((fault) => ({ ...fault, path: `${name}.${fault.path}` })),
    ]);
}

type TargetFault = Pick<Fault, "allowed" | "hint">;

function validateTarget(name: string, target: string, services: ConnectedServices): TargetFault[] {
    const group = services[name]?.securityGroup ?? "app";
    if (target === "database") {
        const hint = "The database's security group lets in the pool alone: connect to the pool";
        return group === "pgbouncer" ? [] : [{ allowed: "only in a service of the security group pgbouncer", hint }];
    }
    if (target === "redis") {
        return group === "app" ? [] : [{ allowed: "only in a service of the security group app" }];
    }
    const internals = Object.keys(services).filter((other) => services[other]?.internal !== undefined);
    if (target === name || !internals.includes(target)) {
        const known = [...DATA_CONNECTIONS, ...internals.filter((other) => other !== name)];
        return [{ allowed: `one of ${known.join(", ")}` }];
    }
    if (reaches(target, name, services)) {
        return [{ allowed: "no circle", hint: `${target} connects to ${name} itself, directly or through others` }];
    }
    return group === "app" ? [] : [{ allowed: "only in a service of the security group app" }];
}

function reaches(from: string, to: string, services: ConnectedServices, seen: readonly string[] = []): boolean {
    const next = services[from]?.connectsTo ?? [];
    return next.some(
        (target) => target === to || (!seen.includes(target) && reaches(target, to, services, [...seen, from, target])),
    );
}

function validateInternal({ internal, port, securityGroup }: ConnectedService): Fault[] {
    if (internal === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    if (securityGroup !== "pgbouncer") {
        const hint = "Tasks of the group app don't reach each other: the foundation has no rule for it";
        faults.push({
            path: "securityGroup",
            given: securityGroup,
            allowed: "pgbouncer for an internal service",
            hint,
        });
    }
    const open = poolPorts();
    if (port !== undefined && !open.includes(port)) {
        const allowed = `${open.join(" or ")}, which the group pgbouncer opens`;
        faults.push({ path: "port", given: port, allowed });
    }
    return faults;
}
