/** Amazon EC2 Auto Scaling. */
import type { AnyInvokeModel, AnyResourceModel } from "../../kernel/model";

export const models: readonly AnyResourceModel[] = [];
export const invokes: readonly AnyInvokeModel[] = [];
