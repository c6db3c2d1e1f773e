import { isSecret } from "../progress/secret-mark";
import { isObject, type StateProperties, type StateValue } from "../state/deployment";

/** What the engine's events have in the place of a secret's text. */
const BLINDED = "[secret]";

function isBlinded(value: StateValue): boolean {
    return isObject(value) && isSecret(value) && value["ciphertext"] === BLINDED;
}

function cleared(value: StateValue): StateValue {
    if (Array.isArray(value)) {
        return value.map((item: StateValue) => (isBlinded(item) ? null : cleared(item)));
    }
    if (!isObject(value)) {
        return value;
    }
    const entries = Object.entries(value).filter(([, item]) => !isBlinded(item));
    return Object.fromEntries(entries.map(([key, item]) => [key, cleared(item)]));
}

/** Properties without those that an event has blinded: no engine could decrypt them. */
export function withoutBlinded(properties: StateProperties): StateProperties {
    return cleared(properties) as StateProperties;
}
