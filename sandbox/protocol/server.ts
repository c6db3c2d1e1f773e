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

export async function serveProvider(options: ServiceOptions): Promise<ProviderServer> {
    const server = new grpc.Server({
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    });
    server.addService(ResourceProviderService, providerService(options));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error) {
                reject(error);
            } else {
                resolve(bound);
            }
        });
    });
    return { package: options.backend.package, port, close: () => server.forceShutdown() };
}
