import * as pulumi from "@pulumi/pulumi";
import type { EcsService } from "../../components/ecs/service";
import { openEnvironment } from "../../components/environment";
import { servicesConfig } from "../../config/services";
import { type ExportedOutputs, exportOutputs, readContract, stackReferenceName } from "../../contracts/contract";
import { dataContract } from "../../contracts/data";
import { foundationContract } from "../../contracts/foundation";
import { servicesContract } from "../../contracts/services";
import { createServices } from "./services";
import { checkedSurroundings } from "./surroundings";

/**
 * What runs in an environment. The services come from config alone: a further one is an entry there, and a name in the
 * list of repositories of the data stack.
 */
async function servicesProgram(): Promise<ExportedOutputs<typeof servicesContract>> {
    const stack = pulumi.getStack();
    const config = servicesConfig.read(stack);
    const { naming, provider } = openEnvironment(config);
    const surroundings = checkedSurroundings(stack, config, {
        foundation: readContract(foundationContract, stackReferenceName(foundationContract, stack)),
        data: readContract(dataContract, stackReferenceName(dataContract, stack)),
    });

    const services = createServices({ config, naming, provider, ...surroundings });

    return exportOutputs(servicesContract, {
        serviceArns: ofEach(services, ({ serviceArn }) => serviceArn),
        serviceNames: ofEach(services, ({ serviceName }) => serviceName),
        taskDefinitionArns: ofEach(services, ({ taskDefinitionArn }) => taskDefinitionArn),
        taskRoleArns: ofEach(services, ({ taskRoleArn }) => taskRoleArn),
        executionRoleArns: ofEach(services, ({ executionRoleArn }) => executionRoleArn),
        logGroupNames: ofEach(services, ({ logGroupName }) => logGroupName),
        targetGroupArns: ofEach(services, ({ targetGroupArn }) => targetGroupArn),
        internalHostnames: ofEach(services, ({ internalHostname }) => internalHostname),
    });
}

/** One output of every service that has it, by the service's name. */
function ofEach(
    services: Readonly<Record<string, EcsService>>,
    output: (service: EcsService) => pulumi.Output<string> | undefined,
): pulumi.Output<Record<string, string>> {
    const entries = Object.entries(services).map(([name, service]) => [name, output(service)] as const);
    const present = entries.filter((entry): entry is [string, pulumi.Output<string>] => entry[1] !== undefined);
    return pulumi.all(Object.fromEntries(present));
}

// Pulumi calls what a CommonJS module exports as a whole; it does not look for a default export there.
export = servicesProgram;
