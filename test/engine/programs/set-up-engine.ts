import fs from "node:fs";
import path from "node:path";
import { ensureEngine } from "../../../engine/index";
import { realSystem, type System } from "../../../engine/system";
import { untilAnotherWaits } from "../processes";

/** Sets an engine up in the folder that it is given, with a build that takes until another set-up waits for it. */
const folder = process.argv[2] ?? "";

const system: System = {
    ...realSystem,
    which: (command) => (command === "go" ? "/usr/bin/go" : undefined),
    unreachable: async () => "ENOTFOUND",
    async run(command, args) {
        if (args[0] === "build") {
            fs.appendFileSync(path.join(folder, "builds"), "built\n");
            await untilAnotherWaits(folder);
            const output = args[args.indexOf("-o") + 1] ?? "";
            fs.mkdirSync(path.dirname(output), { recursive: true });
            fs.writeFileSync(output, "an engine");
            return { code: 0, stdout: "", stderr: "" };
        }
        return { code: 0, stdout: command === "go" ? "go version go1.26.8 linux/amd64" : "v3.220.0", stderr: "" };
    },
};

ensureEngine({ log: (line) => console.error(line), root: folder, system }).then(
    (engine) => console.log(JSON.stringify(engine)),
    (error: unknown) => {
        console.error(error);
        process.exitCode = 1;
    },
);
