/** Amazon CloudWatch Logs. */
import type { AnyInvokeModel } from "../../kernel/model";
import { logGroup } from "./log-group";

export const models = [logGroup];
export const invokes: readonly AnyInvokeModel[] = [];
