/**
 * Keeps the SDK from taking a lost call for a finished program. Loaded before the first program runs.
 *
 * Where a call to the engine fails with UNAVAILABLE or CANCELLED, the SDK (3.248) takes the engine for gone and ends the
 * program without an error. If the engine is there after all, it deletes whatever the program has not registered by then:
 * https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/nodejs/runtime/resource.ts and `automation/server.ts` beside it.
 *
 * It happens by itself: gRPC keeps connections by address, one that was refused for a while, and engines get addresses
 * that ended engines had. The more engines a process has started, the likelier is an address in its waiting time.
 */
import * as errors from "@pulumi/pulumi/errors";
import { hasErrors } from "@pulumi/pulumi/log";
import * as settings from "@pulumi/pulumi/runtime/settings";

/** Every client gets connections of its own, and knows nothing of an earlier engine's address. */
const clientOptions: unknown = Reflect.get(settings, "grpcClientOptions");
if (typeof clientOptions !== "object" || clientOptions === null) {
    throw new Error("this version of @pulumi/pulumi keeps its connection options elsewhere: look at sdk-guards.ts");
}
Reflect.set(clientOptions, "grpc.use_local_subchannel_pool", 1);

/** A lost call is an error like any other: the program fails, and the engine goes no further. */
Reflect.set(errors, "isGrpcError", () => false);

/** A program isn't ended, and reported as complete, because one of its calls was lost. */
Reflect.set(settings, "terminateRpcs", () => undefined);

/** A program that has errors isn't complete: the engine must not hear that it is, or it deletes what is missing. */
const { disconnect } = settings;
Reflect.set(settings, "disconnect", async (isComplete?: boolean): Promise<void> => {
    if (isComplete === true) {
        await settings.waitForRPCs();
        await unhandledRejections();
        if (hasErrors()) {
            throw new Error("the program ended with errors");
        }
    }
    return disconnect(isComplete);
});

/** Node tells of them once the promises of a turn are through. */
async function unhandledRejections(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}
