import * as pulumi from "@pulumi/pulumi";
import type { ServicesConfig } from "../../config/services";
import type { ContractOutputs } from "../../contracts/contract";
import type { dataContract } from "../../contracts/data";
import type { foundationContract } from "../../contracts/foundation";
import { refuseUnknown } from "./references";

export type Foundation = ContractOutputs<typeof foundationContract>;
export type Data = ContractOutputs<typeof dataContract>;

/** What services are put into: the outputs of the stacks below. */
export interface Surroundings {
    readonly foundation: Foundation;
    readonly data: Data;
}

/**
 * The same outputs, there only once all that the config refers to was found: a service with a fault in its config is not
 * made, and neither is any other.
 */
export function checkedSurroundings(
    stack: string,
    config: ServicesConfig,
    { foundation, data }: Surroundings,
): Surroundings {
    const { certificateDomainNames, appPortFrom, appPortTo, fargateSpot } = foundation;
    const checked = pulumi
        .all([data.secretArns, data.repositoryUrls, certificateDomainNames, appPortFrom, appPortTo, fargateSpot])
        .apply(([secrets, repositories, certificateNames, from, to, hasSpot]) =>
            refuseUnknown(stack, config, {
                secrets: Object.keys(secrets),
                repositories: Object.keys(repositories),
                certificateNames,
                appPorts: { from, to },
                fargateSpot: hasSpot,
            }),
        );
    return { foundation: after(checked, foundation), data: after(checked, data) };
}

/** Outputs of a contract that wait for something else, and fail with it. */
function after<Outputs extends object>(check: pulumi.Output<void>, outputs: Outputs): Outputs {
    const waiting = Object.entries(outputs).map(([name, output]: [string, unknown]) => {
        return [name, pulumi.all([check, output]).apply(([, value]) => value)] as const;
    });
    return Object.fromEntries(waiting) as Outputs;
}
