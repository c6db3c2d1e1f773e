/** Loaded into a process before all else: nothing is reached from it. */
const unreachable = Object.assign(new Error("connect ENETUNREACH"), { code: "ENETUNREACH" });

Reflect.set(globalThis, "fetch", () => Promise.reject(new TypeError("fetch failed", { cause: unreachable })));
