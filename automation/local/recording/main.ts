/**
 * A process of its own, in which a program runs against Pulumi's mocks: they take the place of the engine in a whole
 * process, for good. Its parent tells it what to run, and hears what was registered.
 */
import * as pulumi from "@pulumi/pulumi";
import { waitForRPCs } from "@pulumi/pulumi/runtime/settings";
import { localBuckets } from "../../../stacks/vendor-buckets/local";
import { RECORDED_TYPES, type RecordAnswer, type RecordRequest, type Registration } from "./registration";

async function record({ config, ...own }: RecordRequest): Promise<readonly Registration[]> {
    const registrations: Registration[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs, custom = true }) => {
                const given = inputs as Record<string, unknown>;
                if (custom && !type.startsWith("pulumi:")) {
                    registrations.push({ type, name, inputs: RECORDED_TYPES.includes(type) ? given : {} });
                }
                return { id: name, state: { ...placeholders(type, name, own.accountId), ...given } };
            },
            call: ({ token }) => {
                throw new Error(`the program asks the cloud for ${token}, and nobody is there to answer`);
            },
        },
        "vendor-buckets",
        own.environment,
    );
    localBuckets(config, own);
    await waitForRPCs();
    return registrations;
}

/** What clouds fill in and programs compute with. */
function placeholders(type: string, name: string, accountId: string): Record<string, unknown> {
    const service = type.split(":")[1]?.split("/")[0] ?? "";
    return { arn: `arn:aws:${service}:local:${accountId}:${name}`, url: `http://local/${accountId}/${name}` };
}

function answer(told: RecordAnswer): void {
    process.send?.(told, () => process.exit());
}

function fail(error: unknown): void {
    answer({ error: error instanceof Error ? error.message : String(error) });
}

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
process.once("message", (request) => {
    record(request as RecordRequest).then((registrations) => answer({ registrations }), fail);
});
