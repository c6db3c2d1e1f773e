import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** What decides what an update of a stack does, as digests. */
export interface Fingerprint {
    /** Of the files with the stack's configuration. */
    readonly settings: string;
    /** Of the stack's state, where it can be had without asking a backend. */
    readonly state?: string;
}

export function isSameFingerprint(one: Fingerprint, other: Fingerprint): boolean {
    return one.settings === other.settings && one.state === other.state;
}

/**
 * A digest of a project's settings for one environment: what they say, without what the engine itself writes into them.
 * It writes the whole file anew when it does, in a form of its own.
 */
export function settingsPrint(folder: string, environment: string): string {
    return digestOf(
        ["Pulumi.yaml", `Pulumi.${environment}.yaml`].map((name) => {
            const content = contentOf(path.join(folder, name));
            return content === undefined ? undefined : saidIn(content.toString("utf8"));
        }),
    );
}

const ENGINES_OWN = ["encryptionsalt", "encryptedkey", "secretsprovider"];

function saidIn(text: string): string {
    try {
        const settings: unknown = parse(text);
        if (typeof settings !== "object" || settings === null) {
            return JSON.stringify(settings ?? {});
        }
        const entries = Object.entries(settings).filter(([key]) => !ENGINES_OWN.includes(key));
        // No config and an empty one are the same.
        const said = entries.filter(([key, value]) => key !== "config" || !isEmpty(value));
        return JSON.stringify(Object.fromEntries(said));
    } catch {
        // Whoever reads it for its settings says what is wrong with it.
        return text;
    }
}

function isEmpty(value: unknown): boolean {
    return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

/** A digest of files and of all files in folders; one that isn't there counts as such. */
export function filesPrint(root: string, files: readonly string[]): string {
    const all = files.flatMap((file) => filesUnder(path.join(root, file)));
    return digestOf(all.flatMap((file) => [file, contentOf(file)]));
}

function filesUnder(file: string): readonly string[] {
    if (!fs.existsSync(file) || !fs.statSync(file).isDirectory()) {
        return [file];
    }
    return fs
        .readdirSync(file)
        .sort()
        .flatMap((name) => filesUnder(path.join(file, name)));
}

function contentOf(file: string): Buffer | undefined {
    return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

function digestOf(parts: readonly (string | Buffer | undefined)[]): string {
    const hash = createHash("sha256");
    for (const part of parts) {
        hash.update(part === undefined ? "absent\n" : `${part.length}\n`);
        hash.update(part ?? "");
    }
    return hash.digest("hex");
}
