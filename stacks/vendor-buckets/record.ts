/** What a stack records of itself: the program that it ran and the config that it ran with. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { buildSync } from "esbuild";
import type { VendorBucketsConfig } from "../../config/vendor-buckets";

/** What was, or is to be, applied. */
export interface Application {
    /** Digest of the program, hex. */
    readonly program: string;
    /** The config by key path, as JSON: `{ "vendors.openai.rpm.capacity": "500" }`. */
    readonly config: Readonly<Record<string, string>>;
}

/** What makes an environment itself: no two have these in common. */
const OWN_KEYS: ReadonlySet<string> = new Set([
    "environment",
    "region",
    "accountId",
    "tags",
    "contractNames",
    "relaxedPolicies",
    "alarmTopicArns",
    "deletionProtection",
]);

const ROOT = path.resolve(__dirname, "..", "..");
const ENTRY = "stacks/vendor-buckets/index.ts";

/** @param functions digests of the functions' code, which is data to the program */
export function applicationOf(config: VendorBucketsConfig, functions: readonly string[]): Application {
    return { program: programDigest(ROOT, ENTRY, functions), config: sharedConfig(config) };
}

/** The config without what is an environment's own. */
export function sharedConfig(config: Readonly<Record<string, unknown>>): Record<string, string> {
    const shared = Object.entries(config).filter(([key]) => !OWN_KEYS.has(key));
    const parts = shared.map(([key, value]) =>
        key === "consumers" ? sharedConsumers(key, value) : leaves(key, value),
    );
    return Object.fromEntries(parts.flat().sort(byKey));
}

/** Who they are is an environment's own; whether services are among them, and whether others give a text, is not. */
function sharedConsumers(at: string, consumers: unknown): readonly (readonly [string, string])[] {
    const { services = [], externalId } = consumers as VendorBucketsConfig["consumers"];
    return [
        ...(services.length === 0 ? [] : leaves(`${at}.services`, [...services].sort())),
        ...(externalId === undefined ? [] : leaves(`${at}.externalId`, "set")),
    ];
}

function leaves(at: string, value: unknown): (readonly [string, string])[] {
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    const inside = isGroup ? Object.entries(value).flatMap(([key, child]) => leaves(`${at}.${key}`, child)) : [];
    return inside.length > 0 || value === undefined ? inside : [[at, JSON.stringify(value)]];
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
    return one < other ? -1 : 1;
}

/**
 * Digest of what a program does: of its own files as one, without comments and layout, and of the installed versions of
 * the packages that it imports. Neither the machine nor the working directory is part of it.
 *
 * @param root the repository: what `entry` and `node_modules` are relative to
 * @param data what the program has from elsewhere
 */
export function programDigest(root: string, entry: string, data: readonly string[]): string {
    const { outputFiles, metafile } = buildSync({
        absWorkingDir: root,
        entryPoints: [entry],
        bundle: true,
        write: false,
        metafile: true,
        logLevel: "silent",
        platform: "node",
        format: "cjs",
        packages: "external",
        // Names too: those of modules have paths in them.
        minify: true,
        legalComments: "none",
        tsconfigRaw: {},
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path));
    const packages = [...new Set(imported.filter((name) => !isBuiltin(name)).map(packageName))].sort();
    const hash = createHash("sha256");
    for (const part of [...outputFiles.map(({ text }) => text), ...installedVersions(root, packages), ...data]) {
        hash.update(`${part.length}:${part}\n`);
    }
    return hash.digest("hex");
}

/** `@pulumi/pulumi` of `@pulumi/pulumi/runtime`. */
function packageName(specifier: string): string {
    return specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
}

/** `zod@4.6.7`: what is installed, which is what runs. */
function installedVersions(root: string, packages: readonly string[]): readonly string[] {
    return packages.map((name) => {
        const file = path.join(root, "node_modules", name, "package.json");
        if (!existsSync(file)) {
            throw new Error(`${name}, which the program imports, isn't installed in node_modules: run \`npm install\``);
        }
        const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
        return `${name}@${version}`;
    });
}
