/** Amazon CloudWatch. */
import type { AnyInvokeModel } from "../../kernel/model";
import { metricAlarm } from "./metric-alarm";

export const models = [metricAlarm];
export const invokes: readonly AnyInvokeModel[] = [];
