/** Amazon CloudWatch Logs. */
import type { AnyInvokeModel } from "../../kernel/model";
import { logGroup } from "./log-group";
import { logMetricFilter } from "./log-metric-filter";

export const models = [logGroup, logMetricFilter];
export const invokes: readonly AnyInvokeModel[] = [];
