/**
 * The random provider. Nothing stands behind it but a count of how often each resource was made, from which the values
 * are drawn: the same program in the same world gives the same values, and a replacement gives others.
 */
import type { Backend, Bag, CheckFault, Connection, Found, Identity, ReplacementRule, State } from "../../backend";
import { declarationOf, packageVersion } from "../../catalog/declarations";
import type { Properties } from "../../values";
import { holdsUnknown, isObject } from "../../values";
import { GLOBAL } from "../../worlds/records";
import type { Worlds } from "../../worlds/worlds";
import { declarationFaults } from "../kernel/declaration-faults";
import { nextGeneration } from "../kernel/naming";
import { Refused } from "../kernel/refusal";
import { Draws } from "./draws";
import type { AnyRandomModel } from "./model";

const PACKAGE = "random";
const SCOPE = `${PACKAGE}/values`;

export function randomBackend(models: readonly AnyRandomModel[], worlds: Worlds): Backend {
    const byType = new Map(models.map((model) => [model.type, model]));
    return {
        package: PACKAGE,
        version: packageVersion(PACKAGE),
        checkConfig: () => [],
        configure: () => new RandomConnection(byType, worlds),
    };
}

class RandomConnection implements Connection {
    constructor(
        private readonly models: ReadonlyMap<string, AnyRandomModel>,
        private readonly worlds: Worlds,
    ) {}

    check(identity: Identity, inputs: Properties): { inputs: Properties; faults: readonly CheckFault[] } {
        const model = this.of(identity.type);
        const given = known(inputs);
        const faults = [
            ...declarationFaults(declarationOf(identity.type), inputs),
            ...(model.check?.(given as never) ?? []),
        ];
        return { inputs: normal({ ...model.defaults(given as never), ...inputs }), faults };
    }

    /** All inputs replace: the provider draws once and never changes what it drew. */
    replacement(): ReplacementRule {
        return { replaces: () => true, deleteBeforeReplace: false, ordered: () => true };
    }

    secretOutputs(type: string): readonly string[] {
        return [...(declarationOf(type)?.secretOutputs ?? [])];
    }

    async create(identity: Identity, inputs: Bag): Promise<State> {
        const model = this.of(identity.type);
        const action = { action: "create", type: identity.type, region: GLOBAL };
        // The history tells the name, not the id: for some types the id is the value drawn.
        const { state } = await this.worlds.transact(SCOPE, action, (draft) => {
            const draws = new Draws(PACKAGE, identity.urn, String(nextGeneration(draft, identity)));
            return { id: identity.name, state: drawn(model, inputs, draws) };
        });
        return state;
    }

    update(identity: Identity): Promise<State> {
        return Promise.reject(new Error(`model fault: a change of ${identity.type} replaces it, so none is in place`));
    }

    delete(): Promise<void> {
        return Promise.resolve();
    }

    /** Nothing is kept but in the engine's state, so what it knows is what there is. */
    read(identity: Identity, id: string, state: Properties): Promise<State | undefined> {
        if (Object.keys(state).length > 0) {
            const declared = declarationOf(identity.type)?.inputs;
            const inputs = Object.fromEntries(Object.entries(state).filter(([name]) => declared?.has(name)));
            return Promise.resolve({ id, inputs: bag(inputs), outputs: bag(state) });
        }
        const imported = this.of(identity.type).imported?.(id);
        if (!imported) {
            return Promise.reject(
                new Error(`${identity.type} cannot be imported: the provider has no importer for it`),
            );
        }
        const { inputs, outputs } = imported;
        return Promise.resolve({ id: imported.id, inputs: bag(inputs), outputs: bag({ ...inputs, ...outputs }) });
    }

    /** What was drawn and never reached the engine is nowhere. */
    find(): Promise<readonly Found[]> {
        return Promise.resolve([]);
    }

    invoke(token: string): Promise<never> {
        return Promise.reject(new Error(`the random provider has no data source ${token}`));
    }

    private of(type: string): AnyRandomModel {
        const model = this.models.get(type);
        if (!model) {
            throw new Error(
                `the random provider has no resource ${type}; it has ${[...this.models.keys()].join(", ")}`,
            );
        }
        return model;
    }
}

function drawn(model: AnyRandomModel, inputs: Bag, draws: Draws): State {
    try {
        const { id, outputs } = model.draw(inputs.values as never, draws);
        return { id, inputs, outputs: { values: { ...inputs.values, ...outputs }, secrets: inputs.secrets } };
    } catch (error) {
        if (error instanceof Refused) {
            error.message = error.detail;
        }
        throw error;
    }
}

function known(inputs: Properties): Properties {
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsUnknown(value)));
}

/** No keepers and empty ones are the same to the provider, and so are no special characters and an empty text. */
function normal(inputs: Properties): Properties {
    const { keepers, overrideSpecial, ...rest } = inputs;
    const empty = isObject(keepers) && Object.keys(keepers).length === 0;
    return {
        ...rest,
        ...(keepers === undefined || empty ? {} : { keepers }),
        ...(overrideSpecial === undefined || overrideSpecial === "" ? {} : { overrideSpecial }),
    };
}

function bag(values: Properties): Bag {
    return { values, secrets: [] };
}
