/** Amazon EventBridge Scheduler. */
import type { AnyInvokeModel } from "../../kernel/model";
import { schedule } from "./schedule";
import { scheduleGroup } from "./schedule-group";

export const models = [schedule, scheduleGroup];
export const invokes: readonly AnyInvokeModel[] = [];
