import { defineContract } from "./contract";

/** What runs in an environment: each map has an entry per service, by its name. */
export const servicesContract = defineContract({
    project: "services",
    version: 1,
    outputs: {
        serviceArns: "map<string>",
        serviceNames: "map<string>",
        taskDefinitionArns: "map<string>",
        taskRoleArns: "map<string>",
        executionRoleArns: "map<string>",
        logGroupNames: "map<string>",
        /** Of the services behind the shared load balancer alone. */
        targetGroupArns: "map<string>",
        /** Private host name of each internal service. */
        internalHostnames: "map<string>",
    },
});
