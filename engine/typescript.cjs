// Runs our TypeScript under plain `require`. tsx looks into every file of node_modules as well, which takes more than half
// of a run; this hook touches our own files only. Sucrase keeps line numbers, so that stack traces need no source maps.
// Plain `pulumi up` and editors keep to tsx.
"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

/** @type {import("sucrase").Transform[]} */
const TRANSFORMS = ["typescript", "imports"];

/**
 * The TypeScript file that a relative request means: `./plan`, `./plan.js` as `import()` must spell it, or a folder.
 * @param {string} base the request as a path
 */
function typescriptFile(base) {
    const stem = base.endsWith(".js") ? base.slice(0, -".js".length) : base;
    return [`${stem}.ts`, path.join(base, "index.ts")].find((file) => fs.existsSync(file));
}

/**
 * @typedef {{ filename: string | null }} Parent
 * @typedef {(request: string, parent: Parent | undefined, ...rest: unknown[]) => string} Resolve
 * @typedef {{ _compile: (code: string, file: string) => void }} Compiled
 */
const internals =
    /** @type {{ _resolveFilename: Resolve, _extensions: Record<string, (module: Compiled, file: string) => void> }} */ (
        /** @type {unknown} */ (Module)
    );
const resolve = internals._resolveFilename;

/** @type {Resolve} */
internals._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename;
    if (from?.endsWith(".ts") && /^\.\.?(\/|$)/.test(request)) {
        const file = typescriptFile(path.resolve(path.dirname(from), request));
        if (file !== undefined) {
            return file;
        }
    }
    return resolve.call(this, request, parent, ...rest);
};

// Kept with node_modules, so that it goes when the transformer does.
const cache = path.join(__dirname, "..", "node_modules", ".cache", "plinth-typescript");

/** @param {string} file */
function javascriptOf(file) {
    const source = fs.readFileSync(file, "utf8");
    const kept = path.join(cache, `${createHash("sha256").update(source).digest("hex")}.js`);
    try {
        return fs.readFileSync(kept, "utf8");
    } catch {
        const { code } = transform()(source, { transforms: TRANSFORMS, filePath: file });
        keep(kept, code);
        return code;
    }
}

/** Loaded only for files that changed. */
function transform() {
    return /** @type {typeof import("sucrase")} */ (require("sucrase")).transform;
}

/**
 * Another process may write the same file at the same time; on a disk that takes nothing, the next run transforms again.
 * @param {string} file
 * @param {string} code
 */
function keep(file, code) {
    const fresh = `${file}.${process.pid}`;
    try {
        fs.mkdirSync(cache, { recursive: true });
        fs.writeFileSync(fresh, code);
        fs.renameSync(fresh, file);
    } catch {
        fs.rmSync(fresh, { force: true });
    }
}

/** @type {(module: Compiled, file: string) => void} */
internals._extensions[".ts"] = (module, file) => module._compile(javascriptOf(file), file);
