import { environmentNaming } from "../../../components/naming";
import { Network, type NetworkArgs } from "../../../components/network";
import { record, type Recording } from "../../support/mocks";

export const STAGING: NetworkArgs = {
    naming: environmentNaming({ prefix: "restartix", environment: "staging" }),
    region: "eu-central-1",
    cidrBlock: "10.10.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natStrategy: "instance",
};

/** A network under mocks: staging's, with changes. */
export function recordNetwork(change: Partial<NetworkArgs> = {}): Promise<Recording<Network>> {
    return record(() => new Network("network", { ...STAGING, ...change }));
}

/** The statements of a policy document, as parsed JSON. */
export function statementsOf(policy: unknown): unknown[] {
    const document: unknown = JSON.parse(String(policy));
    const statements: unknown = typeof document === "object" && document !== null && Reflect.get(document, "Statement");
    return Array.isArray(statements) ? statements : [];
}
