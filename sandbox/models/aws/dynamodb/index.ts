/** Amazon DynamoDB. */
import type { AnyInvokeModel } from "../../kernel/model";
import { table } from "./table";
import { tableItem } from "./table-item";

export const models = [table, tableItem];
export const invokes: readonly AnyInvokeModel[] = [];
