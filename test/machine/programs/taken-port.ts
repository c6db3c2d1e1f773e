/** Loaded into a process before all else: whoever asks for a free port gets one that is taken. */
import net from "node:net";

const listen = Reflect.get(net.Server.prototype, "listen") as (this: net.Server, ...given: unknown[]) => net.Server;

Reflect.set(net.Server.prototype, "listen", function (this: net.Server, first: unknown, ...rest: unknown[]) {
    const isAny = typeof first === "object" && first !== null && Reflect.get(first, "port") === 0;
    const port = Number(process.env["PLINTH_TEST_TAKEN_PORT"]);
    return listen.call(this, isAny ? { ...first, port } : first, ...rest);
});
