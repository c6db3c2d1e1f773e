/** Elastic Load Balancing: application and network load balancers. */
import type { AnyInvokeModel } from "../../kernel/model";
import { listener } from "./listener";
import { listenerCertificate } from "./listener-certificate";
import { listenerRule } from "./listener-rule";
import { loadBalancer } from "./load-balancer";
import { targetGroup } from "./target-group";

export const models = [loadBalancer, listener, listenerRule, listenerCertificate, targetGroup];
export const invokes: readonly AnyInvokeModel[] = [];
