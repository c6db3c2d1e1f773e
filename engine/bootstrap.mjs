// The first command after `git clone`: makes sure of node_modules, then runs a TypeScript file of ours.
// Uses nothing but Node itself. Usage: node engine/bootstrap.mjs <file.ts> [arguments…]
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.js";

const MINIMUM_NODE = [20, 19];
const PROGRESS_MS = 10_000;

/** @param {string} line */
const log = (line) => void process.stderr.write(`plinth: ${line}\n`);

/**
 * @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock
 * @typedef {(root: string) => number | null | Promise<number | null>} Install runs `npm ci`, answers its exit code
 */

/** @param {string} file */
function readIfThere(file) {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

/**
 * Whether what npm says it has installed is what the lock file asks for. It lets a plain `npm ci` or `npm install`
 * count as set up.
 * @param {string} lockText
 * @param {string | undefined} installedText node_modules/.package-lock.json
 */
function installedMatches(lockText, installedText) {
    if (installedText === undefined) {
        return false;
    }
    const wanted = /** @type {Lock} */ (JSON.parse(lockText)).packages ?? {};
    const installed = /** @type {Lock} */ (JSON.parse(installedText)).packages ?? {};
    return Object.entries(wanted).every(([name, want]) => {
        const have = installed[name];
        if (name === "" || (have === undefined && want.optional === true)) {
            return true;
        }
        return have !== undefined && have.version === want.version && have.integrity === want.integrity;
    });
}

/**
 * Whether node_modules is what package-lock.json asks for. The hash of the lock file is kept inside node_modules, so
 * that it goes when node_modules goes.
 * @param {string} root
 */
function isSetUp(root) {
    const lock = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
    const hash = createHash("sha256").update(lock).digest("hex");
    const modules = path.join(root, "node_modules");
    const marker = path.join(modules, ".plinth-lock-hash");
    if (readIfThere(marker) === hash) {
        return true;
    }
    if (!installedMatches(lock, readIfThere(path.join(modules, ".package-lock.json")))) {
        return false;
    }
    fs.writeFileSync(marker, hash);
    return true;
}

/**
 * @param {string} root
 * @returns {Promise<number | null>}
 */
function npmCi(root) {
    const flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    // npm is a .cmd file on Windows, which only a shell starts; no argument here needs quoting.
    const shell = process.platform === "win32";
    const since = Date.now();
    const tell = () => log(`installing node_modules, ${Math.round((Date.now() - since) / 1000)} s so far`);
    const progress = setInterval(tell, PROGRESS_MS);
    return new Promise((resolve) => {
        // npm's report of what it added is no output of the command that follows.
        const child = spawn("npm", flags, { cwd: root, stdio: ["ignore", process.stderr.fd, "inherit"], shell });
        child.on("error", (error) => {
            log(`npm could not be started: ${error.message}`);
            resolve(null);
        });
        child.on("exit", resolve);
    }).finally(() => clearInterval(progress));
}

/**
 * Makes sure of node_modules; two processes at once install once.
 * @param {string} root
 * @param {Install} install
 * @returns {Promise<void>}
 */
export async function ensureModules(root, install = npmCi) {
    if (isSetUp(root)) {
        return;
    }
    const directory = path.join(root, ".plinth", "locks", "npm-ci");
    await withLock({ directory, task: "installing node_modules", log }, async () => {
        if (isSetUp(root)) {
            return;
        }
        log("installing node_modules (npm ci), about a minute");
        const status = await install(root);
        if (status !== 0) {
            throw new Error(
                `\`npm ci\` ended with ${status ?? "a signal"} in ${root}: see its output above, then run the command again`,
            );
        }
        if (!isSetUp(root)) {
            throw new Error("`npm ci` succeeded, but node_modules is still not what package-lock.json asks for");
        }
    });
}

function checkNode() {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const [minMajor = 0, minMinor = 0] = MINIMUM_NODE;
    if (major < minMajor || (major === minMajor && minor < minMinor)) {
        throw new Error(`Node ${process.versions.node} is too old: install Node ${MINIMUM_NODE.join(".")} or newer`);
    }
}

/**
 * Sets up, then goes on in this process as `node --require engine/typescript.cjs <file> [arguments…]` would: a second process costs 50 ms
 * and would have to pass every signal on.
 * @param {string} file relative to the root of the repository
 * @param {string[]} args
 */
export async function run(file, args) {
    const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
    try {
        checkNode();
        await ensureModules(root);
    } catch (error) {
        log(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
        return;
    }
    const loader = path.join(root, "engine", "typescript.cjs");
    createRequire(import.meta.url)(loader);
    // What a forked child inherits.
    process.execArgv.push("--require", loader);
    process.argv.splice(1, process.argv.length, path.join(root, file), ...args);
    /** @type {{ runMain: () => void }} */ (/** @type {unknown} */ (Module)).runMain();
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
    const [file, ...args] = process.argv.slice(2);
    if (file === undefined) {
        log("usage: node engine/bootstrap.mjs <file.ts> [arguments…]");
        process.exitCode = 2;
    } else {
        // Not awaited: a module with top-level await cannot be required.
        void run(file, args);
    }
}
