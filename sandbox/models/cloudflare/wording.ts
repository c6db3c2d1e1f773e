/** Refusals as the provider reports them: the call, and the body of the API's answer. */
import { PROVIDER_CHECK } from "../kernel/refusal";
import type { RefusalWording, Verb } from "../kernel/wording";

const METHODS: Readonly<Record<Verb, string>> = { create: "POST", update: "PUT", delete: "DELETE", read: "GET" };

export const cloudflareWording: RefusalWording = (model, verb, subject, refused) => {
    if (refused.code === PROVIDER_CHECK) {
        return refused.detail;
    }
    const body = JSON.stringify({
        result: null,
        success: false,
        errors: [{ code: Number(refused.code), message: refused.detail }],
        messages: [],
    });
    return (
        `failed to make http request: ${METHODS[verb]} ${model.api.service} (${subject}): ` +
        `${refused.refusal.status ?? 400} Bad Request ${body}`
    );
};
