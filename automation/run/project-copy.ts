import fs from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { CommandFault } from "../command-fault";

/** Keys of a stack file that belong to its secrets provider. */
const SECRETS_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"] as const;

/** Which project and stack to copy, and where to. */
export interface CopyRequest {
    /** Folder with Pulumi.yaml and Pulumi.<stack>.yaml: the user's, only read. */
    readonly from: string;
    /** Folder of the copy; made when missing. */
    readonly to: string;
    readonly stack: string;
    /** Salt of the stack's state, for when the copy was lost and the state wasn't. */
    readonly stateSalt?: string;
}

/**
 * Brings the copy of a project's settings that the sandbox works in up to date: configuration as in the user's files,
 * the encryption salt as it was, since the state's secrets can't be read with another one.
 */
export function copyProject({ from, to, stack, stateSalt }: CopyRequest): void {
    fs.mkdirSync(to, { recursive: true });
    const stackFile = `Pulumi.${stack}.yaml`;
    const copy = path.join(to, stackFile);
    const salt = (fs.existsSync(copy) ? saltOf(fs.readFileSync(copy, "utf8")) : undefined) ?? stateSalt;
    const project = fs.readFileSync(path.join(from, "Pulumi.yaml"), "utf8");
    const settings = fs.readFileSync(path.join(from, stackFile), "utf8");
    replaceFile(path.join(to, "Pulumi.yaml"), projectForSandbox(project));
    replaceFile(copy, stackForSandbox(settings, salt, stackFile));
}

/** A project file without the user's backend, since the sandbox has its own, and without `main`, which isn't copied. */
export function projectForSandbox(text: string): string {
    const document = parseDocument(text);
    document.delete("backend");
    document.delete("main");
    return document.toString();
}

/**
 * A stack file with the sandbox's salt instead of the user's secrets provider.
 *
 * @throws CommandFault when a value is encrypted: only the user's secrets provider can read it
 */
export function stackForSandbox(text: string, salt: string | undefined, fileName: string): string {
    const document = parseDocument(text);
    const settings: unknown = document.toJS();
    const encrypted = encryptedPaths(typeof settings === "object" ? settings : {}, "");
    if (encrypted.length > 0) {
        throw new CommandFault(
            "usage",
            `${fileName} holds encrypted values, which the sandbox can't read: ${encrypted.join(", ")}`,
            ["Secrets are set outside of the configuration; take these out of the file."],
        );
    }
    if (document.contents === null) {
        return salt === undefined ? "" : `encryptionsalt: ${salt}\n`;
    }
    SECRETS_KEYS.forEach((key) => document.delete(key));
    if (salt !== undefined) {
        document.set("encryptionsalt", salt);
    }
    return document.toString();
}

/** The salt in a stack file. */
export function saltOf(text: string): string | undefined {
    const salt: unknown = parseDocument(text).get("encryptionsalt");
    return typeof salt === "string" ? salt : undefined;
}

/** Key paths of values of the form `{ secure: … }`. */
function encryptedPaths(value: unknown, at: string): readonly string[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    if ("secure" in value && Object.keys(value).length === 1) {
        return [at];
    }
    return Object.entries(value).flatMap(([key, inner]) =>
        encryptedPaths(inner, at === "" || at === "config" ? key : `${at}.${key}`),
    );
}

/** In one step, so that a crash leaves the old file or the new one. */
function replaceFile(file: string, content: string): void {
    const fresh = `${file}.${process.pid}.new`;
    fs.writeFileSync(fresh, content);
    fs.renameSync(fresh, file);
}
