/** Application Auto Scaling. */
import type { AnyInvokeModel } from "../../kernel/model";
import { scalingPolicy } from "./policy";
import { scheduledAction } from "./scheduled-action";
import { scalingTarget } from "./target";

export const models = [scalingTarget, scalingPolicy, scheduledAction];
export const invokes: readonly AnyInvokeModel[] = [];
