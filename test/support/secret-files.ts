/** Looks for a secret in what a run leaves on the disk. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A secret as it might stand in a file: plain, in base64, in hex, as part of a URL. */
function spellings(secret: string): readonly string[] {
    const bytes = Buffer.from(secret);
    return [secret, bytes.toString("base64"), bytes.toString("hex"), encodeURIComponent(secret)];
}

/** The files below a directory, relative to it. */
export function filesBelow(directory: string): readonly string[] {
    return readdirSync(directory, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

/** The files below a directory that hold a secret, relative to it. */
export function filesShowing(directory: string, secret: string): readonly string[] {
    return filesBelow(directory).filter((file) => {
        const content = readFileSync(path.join(directory, file), "latin1");
        return spellings(secret).some((spelling) => content.includes(spelling));
    });
}
