/** AWS Cloud Map. */
import type { AnyInvokeModel } from "../../kernel/model";
import { httpNamespace, privateDnsNamespace } from "./namespaces";
import { discoveryService } from "./service";

export const models = [privateDnsNamespace, httpNamespace, discoveryService];
export const invokes: readonly AnyInvokeModel[] = [];
