import fs from "node:fs";
import path from "node:path";
import { withLock } from "../../../engine/lock";

/** Takes the lock of a folder: `die` in its hold, or `work` and note when it came and went. */
const [folder = "", what] = process.argv.slice(2);
const note = (text: string): void => fs.appendFileSync(path.join(folder, "notes"), `${text} ${process.pid}\n`);

withLock({ directory: path.join(folder, "lock"), task: "testing", log: console.error, pollMs: 5 }, async () => {
    if (what === "die") {
        process.kill(process.pid, "SIGKILL");
    }
    note("came");
    await new Promise((resolve) => setImmediate(resolve));
    note("went");
}).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
