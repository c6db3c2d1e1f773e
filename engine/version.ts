/** A version as the Pulumi and Go commands print it. A prerelease is older than its release. */
export interface Version {
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    /** What follows the first dash: `dev.0`, `alpha.1766000000`; empty for a release. */
    readonly prerelease: string;
}

/** What `engine/go.mod` asks for. */
export interface Requirements {
    /** The engine to build, and the oldest one that is accepted: `3.220.0`. */
    readonly engine: string;
    /** The oldest Go that can build it: `1.25.0`. */
    readonly go: string;
}

const VERSION = /(?:^|[^\d.])(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?/;
const ENGINE_MODULE = "github.com/pulumi/pulumi/pkg/v3";

/** The first version in a text such as `v3.220.0-dev.0+abc`, `go version go1.26.8 linux/amd64`; undefined for none. */
export function parseVersion(text: string): Version | undefined {
    const match = VERSION.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, major, minor, patch, prerelease] = match;
    return { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0), prerelease: prerelease ?? "" };
}

/** The version as text, without a leading `v`. */
export function formatVersion(version: Version): string {
    const release = `${version.major}.${version.minor}.${version.patch}`;
    return version.prerelease === "" ? release : `${release}-${version.prerelease}`;
}

/** Whether `version` is `minimum` or newer. Two prereleases of one release count as equal. */
export function isAtLeast(version: Version, minimum: Version): boolean {
    const left = [version.major, version.minor, version.patch, version.prerelease === "" ? 1 : 0];
    const right = [minimum.major, minimum.minor, minimum.patch, minimum.prerelease === "" ? 1 : 0];
    const first = left.findIndex((part, index) => part !== right[index]);
    return first === -1 || (left[first] ?? 0) > (right[first] ?? 0);
}

/**
 * Reads the one place that names the versions.
 *
 * @param goMod the text of `engine/go.mod`
 * @throws Error naming the missing line
 */
export function readRequirements(goMod: string): Requirements {
    const engineLine = goMod.split("\n").find((line) => line.includes(`${ENGINE_MODULE} v`)) ?? "";
    const goLine = goMod.split("\n").find((line) => line.startsWith("go ")) ?? "";
    const engine = parseVersion(engineLine.slice(engineLine.indexOf(ENGINE_MODULE) + ENGINE_MODULE.length));
    const go = parseVersion(goLine);
    if (engine === undefined || go === undefined) {
        const missing = [engine ?? `\`require ${ENGINE_MODULE} vX.Y.Z\``, go ?? "`go X.Y`"];
        throw new Error(`engine/go.mod lacks ${missing.filter((line) => typeof line === "string").join(" and ")}`);
    }
    return { engine: formatVersion(engine), go: formatVersion(go) };
}
