/** AWS Secrets Manager. */
import type { AnyInvokeModel } from "../../kernel/model";
import { secret } from "./secret";
import { secretPolicy } from "./secret-policy";
import { secretVersion } from "./secret-version";

export const models = [secret, secretPolicy, secretVersion];
export const invokes: readonly AnyInvokeModel[] = [];
