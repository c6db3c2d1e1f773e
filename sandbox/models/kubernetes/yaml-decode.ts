/** `kubernetes:yaml:decode`, behind `yaml.ConfigFile` and `yaml.ConfigGroup`: the objects of a text. */
import { parseAllDocuments } from "yaml";
import type { Properties } from "../../values";
import { isList, isObject } from "../../values";
import { textOf } from "./objects";

/** A list of objects stands for its items. */
function items(object: Properties): readonly Properties[] {
    const list = object["items"];
    const isListOfObjects = textOf(object["kind"])?.endsWith("List") && isList(list);
    return isListOfObjects ? list.filter(isObject).flatMap(items) : [object];
}

/**
 * @param args `text`, and `defaultNamespace` for objects that name none
 * @throws if the text is not YAML; the message names the place in it
 */
export function decodeYaml(args: Properties): Properties {
    const { text, defaultNamespace } = args;
    if (typeof text !== "string") {
        throw new Error("missing required field 'text' of type string");
    }
    const objects = [...parseAllDocuments(text)].flatMap((document) => {
        const [error] = document.errors;
        if (error) {
            throw new Error(`kubernetes:yaml:decode: ${error.message}`);
        }
        const object: unknown = document.toJS();
        return isObject(object) ? items(object) : [];
    });
    return { result: objects.map((object) => inNamespace(object, defaultNamespace)) };
}

function inNamespace(object: Properties, namespace: Properties[string]): Properties {
    const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
    return typeof namespace === "string" && metadata["namespace"] === undefined
        ? { ...object, metadata: { ...metadata, namespace } }
        : object;
}
