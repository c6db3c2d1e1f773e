// Plain JavaScript because the bootstrap takes this lock before anything is installed.
const { execFileSync } = require("node:child_process");
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");

/**
 * @typedef {import("./lock").LockOptions} LockOptions
 * @typedef {import("./lock").LockOwner} LockOwner
 */

const POLL_MS = 200;
const PROGRESS_MS = 10_000;
const HEARTBEAT_MS = 10_000;
/** A process on another host can't be asked whether it lives; six missed heartbeats say that it doesn't. */
const FOREIGN_STALE_MS = 6 * HEARTBEAT_MS;

/** The lock is held by a process that lives, or that can't be proven dead. */
class LockHeldError extends Error {
    /**
     * @param {LockOwner} owner
     * @param {string} directory
     */
    constructor(owner, directory) {
        super(`${directory} is held by process ${owner.pid} on ${owner.host}: ${owner.task}`);
        this.name = "LockHeldError";
        this.owner = owner;
        this.directory = directory;
        this.isVisible = isVisible(owner);
    }

    get since() {
        return new Date(this.owner.since);
    }
}

/**
 * When a process started, told so that no later process with the same id has the same answer.
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, empty where the system doesn't tell
 */
function processStart(pid) {
    if (process.platform === "linux") {
        return linuxProcessStart(pid);
    }
    if (hasNoProcess(pid)) {
        return undefined;
    }
    if (process.platform === "win32") {
        return "";
    }
    try {
        const ps = execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { stdio: ["ignore", "pipe", "ignore"] });
        return ps.toString().trim();
    } catch {
        return "";
    }
}

/**
 * Anything but the system's own word that there is no such process, a missing right above all, is no proof.
 * @param {number} pid
 */
function hasNoProcess(pid) {
    if (pid <= 0) {
        // Nobody's, see `parseOwner`; to the system, this process's own group.
        return true;
    }
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return hasCode(error, "ESRCH");
    }
}

/**
 * @param {number} pid
 * @returns {string | undefined}
 */
function linuxProcessStart(pid) {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        // The second field is the command in brackets and may hold spaces; the state comes after it.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const [state, ticksSinceBoot] = [fields[0], fields[19]];
        const ended = state === "Z" || state === "X";
        const boot = fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
        return ended ? undefined : `${boot}/${ticksSinceBoot}`;
    } catch {
        // /proc may hide the processes of other users (hidepid), or not be there.
        return hasNoProcess(pid) ? undefined : "";
    }
}

/**
 * Two containers of one host may share its name, and not see each other's processes.
 * @returns {string} empty where the system has no such thing
 */
function processNamespace() {
    try {
        return fs.readlinkSync("/proc/self/ns/pid");
    } catch {
        return "";
    }
}

/**
 * @param {string} task
 * @returns {LockOwner}
 */
function currentOwner(task) {
    return {
        pid: process.pid,
        host: os.hostname(),
        namespace: processNamespace(),
        started: processStart(process.pid) ?? "",
        since: Date.now(),
        task,
        nonce: randomUUID(),
    };
}

/**
 * Whether the owner ran where this process would see it if it lived: on this machine since it was started, and in this
 * container. What a lock doesn't tell counts as told.
 * @param {LockOwner} owner
 */
function isVisible({ host, namespace = processNamespace(), started }) {
    return host === os.hostname() && namespace === processNamespace() && bootOf(started) === currentBoot();
}

/**
 * Linux alone tells the boot; elsewhere all processes count as of one.
 * @param {string} started
 */
function bootOf(started) {
    return process.platform === "linux" && started.includes("/") ? started.split("/")[0] : currentBoot();
}

function currentBoot() {
    return processStart(process.pid)?.split("/")[0];
}

/**
 * Whether the owner can't be alive: it would be seen, and isn't; or its machine was started anew, and it has been
 * silent since. The name alone doesn't prove the machine: another one may bear it.
 * @param {LockOwner} owner
 * @param {number} refreshedMs
 */
function isProvenGone(owner, refreshedMs) {
    if (!isVisible(owner)) {
        const isRestarted = owner.host === os.hostname() && bootOf(owner.started) !== currentBoot();
        return isRestarted && isSilent(refreshedMs);
    }
    const started = processStart(owner.pid);
    return started === undefined || (owner.started !== "" && started !== "" && owner.started !== started);
}

/** @param {number} refreshedMs */
function isSilent(refreshedMs) {
    return Date.now() - refreshedMs > FOREIGN_STALE_MS;
}

/**
 * @param {LockOwner} owner
 * @param {number} refreshedMs
 */
function isStale(owner, refreshedMs) {
    return isProvenGone(owner, refreshedMs) || (!isVisible(owner) && isSilent(refreshedMs));
}

