/** Amazon Simple Queue Service. */
import type { AnyInvokeModel } from "../../kernel/model";
import { queue } from "./queue";
import { queuePolicy } from "./queue-policy";

export const models = [queue, queuePolicy];
export const invokes: readonly AnyInvokeModel[] = [];
