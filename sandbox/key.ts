/** The sandbox's own key: drawn once, kept beside its worlds, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile, syncDirectory } from "./worlds/durable";
import { deriveKey, KEY_BYTES } from "./worlds/sealing";

export interface SandboxKeys {
    readonly worlds: Buffer;
    /** A file with the passphrase of the engine's secrets provider. */
    readonly passphraseFile: string;
}

/** Makes a file with this content, unless there is one: whoever comes first wins, and nobody reads half of it. */
function createOnce(file: string, content: string): string {
    if (!existsSync(file)) {
        const fresh = `${file}.${randomBytes(6).toString("hex")}.new`;
        replaceFile(fresh, Buffer.from(content));
        try {
            linkSync(fresh, file);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
                throw error;
            }
        } finally {
            rmSync(fresh, { force: true });
        }
        syncDirectory(dirname(file));
    }
    return readFileSync(file, "utf8").trim();
}

export function sandboxKeys(directory: string): SandboxKeys {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, "key");
    const hex = createOnce(file, randomBytes(KEY_BYTES).toString("hex"));
    if (!new RegExp(`^[0-9a-f]{${KEY_BYTES * 2}}$`).test(hex)) {
        throw new Error(
            `${file} does not hold a key of ${KEY_BYTES} bytes in hex. Put the right one back, or remove the folder ` +
                "of the sandbox to begin anew: its worlds and its state cannot be read without their key.",
        );
    }
    const master = Buffer.from(hex, "hex");
    const passphraseFile = join(directory, "passphrase");
    createOnce(passphraseFile, deriveKey(master, "passphrase").toString("hex"));
    return { worlds: deriveKey(master, "worlds"), passphraseFile };
}
