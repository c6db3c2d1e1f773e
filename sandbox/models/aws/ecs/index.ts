/** Elastic Container Service. */
import type { AnyInvokeModel } from "../../kernel/model";
import { cluster, clusterCapacityProviders } from "./cluster";
import { service } from "./service";
import { taskDefinition } from "./task-definition";

export const models = [cluster, clusterCapacityProviders, taskDefinition, service];
export const invokes: readonly AnyInvokeModel[] = [];
