/**
 * Where an installed SDK keeps the files of a type.
 *
 * A token names its file but for upper and lower case, so one listing of the folder finds it and no index is needed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The two files of a resource type or a data source. */
export interface SdkFiles {
    readonly script: string;
    /** Read when asked for: most questions end with the script. */
    types(): string;
}

const folders = new Map<string, string | undefined>();
const listings = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** The package a token belongs to: `aws` for `aws:ec2/vpc:Vpc` and for `pulumi:providers:aws`. */
export function packageOf(token: string): string {
    const [first = "", second, third] = token.split(":");
    return first === "pulumi" && second === "providers" && third !== undefined ? third : first;
}

/**
 * The version of an installed SDK: `7.48.0`.
 *
 * @throws if `@pulumi/<pkg>` is not installed
 */
export function packageVersion(pkg: string): string {
    const folder = packageFolder(pkg);
    if (folder === undefined) {
        throw new Error(`the SDK @pulumi/${pkg} is not installed, so its version is not known; add it to package.json`);
    }
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const version = typeof manifest === "object" && manifest !== null && "version" in manifest && manifest.version;
    if (typeof version !== "string") {
        throw new Error(`@pulumi/${pkg}: its package.json states no version; install the package anew`);
    }
    return version;
}

/** The folder of an installed SDK, or `undefined`. */
export function packageFolder(pkg: string): string | undefined {
    if (!folders.has(pkg)) {
        folders.set(pkg, /^[a-z][a-z0-9-]*$/.test(pkg) ? installedAt(`@pulumi/${pkg}`) : undefined);
    }
    return folders.get(pkg);
}

function installedAt(name: string): string | undefined {
    try {
        return dirname(require.resolve(`${name}/package.json`));
    } catch {
        return undefined;
    }
}

/**
 * The files that declare a token.
 *
 * @param marker text that only the right script holds: two files of a folder can differ in case alone
 */
export function filesOf(token: string, marker: string): SdkFiles | undefined {
    const folder = packageFolder(packageOf(token));
    const place = placeOf(token);
    if (folder === undefined || place === undefined) {
        return undefined;
    }
    const inside = join(folder, place.folder);
    for (const stem of listing(inside).get(place.stem) ?? []) {
        const script = readFileSync(join(inside, `${stem}.js`), "utf8");
        if (script.includes(marker)) {
            return { script, types: () => readFileSync(join(inside, `${stem}.d.ts`), "utf8") };
        }
    }
    return undefined;
}

/** The script of a package's provider class. */
export function providerScript(pkg: string): string | undefined {
    const file = join(packageFolder(pkg) ?? "", "provider.js");
    return packageFolder(pkg) !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** `aws:ec2/subnet:Subnet` is ec2/subnet, `kubernetes:storage.k8s.io/v1:CSIDriver` storage/v1/csidriver. */
function placeOf(token: string): { folder: string; stem: string } | undefined {
    const [pkg, module, name] = token.split(":");
    if (pkg === undefined || module === undefined || name === undefined || module.includes("..")) {
        return undefined;
    }
    const parts = module.split("/");
    if (parts.at(-1)?.toLowerCase() === name.toLowerCase()) {
        parts.pop();
    }
    // Kubernetes groups lose their domain: flowcontrol.apiserver.k8s.io is the folder flowcontrol.
    const folder = parts.map((part, index) => (index === 0 ? (part.split(".")[0] ?? part) : part));
    return { folder: folder[0] === "index" ? "" : folder.join("/"), stem: name.toLowerCase() };
}

/** The scripts of a folder by lower-case name; `index_.js` is the type Index beside the folder's own index.js. */
function listing(folder: string): ReadonlyMap<string, readonly string[]> {
    const known = listings.get(folder);
    if (known) {
        return known;
    }
    const stems = new Map<string, string[]>();
    for (const file of existsSync(folder) ? readdirSync(folder) : []) {
        if (file.endsWith(".js")) {
            const stem = file.slice(0, -".js".length);
            const key = stem.toLowerCase().replace(/_$/, "");
            stems.set(key, [...(stems.get(key) ?? []), stem]);
        }
    }
    listings.set(folder, stems);
    return stems;
}

/** Every resource type of an SDK, sorted. Reads the whole package: for generators and tests. */
export function resourceTokens(pkg: string): readonly string[] {
    const folder = packageFolder(pkg);
    if (folder === undefined) {
        return [];
    }
    const tokens = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".js") && !file.split(/[\\/]/).includes("node_modules"))
        .map((file) => /__pulumiType = ['"]([^'"]+:[^'"]+)['"]/.exec(readFileSync(join(folder, file), "utf8"))?.[1])
        .filter((token) => token !== undefined);
    return [...new Set(tokens)].sort();
}
