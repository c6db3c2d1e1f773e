/** Finding functions by whatever names them: for the models of other services too. */
import type { View } from "../../kernel/model";
import type { WorldRecord } from "../../../worlds/records";
import { LAMBDA_TYPES } from "./sources";

/** The name in a function's name, ARN or partial ARN, with or without a qualifier. */
export function functionName(named: string): string {
    const last = named.split(":function:").at(-1) ?? named;
    return last.replace(/^\d{12}:(function:)?/, "").split(":")[0] ?? last;
}

/** @param named a function's name or ARN, with or without a qualifier. */
export function findFunction(view: Pick<View, "get">, named: string): WorldRecord | undefined {
    return view.get(LAMBDA_TYPES.function, functionName(named));
}
