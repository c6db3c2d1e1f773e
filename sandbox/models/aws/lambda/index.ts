/** AWS Lambda. */
import type { AnyInvokeModel } from "../../kernel/model";
import { eventInvokeConfig } from "./event-invoke-config";
import { lambdaFunction } from "./function";
import { permission } from "./permission";

export const models = [eventInvokeConfig, lambdaFunction, permission];
export const invokes: readonly AnyInvokeModel[] = [];
