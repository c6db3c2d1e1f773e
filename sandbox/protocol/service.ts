/** The `ResourceProvider` service of the engine's provider protocol, for any package. */
import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Backend, CheckFault } from "../backend";
import { holdsUnknown } from "../values";
import type { Construct } from "./construct";
import { Connections } from "./connections";
import { checkResponse, diffResponse } from "./responses";
import { identityOf, ResourceCalls } from "./resource-calls";
import { serviceError } from "./service-error";
import { decode, encode } from "./wire";

type Answer<Response> = Response | Promise<Response>;
type Call<Request> = Pick<grpc.ServerUnaryCall<Request, unknown>, "request" | "getPeer">;

/** Turns a function into a handler: whatever it throws becomes an error that the engine can show. */
function unary<Request, Response>(
    answer: (call: Call<Request>) => Answer<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => answer(call))
            .then(
                (response) => callback(null, response),
                (error: unknown) => callback(serviceError(error)),
            );
    };
}

export interface ServiceOptions {
    readonly backend: Backend;
    /** Answers remote components; packages without any leave it out. */
    readonly construct?: Construct;
}

export function providerService(options: ServiceOptions): grpc.UntypedServiceImplementation {
    const connections = new Connections();
    return {
        ...configurationCalls(options, connections),
        ...resourceCalls(connections),
        ...componentCalls(options),
    };
}

function configurationCalls({ backend }: ServiceOptions, connections: Connections): grpc.UntypedServiceImplementation {
    return {
        handshake: unary(() => {
            const response = new proto.ProviderHandshakeResponse();
            response.setAcceptSecrets(true);
            return response;
        }),
        getPluginInfo: unary(() => {
            const info = new plugin.PluginInfo();
            info.setVersion(backend.version);
            return info;
        }),
        checkConfig: unary((call: Call<proto.CheckRequest>) => {
            const news = decode(call.request.getNews());
            return checkResponse(news, backend.checkConfig(news.values));
        }),
        diffConfig: unary((call: Call<proto.DiffRequest>) => {
            const previous = decode(call.request.getOldInputs() ?? call.request.getOlds()).values;
            const rule = { replaces: () => false, deleteBeforeReplace: false, ordered: () => true };
            return diffResponse(previous, decode(call.request.getNews()).values, rule, []);
        }),
        configure: unary((call: Call<proto.ConfigureRequest>) => {
            const config = decode(call.request.getArgs());
            const faults = holdsUnknown(config.values) ? [] : backend.checkConfig(config.values);
            if (faults.length > 0) {
                throw new Error(faultsText(backend.package, faults));
            }
            connections.configure(call.getPeer(), backend.configure(config.values));
            const response = new proto.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            return response;
        }),
        cancel: unary(() => new Empty()),
    };
}

function faultsText(packageName: string, faults: readonly CheckFault[]): string {
    const lines = faults.map((fault) => `  ${fault.property}: ${fault.reason}`);
    return [`the configuration of the ${packageName} provider is refused:`, ...lines].join("\n");
}

function resourceCalls(connections: Connections): grpc.UntypedServiceImplementation {
    const calls = new ResourceCalls(connections);
    return {
        check: unary((call: Call<proto.CheckRequest>) => calls.check(call.getPeer(), call.request)),
        diff: unary((call: Call<proto.DiffRequest>) => calls.diff(call.getPeer(), call.request)),
        create: unary((call: Call<proto.CreateRequest>) => calls.create(call.getPeer(), call.request)),
        update: unary((call: Call<proto.UpdateRequest>) => calls.update(call.getPeer(), call.request)),
        read: unary((call: Call<proto.ReadRequest>) => calls.read(call.getPeer(), call.request)),
        delete: unary(async (call: Call<proto.DeleteRequest>) => {
            const { request } = call;
            const known = { ...decode(request.getOldInputs()).values, ...decode(request.getProperties()).values };
            await connections.of(call.getPeer()).delete(identityOf(request), request.getId(), known);
            return new Empty();
        }),
        invoke: unary(async (call: Call<proto.InvokeRequest>) => {
            const args = decode(call.request.getArgs());
            const { result, faults } = await connections.of(call.getPeer()).invoke(call.request.getTok(), args.values);
            const response = new proto.InvokeResponse();
            response.setReturn(encode({ values: result, secrets: [] }));
            response.setFailuresList(checkResponse({ values: {}, secrets: [] }, faults).getFailuresList());
            return response;
        }),
    };
}

function componentCalls({ construct, backend }: ServiceOptions): grpc.UntypedServiceImplementation {
    let engineAddress = "";
    return {
        attach: unary((call: Call<plugin.PluginAttach>) => {
            engineAddress = call.request.getAddress();
            return new Empty();
        }),
        construct: unary((call: Call<proto.ConstructRequest>) => {
            if (!construct) {
                throw new Error(`the sandbox's ${backend.package} provider has no remote components`);
            }
            return construct(call.request, engineAddress);
        }),
    };
}
