/** A small backend behind a real server on loopback, and the engine's side of the connection. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Backend, Connection, State } from "../../../sandbox/backend";
import { PartialCreateError } from "../../../sandbox/backend";
import type { ProviderServer } from "../../../sandbox/protocol/server";
import { serveProvider } from "../../../sandbox/protocol/server";
import { encode } from "../../../sandbox/protocol/wire";
import type { Properties, PropertyPath } from "../../../sandbox/values";
import { text } from "../text";

export const TYPE = "aws:test/thing:Thing";
export const URN = `urn:pulumi:test::shop::my:Parent$${TYPE}::web::1`;

/** Keeps things by id, notes each call with the region it was configured for, and fails where inputs say so. */
export class FakeBackend implements Backend {
    readonly package = "aws";
    readonly version = "7.48.0";
    readonly calls: string[] = [];
    readonly things = new Map<string, State>();

    checkConfig(config: Properties): { property: string; reason: string }[] {
        return config["region"] === "moon" ? [{ property: "region", reason: "invalid AWS Region: moon" }] : [];
    }

    configure(config: Properties): Connection {
        const region = text(config["region"]);
        const note = (call: string): void => void this.calls.push(`${region} ${call}`);
        const write = (id: string, inputs: State["inputs"]): State => {
            const { values } = inputs;
            const url = `redis://:${JSON.stringify(values["password"] ?? "").slice(1, -1)}@${region}`;
            const outputs = { values: { ...values, region, url, drawn: "s3cret-drawn" }, secrets: [] };
            const state = { id, inputs, outputs };
            this.things.set(id, state);
            if (values["fail"] === "half-way") {
                throw new PartialCreateError(state, ["it is unhealthy", "and slow"]);
            }
            return state;
        };
        return {
            check: (identity, inputs, previous) => {
                note(`check ${identity.type} ${identity.name} ${previous ? Object.keys(previous).join() : "anew"}`);
                const faults = [
                    { property: "size", reason: "is too small" },
                    { property: "rules[0].port", reason: "is no port" },
                ];
                const prepared = { size: 3, ...inputs };
                return { inputs: prepared, faults: inputs["size"] === -1 ? faults : [] };
            },
            replacement: () => ({
                replaces: (property) => property === "vpc",
                deleteBeforeReplace: true,
                ordered: () => true,
                readBack: ["shared"],
            }),
            secretOutputs: () => ["drawn"],
            create: async (identity, inputs) => {
                note(`create ${identity.name}`);
                if (inputs.values["fail"] === "refused") {
                    throw new Error("creating Thing: api error Thing.Conflict: it is there");
                }
                return write(`thing-${this.things.size + 1}`, inputs);
            },
            update: async (_identity, id, inputs, known) => {
                note(`update ${id}${known?.["shared"] === undefined ? "" : ` that had ${text(known["shared"])}`}`);
                return write(id, inputs);
            },
            delete: async (_identity, id, known) => {
                note(`delete ${id} ${Object.keys(known).sort().join()}`);
                this.things.delete(id);
            },
            read: async (_identity, id) => {
                note(`read ${id}`);
                return this.things.get(id);
            },
            find: () => Promise.resolve([]),
            invoke: async (token, args) => {
                note(`invoke ${token}`);
                const faults = args["bad"] ? [{ property: "bad", reason: "is not an argument" }] : [];
                return { result: { region, args }, faults };
            },
        };
    }
}

export interface Served {
    readonly backend: FakeBackend;
    /** A connection of its own, as each provider resource of a program has one. */
    connect(): ResourceProviderClient;
    close(): void;
}

export async function serveFake(): Promise<Served> {
    const backend = new FakeBackend();
    const server: ProviderServer = await serveProvider({ backend });
    const clients: ResourceProviderClient[] = [];
    return {
        backend,
        connect: () => {
            const client = new ResourceProviderClient(
                `127.0.0.1:${server.port}`,
                grpc.credentials.createInsecure(),
                // Without it, clients of one address share a connection.
                { "grpc.use_local_subchannel_pool": 1 },
            );
            clients.push(client);
            return client;
        },
        close: () => {
            for (const client of clients) {
                client.close();
            }
            server.close();
        },
    };
}

type Done<Response> = (error: grpc.ServiceError | null, response: Response) => void;

export function ask<Response>(call: (done: Done<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
        call((error, response) => {
            if (error) {
                reject(error);
            } else {
                resolve(response);
            }
        });
    });
}

export function wire(values: Properties, secrets: readonly PropertyPath[] = []): ReturnType<typeof encode> {
    return encode({ values, secrets });
}

export function configure(client: ResourceProviderClient, region: string): Promise<proto.ConfigureResponse> {
    const request = new proto.ConfigureRequest();
    request.setArgs(wire({ region }));
    request.setAcceptsecrets(true);
    return ask((done) => client.configure(request, done));
}

interface CreateOptions {
    readonly preview?: boolean;
    readonly secrets?: readonly PropertyPath[];
}

export function create(
    client: ResourceProviderClient,
    values: Properties,
    { preview = false, secrets = [] }: CreateOptions = {},
): Promise<proto.CreateResponse> {
    const request = new proto.CreateRequest();
    request.setUrn(URN);
    request.setProperties(wire(values, secrets));
    request.setPreview(preview);
    return ask((done) => client.create(request, done));
}
