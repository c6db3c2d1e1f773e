/** Loaded into a process before all else: the room on every disk is what a file says, in bytes. */
import fs from "node:fs";

const told = process.env["PLINTH_TEST_ROOM"] ?? "";
const { statfsSync } = fs;

Reflect.set(fs, "statfsSync", (file: string) => {
    const bavail = Number(fs.readFileSync(told, "utf8"));
    return { ...statfsSync(file), bsize: 1, bavail };
});
