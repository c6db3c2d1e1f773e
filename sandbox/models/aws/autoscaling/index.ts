/** Amazon EC2 Auto Scaling. */
import type { AnyInvokeModel } from "../../kernel/model";
import { autoScalingGroup } from "./group";

export const models = [autoScalingGroup];
export const invokes: readonly AnyInvokeModel[] = [];
