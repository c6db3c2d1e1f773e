/** AWS Certificate Manager. */
import type { AnyInvokeModel } from "../../kernel/model";
import { certificate } from "./certificate";
import { certificateValidation } from "./certificate-validation";

export const models = [certificate, certificateValidation];
export const invokes: readonly AnyInvokeModel[] = [];
