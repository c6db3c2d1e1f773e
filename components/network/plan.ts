/** From a network's arguments to what is to be made. Pure. */
import { refuseFaults } from "../faults";
import type { FlowLogTrafficType, NatStrategy, NetworkPlanArgs } from "./args";
import { parseCidr } from "./cidr";
import { DEFAULT_APP_PORTS, ESSENTIAL_SERVICES, type PlannedRule, planSecurityRules } from "./security-plan";
import { type PlannedSubnet, planSubnets, zoneLetter } from "./subnet-plan";
import { validateNetwork } from "./validation";

export { type NetworkCandidate, validateNetwork } from "./validation";

/** EC2 resolves this at each launch, so that a new image is no change of ours. */
export const NEWEST_ARM_IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/** How the private subnets get out, zones by their letters. */
export type NatPlan =
    | { readonly kind: "none" }
    | {
          readonly kind: "instance";
          readonly letter: string;
          readonly instanceType: string;
          readonly imageId: string;
      }
    | {
          readonly kind: "gateways";
          /** The zones that have a gateway. */
          readonly letters: readonly string[];
          /** Which zone's gateway serves each zone. */
          readonly gatewayOf: Readonly<Record<string, string>>;
      };

export interface NetworkPlan {
    readonly region: string;
    readonly cidrBlock: string;
    readonly availabilityZones: readonly string[];
    /** Letters of the zones, in the order given. */
    readonly letters: readonly string[];
    readonly subnets: readonly PlannedSubnet[];
    readonly nat: NatPlan;
    readonly rules: readonly PlannedRule[];
    readonly endpoints: { readonly services: readonly string[]; readonly letters: readonly string[] };
    readonly flowLogs: { readonly retentionDays: number; readonly trafficType: FlowLogTrafficType } | undefined;
}

/**
 * The plan, with every default filled in.
 *
 * @throws InvalidArgsError with all faults of the arguments at once.
 */
export function planNetwork(subject: string, args: NetworkPlanArgs): NetworkPlan {
    refuseFaults(subject, validateNetwork(args));
    const vpc = parseCidr(args.cidrBlock);
    if (vpc === undefined) {
        throw new RangeError(`${args.cidrBlock} passed validation but is no IPv4 block`);
    }
    const letters = args.availabilityZones.map(zoneLetter);
    const services = args.interfaceEndpoints?.services ?? ESSENTIAL_SERVICES;
    return {
        region: args.region,
        cidrBlock: args.cidrBlock,
        availabilityZones: args.availabilityZones,
        letters,
        subnets: planSubnets(vpc, args.availabilityZones),
        nat: planNat(args, letters),
        rules: planSecurityRules(args.appPorts ?? DEFAULT_APP_PORTS, services),
        endpoints: { services, letters: letters.slice(0, args.interfaceEndpoints?.zones ?? 1) },
        flowLogs: planFlowLogs(args),
    };
}

function planNat(args: NetworkPlanArgs, letters: readonly string[]): NatPlan {
    const [first = "a"] = letters;
    const strategy: NatStrategy = args.natStrategy;
    switch (strategy) {
        case "none":
            return { kind: "none" };
        case "instance":
            return {
                kind: "instance",
                letter: first,
                instanceType: args.natInstance?.instanceType ?? "t4g.nano",
                imageId: args.natInstance?.amiId ?? NEWEST_ARM_IMAGE,
            };
        case "gateway":
            return gateways([first], letters, () => first);
        case "gateway-per-az":
            return gateways(letters, letters, (letter) => letter);
    }
}

function gateways(at: readonly string[], letters: readonly string[], choose: (letter: string) => string): NatPlan {
    return {
        kind: "gateways",
        letters: at,
        gatewayOf: Object.fromEntries(letters.map((letter) => [letter, choose(letter)])),
    };
}

function planFlowLogs(args: NetworkPlanArgs): NetworkPlan["flowLogs"] {
    const { enabled = true, retentionDays = 90, trafficType = "REJECT" } = args.flowLogs ?? {};
    return enabled ? { retentionDays, trafficType } : undefined;
}
