import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseDocument } from "yaml";
import { ConfigError } from "./errors";

/**
 * The config of a `Pulumi.<stack>.yaml`, by key with namespace, without Pulumi running: for commands that look at the
 * config of many stacks. Feed it to `parseConfig`.
 *
 * @throws ConfigError when the file can't be read or isn't YAML of that form.
 */
export function readStackFile(path: string): Record<string, unknown> {
    const file = basename(path);
    const refuse = (given: unknown, allowed: string): ConfigError =>
        new ConfigError(`file ${file}`, [{ path: file, given, allowed }], `Create or correct ${path}.`);
    const document = parseDocument(readText(path, refuse));
    const [error] = document.errors;
    if (error !== undefined) {
        throw refuse(error.message, "YAML");
    }
    const content: unknown = document.toJS();
    const config = isGroup(content) ? (content["config"] ?? {}) : {};
    if (!isGroup(config)) {
        throw refuse(config, "a group of keys under config:");
    }
    return config;
}

function readText(path: string, refuse: (given: unknown, allowed: string) => ConfigError): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        throw refuse(error instanceof Error ? error.message : undefined, "a readable file");
    }
}

function isGroup(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
