/** What a plain `pulumi up` of this project has to do with CI: nothing. The `plinth` command has a guard of its own. */
import * as pulumi from "@pulumi/pulumi";
import { ciVariable } from "../../config/ci";

/** How the program is run. */
export interface Run {
    readonly preview: boolean;
    /** The script that was started: the SDK's own under a plain `pulumi`, something else where a program runs inline. */
    readonly script: string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
}

const RUN_SCRIPT = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]/;
/** The sandbox's providers stand in for AWS: nothing real is in reach. */
const SANDBOX = /(?:^|,)aws:\d+/;

/** @throws RunError where CI applies it; a preview changes nothing and is fine */
export function requirePeople(run: Run = runOfThisProcess()): void {
    const refusal = refusalOf(run);
    if (refusal !== undefined) {
        throw new pulumi.RunError(refusal);
    }
}

function runOfThisProcess(): Run {
    return { preview: pulumi.runtime.isDryRun(), script: require.main?.filename, environment: process.env };
}

/** Why a run is refused, and what to do; undefined where it isn't. Pure. */
export function refusalOf({ preview, script = "", environment }: Run): string | undefined {
    const variable = ciVariable(environment);
    const isSandbox = SANDBOX.test(environment["PULUMI_DEBUG_PROVIDERS"] ?? "");
    if (preview || isSandbox || variable === undefined || !RUN_SCRIPT.test(script)) {
        return undefined;
    }
    return (
        `The vendor buckets are applied by people, and ${variable} says that this is CI. Preview here, have somebody look ` +
        "at it, and let them run `plinth up <environment> vendor-buckets` or `pulumi up` on their own machine."
    );
}
