import { checkEngine, type Attempt, type SourceContext } from "./source";

/** The `pulumi` that the user has installed. */
export async function fromPath(context: SourceContext): Promise<Attempt> {
    const file = context.system.which("pulumi");
    if (file === undefined) {
        return { refusal: "PATH: no `pulumi` on it" };
    }
    const version = await checkEngine(file, context);
    return typeof version === "string"
        ? { path: file, version, source: "path" }
        : { refusal: `PATH: ${file}: ${version.fault}` };
}
