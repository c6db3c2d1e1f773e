/** The model of Kubernetes: a world per cluster, objects of any kind. */
import type { Backend, Identity } from "../../backend";
import { packageVersion } from "../../catalog/declarations";
import type { Worlds } from "../../worlds/worlds";
import { timesMade } from "../kernel/naming";
import { ModelCluster } from "./cluster";
import { configurationFaults, configurationOf } from "./configuration";
import { KubernetesConnection } from "./connection";
import type { ModelledPackage } from "../refusal-table";
import { kubernetesRefusals } from "./refusals";

const PACKAGE = "kubernetes";

/** One model stands for every kind of object. */
export const kubernetesPackage: ModelledPackage = {
    package: PACKAGE,
    models: [{ type: "kubernetes:*", refusals: kubernetesRefusals }],
    invokes: [{ token: "kubernetes:yaml:decode" }],
};

export function kubernetesBackend(worlds: Worlds): Backend {
    return {
        package: PACKAGE,
        version: packageVersion(PACKAGE),
        checkConfig: configurationFaults,
        configure: (config) => {
            const configuration = configurationOf(config);
            const made = (identity: Identity): number => timesMade(worlds.world(configuration.scope), identity);
            return new KubernetesConnection(configuration, new ModelCluster(configuration.scope, worlds), made);
        },
    };
}
