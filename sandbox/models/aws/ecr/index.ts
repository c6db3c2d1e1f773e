/** The model of Amazon ECR. */
import type { AnyInvokeModel, AnyResourceModel } from "../../kernel/model";
import { lifecyclePolicy } from "./lifecycle-policy";
import { repository } from "./repository";

export const models: readonly AnyResourceModel[] = [lifecyclePolicy, repository];
export const invokes: readonly AnyInvokeModel[] = [];
