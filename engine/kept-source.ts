import path from "node:path";
import { checkEngine, engineFolder, executableIn, type Attempt, type SourceContext } from "./source";

/** The engine that an earlier set-up has put under `.plinth/`. */
export async function fromKept(context: SourceContext): Promise<Attempt> {
    const folder = engineFolder(context);
    const shown = path.relative(context.root, folder);
    const file = executableIn(folder, context.system);
    if (!context.system.exists(file)) {
        return { refusal: `${shown}: nothing kept there yet` };
    }
    const version = await checkEngine(file, context);
    return typeof version === "string"
        ? { path: file, version, source: "kept" }
        : { refusal: `${shown}: ${version.fault}` };
}
