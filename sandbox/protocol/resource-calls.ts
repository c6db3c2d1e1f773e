/** The calls that concern one resource, in terms of a connection's backend. */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Bag, Connection, Identity, ReplacementRule, State } from "../backend";
import { PartialCreateError } from "../backend";
import type { Properties } from "../values";
import { sameValue } from "../values";
import type { Connections } from "./connections";
import { previewCreate, previewUpdate } from "./preview";
import { checkResponse, diffResponse } from "./responses";
import { secretPaths } from "./secrecy";
import { decode, encode } from "./wire";

interface Named {
    getUrn(): string;
    getType(): string;
    getName(): string;
}

/** The request's resource; older engines send the URN alone. */
export function identityOf(request: Named): Identity {
    const urn = request.getUrn();
    const [, , types = "", ...names] = urn.split("::");
    return {
        urn,
        type: request.getType() || (types.split("$").at(-1) ?? ""),
        name: request.getName() || names.join("::"),
    };
}

export class ResourceCalls {
    constructor(private readonly connections: Connections) {}

    check(peer: string, request: proto.CheckRequest): proto.CheckResponse {
        const news = decode(request.getNews());
        const olds = request.getOlds();
        const { inputs, faults } = this.connections
            .of(peer)
            .check(identityOf(request), news.values, olds ? decode(olds).values : undefined);
        return checkResponse({ values: inputs, secrets: news.secrets }, faults);
    }

    diff(peer: string, request: proto.DiffRequest): proto.DiffResponse {
        const inputs = decode(request.getNews()).values;
        const olds = decode(request.getOlds()).values;
        const given = request.hasOldInputs() ? decode(request.getOldInputs()).values : olds;
        const rule = this.connections.of(peer).replacement(identityOf(request).type, given, inputs);
        return diffResponse(asRead(rule, given, olds), inputs, rule, request.getIgnorechangesList());
    }

    async create(peer: string, request: proto.CreateRequest): Promise<proto.CreateResponse> {
        const connection = this.connections.of(peer);
        const identity = identityOf(request);
        const inputs = decode(request.getProperties());
        const response = new proto.CreateResponse();
        if (request.getPreview()) {
            response.setProperties(encode(marked(connection, identity, inputs, previewCreate(inputs.values))));
            return response;
        }
        const state = await keepingSecrets(connection, identity, () => connection.create(identity, inputs));
        response.setId(state.id);
        response.setProperties(encode(stateOutputs(connection, identity, state)));
        return response;
    }

    /**
     * The engine also updates what it did not change, after a create that failed half-way; providers then have nothing to
     * do: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/provider.go (Update).
     */
    async update(peer: string, request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
        const connection = this.connections.of(peer);
        const identity = identityOf(request);
        const inputs = decode(request.getNews());
        const earlier = decode(request.getOldInputs());
        const response = new proto.UpdateResponse();
        const olds = decode(request.getOlds());
        if (request.getPreview()) {
            const outputs = previewUpdate(olds.values, earlier.values, inputs.values);
            response.setProperties(encode(marked(connection, identity, inputs, outputs, earlier)));
            return response;
        }
        const rule = connection.replacement(identity.type, earlier.values, inputs.values);
        if (sameValue(asRead(rule, earlier.values, olds.values), inputs.values)) {
            const outputs = marked(connection, identity, inputs, olds.values, earlier);
            response.setProperties(encode(alsoSecret(outputs, olds)));
            return response;
        }
        const state = await keepingSecrets(connection, identity, () =>
            connection.update(identity, request.getId(), inputs, olds.values),
        );
        response.setProperties(encode(stateOutputs(connection, identity, state, earlier)));
        return response;
    }

    async read(peer: string, request: proto.ReadRequest): Promise<proto.ReadResponse> {
        const connection = this.connections.of(peer);
        const identity = identityOf(request);
        const inputs = decode(request.getInputs());
        const outputs = decode(request.getProperties());
        const known = { ...inputs.values, ...outputs.values };
        const state = await connection.read(identity, request.getId(), known);
        const response = new proto.ReadResponse();
        // An empty id says that the resource is gone.
        if (state) {
            response.setId(state.id);
            // What the engine holds as a secret stays one, even where the backend does not remember it as such.
            const read = {
                ...state,
                inputs: alsoSecret(state.inputs, inputs),
                outputs: alsoSecret(state.outputs, outputs),
            };
            response.setInputs(encode(read.inputs));
            response.setProperties(encode(stateOutputs(connection, identity, read)));
        }
        return response;
    }
}

/** The last inputs, and what was read since of those that others write too. */
function asRead({ readBack = [] }: ReplacementRule, inputs: Properties, outputs: Properties): Properties {
    const read = Object.entries(outputs).filter(([name, value]) => readBack.includes(name) && value !== undefined);
    return { ...inputs, ...Object.fromEntries(read) };
}

function alsoSecret(bag: Bag, held: Bag): Bag {
    return { values: bag.values, secrets: [...bag.secrets, ...held.secrets] };
}

function marked(connection: Connection, identity: Identity, inputs: Bag, outputs: Bag["values"], earlier?: Bag): Bag {
    const declared = connection.secretOutputs(identity.type);
    return { values: outputs, secrets: secretPaths(outputs, inputs, declared, earlier) };
}

function stateOutputs(connection: Connection, identity: Identity, state: State, earlier?: Bag): Bag {
    const { values, secrets } = marked(connection, identity, state.inputs, state.outputs.values, earlier);
    return { values, secrets: [...state.outputs.secrets, ...secrets] };
}

/** What a failed call leaves behind gets into the state as well, so that its secrets are marked alike. */
async function keepingSecrets(connection: Connection, identity: Identity, call: () => Promise<State>): Promise<State> {
    try {
        return await call();
    } catch (error) {
        if (error instanceof PartialCreateError) {
            const outputs = stateOutputs(connection, identity, error.state);
            throw new PartialCreateError({ ...error.state, outputs }, error.reasons);
        }
        throw error;
    }
}
