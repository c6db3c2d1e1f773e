import type { Diagnostic } from "../progress/events";
import { isNoise, plainText, withoutTrace } from "../progress/text";
import { nameOf } from "../progress/urn";
import { adviceFor } from "./advice";
import { EngineCommandError } from "./engine-command";
import type { Problem } from "./result";
import type { Target } from "./target";

/**
 * What went wrong, from the engine's messages and, when those say nothing, from how its process ended. Echoes of an
 * error are left out as long as the error itself is there; the only words there are are never left out.
 */
export function problemsOf(
    diagnostics: readonly Diagnostic[],
    error: unknown,
    kind: Target["kind"],
): readonly Problem[] {
    const told = diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ text, urn }) => problem(text, kind, urn));
    const telling = told.filter(({ text }) => !isNoise(text));
    if (telling.length > 0) {
        return distinct(withFollowers(telling));
    }
    const rest = error === undefined ? [] : problemsOfError(error, kind);
    return distinct(rest.length > 0 ? rest : told);
}

const CHECK_FAULT = /property .+ has a problem:/;

/**
 * Asked to go on after a failure, the engine (3.220) has providers check what depends on it without the values that are
 * missing now: https://github.com/pulumi/pulumi/issues/16133. Whoever they blame may be innocent.
 */
function withFollowers(problems: readonly Problem[]): readonly Problem[] {
    const isOther = ({ text }: Problem): boolean => !CHECK_FAULT.test(text);
    if (!problems.some(isOther)) {
        return problems;
    }
    const followers = problems.filter((one) => !isOther(one));
    const advice = "It may only lack what another resource failed to give: see to the other faults first.";
    return [...problems.filter(isOther), ...followers.map((one) => ({ ...one, advice }))];
}

/** Whether nobody said why: no error in the engine's messages, none on its standard error. */
export function isSilent(diagnostics: readonly Diagnostic[], error: unknown): boolean {
    const told = diagnostics.some(({ severity, text }) => severity === "error" && !isNoise(text));
    // One that a signal has ended was killed, and not by itself.
    const ended = error instanceof EngineCommandError && error.exitCode !== undefined ? error : undefined;
    return !told && ended !== undefined && echoedLines(ended.stderr).every(isNoise);
}

function echoedLines(stderr: string): readonly string[] {
    return plainText(stderr)
        .split("\n")
        .map((line) => line.trim().replace(/^error: /, ""))
        .filter((line) => line !== "");
}

function problem(message: string, kind: Target["kind"], urn?: string): Problem {
    const traced = withoutTrace(message);
    const advice = adviceFor(traced.text, kind);
    return {
        ...traced,
        ...(urn === undefined ? {} : { resource: nameOf(urn) }),
        ...(advice === undefined ? {} : { advice }),
    };
}

/** Lines of the engine's standard error that start one: `error: …`. */
function problemsOfError(error: unknown, kind: Target["kind"]): readonly Problem[] {
    if (!(error instanceof EngineCommandError)) {
        return [problem(error instanceof Error ? (error.stack ?? error.message) : String(error), kind)];
    }
    const said = plainText(error.stderr)
        .split(/^(?=error: )/m)
        .map((part) => part.replace(/^error: /, "").trim())
        .filter((part) => part !== "");
    return said.length > 0 ? said.map((part) => problem(part, kind)) : [problem(error.message, kind)];
}

/** The SDK reports what a program throws twice, once with a stack trace. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
    const byKey = new Map<string, Problem>();
    for (const one of problems) {
        const key = `${one.resource?.type ?? ""} ${one.resource?.name ?? ""} ${one.text}`;
        byKey.set(key, { ...one, ...byKey.get(key) });
    }
    return [...byKey.values()];
}
