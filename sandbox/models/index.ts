/** Every cloud of the sandbox. */
import type { Backend } from "../backend";
import type { Worlds } from "../worlds/worlds";
import { aws } from "./aws";
import { cloudflare } from "./cloudflare";
import type { CloudDefinition, UnmodelledListener } from "./kernel/cloud";
import { modelCloud } from "./kernel/cloud";
import { kubernetesBackend, kubernetesPackage } from "./kubernetes";
import { randomBackend, randomModels } from "./random";
import type { ModelledPackage } from "./refusal-table";

/** The clouds that are made of models of the kernel. */
export const clouds: readonly CloudDefinition[] = [aws, cloudflare];

/** For the table of refusals, and for tests that hold every package to it. */
export const modelledPackages: readonly ModelledPackage[] = [
    ...clouds,
    kubernetesPackage,
    { package: "random", models: randomModels, invokes: [] },
];

/** What answers for each package. */
export function modelBackends(worlds: Worlds, onUnmodelled: UnmodelledListener): readonly Backend[] {
    return [
        ...clouds.map((cloud) => modelCloud(cloud, worlds, onUnmodelled)),
        kubernetesBackend(worlds),
        randomBackend(randomModels, worlds),
    ];
}