/**
 * Puts the owner into a folder of its own first and renames it: nobody ever sees a lock without an owner.
 * @param {string} directory
 * @param {LockOwner} owner
 */
function tryAcquire(directory, owner) {
    const prepared = `${directory}.${owner.nonce}`;
    try {
        fs.mkdirSync(prepared, { recursive: true });
        fs.writeFileSync(path.join(prepared, `${owner.nonce}.json`), JSON.stringify({ ...owner, since: Date.now() }));
        fs.renameSync(prepared, directory);
        return true;
    } catch (error) {
        fs.rmSync(prepared, { recursive: true, force: true });
        // Held, though its holder may have let go since: looking for the folder now would miss that.
        const isHeld = hasCode(error, "ENOTEMPTY", "EEXIST");
        if (isHeld || (hasCode(error, "EPERM", "EACCES") && fs.existsSync(directory))) {
            return false;
        }
        throw error;
    }
}

/**
 * Ends exactly the hold named by the nonce. The file's name carries it, so that of two processes which both saw a
 * stale lock neither can remove the fresh one that the other has taken since.
 * @param {string} directory
 * @param {string} nonce
 */
function release(directory, nonce) {
    try {
        fs.unlinkSync(path.join(directory, `${nonce}.json`));
        fs.rmdirSync(directory);
    } catch (error) {
        if (!hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST", "EPERM")) {
            throw error;
        }
    }
}

/**
 * @param {string} directory
 * @returns {{ owner: LockOwner, refreshedMs: number } | undefined} undefined when the lock is free by now
 */
function readOwner(directory) {
    try {
        const file = fs.readdirSync(directory).find((name) => name.endsWith(".json"));
        if (file === undefined) {
            // A file of somebody else's, such as a file manager's, would keep the lock for ever.
            fs.readdirSync(directory).forEach((name) => fs.rmSync(path.join(directory, name), { force: true }));
            fs.rmdirSync(directory);
            return undefined;
        }
        const full = path.join(directory, file);
        const nonce = path.basename(file, ".json");
        return {
            owner: { ...parseOwner(fs.readFileSync(full, "utf8")), nonce },
            refreshedMs: fs.statSync(full).mtimeMs,
        };
    } catch (error) {
        if (hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST")) {
            return undefined;
        }
        throw error;
    }
}

/**
 * A power cut can leave an empty file: nobody's, so a dead process's.
 * @param {string} text
 * @returns {LockOwner}
 */
function parseOwner(text) {
    try {
        return JSON.parse(text);
    } catch {
        return { pid: 0, host: os.hostname(), started: "", since: 0, task: "unknown", nonce: "" };
    }
}

/**
 * @param {LockOptions} options
 * @param {LockOwner} owner
 */
async function acquire(options, owner) {
    const { directory, log, pollMs = POLL_MS, wait = "until free", takeOver = "presumed gone" } = options;
    fs.mkdirSync(path.dirname(directory), { recursive: true });
    const isGone = takeOver === "proven gone" ? isProvenGone : isStale;
    const since = Date.now();
    let toldMs = -Infinity;
    while (!tryAcquire(directory, owner)) {
        const held = readOwner(directory);
        if (held === undefined) {
            // Free by now, or kept by a file that isn't of ours.
            await sleep(pollMs);
            continue;
        }
        if (isGone(held.owner, held.refreshedMs)) {
            log(`taking over from process ${held.owner.pid} (${held.owner.task}), which is gone`);
            release(directory, held.owner.nonce);
            continue;
        }
        if (wait === "never") {
            throw new LockHeldError(held.owner, directory);
        }
        const waitedMs = Date.now() - since;
        if (waitedMs - toldMs >= PROGRESS_MS) {
            toldMs = waitedMs;
            const who = `process ${held.owner.pid} on ${held.owner.host}`;
            log(`waiting for ${who}: ${held.owner.task}, ${Math.round(waitedMs / 1000)} s so far`);
        }
        await sleep(pollMs);
    }
}

/**
 * @template T
 * @param {LockOptions} options
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(options, work) {
    const owner = currentOwner(options.task);
    await acquire(options, owner);
    const file = path.join(options.directory, `${owner.nonce}.json`);
    const heartbeat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => undefined), HEARTBEAT_MS).unref();
    try {
        return await work();
    } finally {
        clearInterval(heartbeat);
        release(options.directory, owner.nonce);
    }
}

/**
 * @param {unknown} error
 * @param {string[]} codes
 */
function hasCode(error, ...codes) {
    return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

module.exports = { withLock, LockHeldError, currentOwner, isStale, isProvenGone, processStart, processNamespace };
