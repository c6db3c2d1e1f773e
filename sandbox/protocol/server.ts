/** A provider server on loopback, attached to one run of the engine. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ServiceOptions } from "./service";
import { providerService } from "./service";

export interface ProviderServer {
    readonly package: string;
    readonly port: number;
    close(): void;
}

/** The engine's own limit; states of large resources pass 4 MiB, gRPC's default. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** No address could be had for a provider to listen on. `code` is the system's: EADDRINUSE, EADDRNOTAVAIL, EMFILE… */
export class BindError extends Error {
    override readonly name = "BindError";
    readonly code: string | undefined;

    constructor(provider: string, address: string, cause: Error) {
        // Without the words that gRPC puts around it.
        const [, reason = cause.message] = /\[(?:listen )?(.+)\]$/.exec(cause.message) ?? [];
        super(`the sandbox's provider of ${provider} can't listen on ${address}: ${reason}`, { cause });
        this.code = /\bE[A-Z]{3,}\b/.exec(reason)?.[0];
    }
}

/** The system draws a port that is free. */
const ANY_LOOPBACK_PORT = "127.0.0.1:0";

/** @throws BindError */
export async function serveProvider(options: ServiceOptions, address = ANY_LOOPBACK_PORT): Promise<ProviderServer> {
    const server = new grpc.Server({
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    });
    server.addService(ResourceProviderService, providerService(options));
    const { package: name } = options.backend;
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error) {
                reject(new BindError(name, address, error));
            } else {
                resolve(bound);
            }
        });
    });
    return { package: name, port, close: () => server.forceShutdown() };
}
