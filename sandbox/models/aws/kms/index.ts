/** AWS Key Management Service. */
import type { AnyInvokeModel } from "../../kernel/model";
import { alias } from "./alias";
import { key } from "./key";

export const models = [alias, key];
export const invokes: readonly AnyInvokeModel[] = [];
