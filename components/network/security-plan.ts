/**
 * Who may talk to whom, as one table of flows. Pure.
 *
 * A flow becomes an egress rule of its client and an ingress rule of its server, so that the two can't disagree.
 * What no flow names is refused. DNS and the clock of the VPC's resolver, and a task's credentials, don't pass
 * security groups and need no rule.
 */
import type { PortRange } from "./args";

/** The security groups of the network and what each is for; the text is the group's description in AWS. */
export const SECURITY_GROUPS = {
    alb: "Shared load balancer, open to the internet on 443 and 80",
    "fargate-app": "Application services on Fargate",
    "fargate-pgbouncer": "Connection pool in front of the database",
    rds: "PostgreSQL, reached through the pool and by the migrations runner",
    redis: "Redis-compatible cache",
    "migrations-runner": "One-off tasks with a direct database session: migrations and backups",
    endpoints: "Interface endpoints of AWS services",
} as const;

export type SecurityGroupName = keyof typeof SECURITY_GROUPS;

/** The other end of a rule: a security group, every IPv4 address, or the S3 prefix list of the region. */
export type Peer = SecurityGroupName | "anywhere" | "s3";

/** A connection that is allowed, all TCP. */
interface Flow {
    readonly from: SecurityGroupName | "anywhere";
    readonly to: Peer;
    readonly ports: PortRange;
    readonly why: string;
}

/** A standalone rule to be made. */
export interface PlannedRule {
    /** Logical name, unique in the network: `rds-ingress-fargate-pgbouncer-5432`. */
    readonly name: string;
    readonly group: SecurityGroupName;
    readonly direction: "ingress" | "egress";
    readonly peer: Peer;
    readonly ports: PortRange;
    readonly description: string;
}

/** What a task needs before its first line of code runs: its image, its secrets and their key, its log. */
export const ESSENTIAL_SERVICES = ["ecr.api", "ecr.dkr", "secretsmanager", "kms", "logs"] as const;

const port = (number: number): PortRange => ({ from: number, to: number });
const HTTPS = port(443);
const POSTGRES = port(5432);
const TASK_GROUPS: readonly SecurityGroupName[] = ["fargate-app", "fargate-pgbouncer", "migrations-runner"];
const CLOSED_TASK_GROUPS: readonly SecurityGroupName[] = ["fargate-pgbouncer", "migrations-runner"];

/** The application's ports that are open to the load balancer unless others are given. */
export const DEFAULT_APP_PORTS: PortRange = { from: 3000, to: 9999 };

/** The rules of all groups, given the application's ports and the services that have an interface endpoint. */
export function planSecurityRules(appPorts: PortRange, endpointServices: readonly string[]): PlannedRule[] {
    return [...edgeFlows(appPorts), ...dataFlows(), ...serviceFlows(endpointServices)].flatMap(rulesOf);
}

function edgeFlows(appPorts: PortRange): Flow[] {
    return [
        { from: "anywhere", to: "alb", ports: HTTPS, why: "Clients over TLS" },
        { from: "anywhere", to: "alb", ports: port(80), why: "Clients to be redirected to TLS" },
        { from: "alb", to: "fargate-app", ports: appPorts, why: "Requests and health checks" },
        { from: "fargate-app", to: "anywhere", ports: HTTPS, why: "Outside vendors and AWS services" },
    ];
}

// No flow from fargate-app to rds: a service that goes round the pool can use up the database's connections.
function dataFlows(): Flow[] {
    return [
        { from: "fargate-app", to: "fargate-pgbouncer", ports: POSTGRES, why: "Database sessions through the pool" },
        { from: "fargate-app", to: "fargate-pgbouncer", ports: port(6432), why: "Pool on its customary port" },
        { from: "fargate-app", to: "redis", ports: port(6379), why: "Cache and queues" },
        { from: "fargate-pgbouncer", to: "rds", ports: POSTGRES, why: "Server connections of the pool" },
        { from: "migrations-runner", to: "rds", ports: POSTGRES, why: "Direct sessions of migrations and backups" },
    ];
}

/** Ports on which applications reach the connection pool. */
export function poolPorts(): number[] {
    return dataFlows()
        .filter(({ from, to }) => from === "fargate-app" && to === "fargate-pgbouncer")
        .map(({ ports }) => ports.from);
}

function serviceFlows(endpointServices: readonly string[]): Flow[] {
    const reachable = ESSENTIAL_SERVICES.every((service) => endpointServices.includes(service));
    const flows = (from: readonly SecurityGroupName[], to: Peer, why: string): Flow[] =>
        from.map((group) => ({ from: group, to, ports: HTTPS, why }));
    return [
        ...flows(TASK_GROUPS, "endpoints", "AWS services inside the VPC"),
        ...flows(CLOSED_TASK_GROUPS, "s3", "Image layers and objects through the S3 gateway endpoint"),
        ...(reachable ? [] : flows(CLOSED_TASK_GROUPS, "anywhere", "AWS services that have no endpoint here")),
    ];
}

function rulesOf(flow: Flow): PlannedRule[] {
    const rule = (group: SecurityGroupName, direction: PlannedRule["direction"], peer: Peer): PlannedRule => ({
        name: `${group}-${direction}-${peer}-${flow.ports.from}`,
        group,
        direction,
        peer,
        ports: flow.ports,
        description: `${flow.why} (${direction === "ingress" ? "from" : "to"} ${peer})`,
    });
    const ingress = isGroup(flow.to) ? [rule(flow.to, "ingress", flow.from)] : [];
    const egress = isGroup(flow.from) ? [rule(flow.from, "egress", flow.to)] : [];
    return [...ingress, ...egress];
}

function isGroup(peer: Peer): peer is SecurityGroupName {
    return peer in SECURITY_GROUPS;
}
