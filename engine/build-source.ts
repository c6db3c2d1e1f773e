import path from "node:path";
import { describeFailure, executableIn, type Attempt, type SourceContext } from "./source";
import { installInto, withProgress } from "./staging";
import { isAtLeast, parseVersion } from "./version";

const LABEL = "Go build";
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
/** A newer toolchain than the one that is installed is never downloaded. */
const GO_ENV = { GOTOOLCHAIN: "local" };
const GO_VERSION_SECONDS = 30;

/** The engine built from the Go modules that `engine/go.mod` names; go.sum holds their checksums. */
export async function fromBuild(context: SourceContext): Promise<Attempt> {
    const { system, requirements, root } = context;
    const fault = await goFault(context);
    if (fault !== undefined) {
        return { refusal: `${LABEL}: ${fault}` };
    }
    return installInto(context, "build", LABEL, async (folder) => {
        const result = await withProgress(context, "building the engine from source, 2 to 4 minutes", () =>
            system.run("go", buildArgs(executableIn(folder, system), requirements.engine), {
                cwd: path.join(root, "engine"),
                env: GO_ENV,
            }),
        );
        return result.code === 0 ? undefined : describeFailure(result);
    });
}

/** Arguments of the `go` command: nothing that the user's GOFLAGS or GOBIN hold is changed. */
export function buildArgs(output: string, version: string): readonly string[] {
    const linker = `-s -w -X ${VERSION_VARIABLE}=v${version}`;
    return ["build", "-mod=readonly", "-trimpath", "-o", output, "-ldflags", linker, PACKAGE];
}

async function goFault({ system, requirements }: SourceContext): Promise<string | undefined> {
    if (system.which("go") === undefined) {
        return "no `go` on PATH";
    }
    const result = await system.run("go", ["version"], { env: GO_ENV, limitSeconds: GO_VERSION_SECONDS });
    const version = parseVersion(result.stdout.replace("go version go", "go "));
    const minimum = parseVersion(requirements.go);
    if (result.code !== 0 || version === undefined) {
        return `\`go version\` failed: ${describeFailure(result)}`;
    }
    if (minimum !== undefined && !isAtLeast(version, minimum)) {
        return `Go ${version.major}.${version.minor} is installed; ${requirements.go} or newer is needed`;
    }
    return undefined;
}
