/** AWS Lambda. */
import type { AnyInvokeModel } from "../../kernel/model";
import { eventInvokeConfig } from "./event-invoke-config";
import { lambdaFunction } from "./function";
import { invocation } from "./invocation";
import { permission } from "./permission";

export const models = [eventInvokeConfig, invocation, lambdaFunction, permission];
export const invokes: readonly AnyInvokeModel[] = [];
