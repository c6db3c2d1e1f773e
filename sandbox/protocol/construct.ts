/**
 * Remote components in this process: a component is built against the engine that asked for it, in an asynchronous
 * context of its own, since the SDK keeps its settings there.
 */
import * as pulumi from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { deserializeInputs } from "@pulumi/pulumi/provider/server";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import { serializeResourceProperties } from "@pulumi/pulumi/runtime/rpc";
import { awaitFeatureSupport, resetOptions, waitForRPCs } from "@pulumi/pulumi/runtime/settings";
import { withLocalStorage } from "@pulumi/pulumi/runtime/state";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What a component is built from. */
export interface ComponentRequest {
    readonly name: string;
    readonly inputs: pulumi.Inputs;
    readonly options: pulumi.ComponentResourceOptions;
}

export interface BuiltComponent {
    readonly urn: pulumi.Output<string>;
    /** The component's outputs. */
    readonly state: pulumi.Inputs;
}

/** Builders by type token: `awsx:ecr:Repository`. */
export type ComponentBuilders = Readonly<Record<string, (request: ComponentRequest) => BuiltComponent>>;

/** Builds a remote component on the engine that asked for it. */
export type Construct = (request: proto.ConstructRequest, engineAddress: string) => Promise<proto.ConstructResponse>;

export function constructWith(builders: ComponentBuilders): Construct {
    return (request, engineAddress) =>
        withLocalStorage(async () => {
            const builder = builders[request.getType()];
            if (!builder) {
                const known = Object.keys(builders).sort().join(", ");
                throw new Error(`the sandbox cannot build the component ${request.getType()}; it builds ${known}`);
            }
            await configureRuntime(request, engineAddress);
            const inputs = await deserializeInputs(request.getInputs(), request.getInputdependenciesMap());
            const built = builder({ name: request.getName(), inputs, options: optionsOf(request) });
            return respond(request, built);
        });
}

async function configureRuntime(request: proto.ConstructRequest, engineAddress: string): Promise<void> {
    resetOptions(
        request.getProject(),
        request.getStack(),
        request.getParallel(),
        engineAddress,
        request.getMonitorendpoint(),
        request.getDryrun(),
        request.getOrganization(),
    );
    await awaitFeatureSupport();
    const config: Record<string, string> = {};
    for (const [key, value] of request.getConfigMap().entries()) {
        config[key] = value;
    }
    runtimeConfig.setAllConfig(config, request.getConfigsecretkeysList());
}

function providerReference(reference: string): pulumi.ProviderResource {
    const token = reference.split("::")[2] ?? "";
    if (!token.includes("pulumi:providers:")) {
        throw new Error(`'${reference}' is not a reference of a provider`);
    }
    return new pulumi.DependencyProviderResource(reference);
}

function aliasesOf(request: proto.ConstructRequest): (string | pulumi.Alias)[] {
    return request.getAliasesList().map((alias) => {
        if (alias.hasUrn()) {
            return alias.getUrn();
        }
        const spec = alias.getSpec();
        return {
            ...(spec?.getName() ? { name: spec.getName() } : {}),
            ...(spec?.getProject() ? { project: spec.getProject() } : {}),
            ...(spec?.getStack() ? { stack: spec.getStack() } : {}),
            ...(spec?.hasParenturn() ? { parent: spec.getParenturn() } : {}),
            ...(spec?.getNoparent() ? { parent: pulumi.rootStackResource } : {}),
        };
    });
}

function optionsOf(request: proto.ConstructRequest): pulumi.ComponentResourceOptions {
    const providers: Record<string, pulumi.ProviderResource> = {};
    for (const [name, reference] of request.getProvidersMap().entries()) {
        providers[name] = providerReference(reference);
    }
    const timeouts = request.getCustomtimeouts()?.toObject();
    return {
        aliases: aliasesOf(request),
        dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
        ignoreChanges: request.getIgnorechangesList(),
        protect: request.getProtect(),
        providers,
        replaceOnChanges: request.getReplaceonchangesList(),
        retainOnDelete: request.getRetainondelete(),
        ...(timeouts ? { customTimeouts: timeouts } : {}),
        ...(request.getDeletedwith() ? { deletedWith: new pulumi.DependencyResource(request.getDeletedwith()) } : {}),
        ...(request.getParent() ? { parent: new pulumi.DependencyResource(request.getParent()) } : {}),
    };
}

async function respond(request: proto.ConstructRequest, built: BuiltComponent): Promise<proto.ConstructResponse> {
    const response = new proto.ConstructResponse();
    response.setUrn(await built.urn.promise());
    const label = `construct(${request.getType()}, ${request.getName()})`;
    const [state, dependencies] = await serializeResourceProperties(label, built.state);
    for (const [key, resources] of dependencies) {
        const urns = new proto.ConstructResponse.PropertyDependencies();
        urns.setUrnsList(await Promise.all([...resources].map((resource) => resource.urn.promise())));
        response.getStatedependenciesMap().set(key, urns);
    }
    response.setState(Struct.fromJavaScript(state as Record<string, JavaScriptValue>));
    await waitForRPCs();
    return response;
}
