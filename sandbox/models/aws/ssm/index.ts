/** AWS Systems Manager. */
import type { AnyResourceModel } from "../../kernel/model";
import { getParameter } from "./get-parameter";

export const models: readonly AnyResourceModel[] = [];
export const invokes = [getParameter];
