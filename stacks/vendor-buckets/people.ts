/** What CI has to do with an `up` of this project: nothing, whatever runs it. The `plinth` command has asked before. */
import * as pulumi from "@pulumi/pulumi";
import { ciVariable } from "../../config/ci";

/** How the program is run. */
export interface Run {
    readonly preview: boolean;
    /** Whether whoever runs the program has a guard of its own, and says so. */
    readonly asked: boolean;
    readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The sandbox's providers stand in for AWS: nothing real is in reach. */
const SANDBOX = /(?:^|,)aws:\d+/;

/** @throws RunError where CI applies it; a preview changes nothing and is fine */
export function requirePeople(run: Run): void {
    const refusal = refusalOf(run);
    if (refusal !== undefined) {
        throw new pulumi.RunError(refusal);
    }
}

/** The run that is under way in this process. */
export function runOfThisProcess(asked: boolean): Run {
    return { preview: pulumi.runtime.isDryRun(), asked, environment: process.env };
}

/** Why a run is refused, and what to do; undefined where it isn't. Pure. */
export function refusalOf({ preview, asked, environment }: Run): string | undefined {
    const variable = ciVariable(environment);
    const isSandbox = SANDBOX.test(environment["PULUMI_DEBUG_PROVIDERS"] ?? "");
    if (preview || asked || isSandbox || variable === undefined) {
        return undefined;
    }
    return (
        `The vendor buckets are applied by people, and ${variable} says that this is CI. Preview here, have somebody look ` +
        "at it, and let them run `plinth up <environment> vendor-buckets` or `pulumi up` on their own machine."
    );
}
