/** What the services' config refers to in other stacks. Pure. */
import { uncoveredHosts } from "../../components/ecs/service/host-plan";
import { type Fault, under } from "../../components/faults";
import { ConfigError } from "../../config/errors";
import { NAMESPACE } from "../../config/namespace";
import { type ServiceConfig, servicePlanArgs, type ServicesConfig } from "../../config/services";

/** What there is in the other stacks. */
export interface Known {
    readonly secrets: readonly string[];
    readonly repositories: readonly string[];
    /** Host names that the certificate covers. */
    readonly certificateNames: readonly string[];
    /** Ports on which the load balancer reaches applications. */
    readonly appPorts: { readonly from: number; readonly to: number };
    /** Whether the cluster offers spare capacity. */
    readonly fargateSpot: boolean;
}

/** Name of the image repository of a service. */
export function repositoryOf(name: string, service: ServiceConfig): string {
    return service.image.repository ?? name;
}

/** Everything that the services refer to and that isn't there, with paths from the config's root. */
export function referenceFaults(config: ServicesConfig, known: Known): Fault[] {
    return Object.entries(config.services).flatMap(([name, service]) =>
        under(`${NAMESPACE}:services.${name}`, [
            ...repositoryFaults(name, service, known),
            ...secretFaults(service, known),
            ...hostFaults(service, known),
            ...portFaults(service, known),
            ...spotFaults(servicePlanArgs(name, config), known),
        ]),
    );
}

/** @throws ConfigError with all of them */
export function refuseUnknown(stack: string, config: ServicesConfig, known: Known): void {
    const faults = referenceFaults(config, known);
    if (faults.length > 0) {
        const remedy = `Correct Pulumi.${stack}.yaml of the services, or add what is missing to the other stack and update it first.`;
        throw new ConfigError(`stack ${stack}`, faults, remedy);
    }
}

function repositoryFaults(name: string, service: ServiceConfig, { repositories }: Known): Fault[] {
    const given = repositoryOf(name, service);
    return repositories.includes(given)
        ? []
        : [
              missing(
                  "image.repository",
                  given,
                  "a repository of the data stack",
                  repositories,
                  "plinth:repositories.services",
              ),
          ];
}

function secretFaults({ secrets = [] }: ServiceConfig, known: Known): Fault[] {
    return secrets.flatMap(({ secret }, index) =>
        known.secrets.includes(secret)
            ? []
            : [
                  missing(
                      `secrets[${index}].secret`,
                      secret,
                      "a secret of the data stack",
                      known.secrets,
                      "plinth:secrets.containers",
                  ),
              ],
    );
}

function missing(path: string, given: string, what: string, known: readonly string[], key: string): Fault {
    const allowed = `${what}: ${known.join(", ") || "it has none"}`;
    return { path, given, allowed, hint: `Add it to ${key} of the data stack and run: plinth up <environment> data` };
}

/** Clients check the certificate's names: a host that it doesn't cover answers to nobody. */
function hostFaults({ hosts = [] }: ServiceConfig, { certificateNames }: Known): Fault[] {
    return uncoveredHosts(hosts, certificateNames).map((host) => ({
        path: `hosts[${hosts.indexOf(host)}]`,
        given: host,
        allowed: `a host that the foundation's certificate covers: ${certificateNames.join(", ") || "none"}`,
        hint: "Add it to plinth:certificate.domainNames of the foundation and run: plinth up <environment> foundation",
    }));
}

/** The load balancer reaches applications on the ports that the foundation opens, and on no others. */
function portFaults({ hosts, port }: ServiceConfig, { appPorts: { from, to } }: Known): Fault[] {
    if (hosts === undefined || port === undefined || (port >= from && port <= to)) {
        return [];
    }
    const allowed = `${from} to ${to}, which the foundation opens to the load balancer`;
    const hint = "Change plinth:network.appPorts of the foundation and run: plinth up <environment> foundation";
    return [{ path: "port", given: port, allowed, hint }];
}

/** ECS refuses a service on a capacity provider that its cluster doesn't have. */
function spotFaults({ useSpot }: { readonly useSpot?: boolean }, { fargateSpot }: Known): Fault[] {
    if (useSpot !== true || fargateSpot) {
        return [];
    }
    const hint = "Set plinth:cluster.fargateSpot of the foundation and run: plinth up <environment> foundation";
    return [{ path: "useSpot", given: useSpot, allowed: "false in a cluster without spare capacity", hint }];
}
