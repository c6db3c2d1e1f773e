/** Refusals in the words of the real provider, so that advice and habits learned here hold there. */
import { stableHex } from "../../worlds/hash";
import type { AnyResourceModel } from "./model";
import type { Refused } from "./refusal";

export type Verb = "create" | "update" | "delete" | "read";

/** @param subject what was worked on: the logical name where there is no id yet */
export type RefusalWording = (model: AnyResourceModel, verb: Verb, subject: string, refused: Refused) => string;

const GERUND: Record<Verb, string> = { create: "creating", update: "updating", delete: "deleting", read: "reading" };

function requestId(...parts: readonly string[]): string {
    const hex = stableHex(32, "request", ...parts);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** `creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, … api error X: …` */
export function apiErrorText(model: AnyResourceModel, verb: Verb, subject: string, refused: Refused): string {
    const { service } = model.api;
    const kind = model.type.split(":").at(-1) ?? model.type;
    const named = verb === "read" ? undefined : model.api[verb];
    const operation = named ?? `${verb.charAt(0).toUpperCase()}${verb.slice(1)}${kind}`;
    const status = refused.refusal.status ?? 400;
    return (
        `${GERUND[verb]} ${service} ${kind} (${subject}): operation error ${service}: ${operation}, ` +
        `https response error StatusCode: ${status}, RequestID: ${requestId(subject, verb, refused.code)}, ` +
        `api error ${refused.code}: ${refused.detail}`
    );
}
