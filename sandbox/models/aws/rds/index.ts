/** Amazon RDS and Aurora. */
import type { AnyInvokeModel } from "../../kernel/model";
import { cluster } from "./cluster";
import { clusterInstance } from "./cluster-instance";
import { instance } from "./instance";
import { clusterParameterGroup, parameterGroup } from "./parameter-groups";
import { clusterSnapshot, snapshot } from "./snapshots";
import { subnetGroup } from "./subnet-group";

export const models = [
    cluster,
    clusterInstance,
    clusterParameterGroup,
    clusterSnapshot,
    instance,
    parameterGroup,
    snapshot,
    subnetGroup,
];
export const invokes: readonly AnyInvokeModel[] = [];
