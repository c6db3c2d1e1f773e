import { createHash } from "node:crypto";
import fs from "node:fs";

/** A digest of files, in the order given; one that isn't there counts as such. */
export function fingerprintOf(files: readonly string[]): string {
    const hash = createHash("sha256");
    for (const file of files) {
        const content = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
        hash.update(content === undefined ? "absent\n" : `${content.length}\n`);
        hash.update(content ?? "");
    }
    return hash.digest("hex");
}
