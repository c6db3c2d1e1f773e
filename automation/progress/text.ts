import { stripVTControlCharacters } from "node:util";
import { isPolicyNoise } from "../policy/pack";

/** Engine messages carry colour directives: `<{%fg 1%}>`. */
const DIRECTIVE = /<\{%.*?%\}>/g;

/** Message of the engine or a provider without colours, terminal escapes and empty lines around it. */
export function plainText(message: string): string {
    return stripVTControlCharacters(message.replace(DIRECTIVE, "")).replace(/\r/g, "").trim();
}

/** A message apart from the stack trace that the SDK appends to it. */
export interface Traced {
    readonly text: string;
    /** Where in our own program it came from, `file:line:column`; undefined when only the SDK is in the trace. */
    readonly origin?: string;
}

const FRAME = /^\s+at .*$/;
const LOCATION = /[\s(](?:file:\/\/)?(\/[^()\s]+:\d+:\d+)\)?$/;

/** Takes the stack trace off; what is left are the thrower's words. */
export function withoutTrace(message: string): Traced {
    const lines = message.split("\n");
    const text = lines
        .filter((line) => !FRAME.test(line))
        .join("\n")
        .replace(/^(?:Unhandled exception: |Running program .* failed with an unhandled exception:\s*)/, "")
        .replace(/^(?:\w*Error: )+/, "")
        .trim();
    const origin = lines
        .filter((line) => FRAME.test(line))
        .map((line) => LOCATION.exec(line)?.[1])
        .find((place) => place !== undefined && !place.includes("/node_modules/"));
    return origin === undefined ? { text } : { text, origin };
}

/** What follows from another error, or from how plinth starts the engine, and says nothing by itself. */
const NOISE = [
    /grpc: the client connection is closing/,
    /^(?:update|preview|destroy|refresh) (?:failed|canceled|cancelled)$/i,
    /resource monitor shut ?down while waiting on step/i,
    /^one or more errors occurred/i,
    /^the program ended with errors$/,
    /^transport is closing$/i,
    /rpc error: code = (?:Canceled|Unavailable) desc = .*(?:closing|shut ?down|context canceled)/,
];

/** Whether an error is only the echo of another one. */
export function isNoise(text: string): boolean {
    return isPolicyNoise(text) || NOISE.some((pattern) => pattern.test(text));
}
