import fs from "node:fs";
import path from "node:path";
import { untilAnotherWaits } from "../processes";

/** Sets node_modules up in the folder that it is given, with an `npm ci` that takes until another set-up waits. */
async function main(folder: string): Promise<void> {
    const { ensureModules } = await import("../../../engine/bootstrap.mjs");
    await ensureModules(folder, async (root) => {
        fs.appendFileSync(path.join(root, "installs"), "installed\n");
        await untilAnotherWaits(root);
        fs.mkdirSync(path.join(root, "node_modules"), { recursive: true });
        fs.copyFileSync(path.join(root, "package-lock.json"), path.join(root, "node_modules", ".package-lock.json"));
        return 0;
    });
}

main(process.argv[2] ?? "").catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
