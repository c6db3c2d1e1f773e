/**
 * A cloud made of models: the backend that stands behind a provider package. It resolves where an operation takes
 * place, runs the model in a transaction, and puts refusals into the provider's words.
 */
import type { Backend, Bag, CheckFault, Connection, Found, Identity, ReplacementRule, State } from "../../backend";
import type { TypeDeclaration } from "../../catalog/declarations";
import { declarationOf, packageVersion } from "../../catalog/declarations";
import { replacementOf } from "../../catalog/replacement";
import type { Properties, PropertyPath } from "../../values";
import { holdsUnknown } from "../../values";
import { stableHex } from "../../worlds/hash";
import type { Draft } from "../../worlds/draft";
import type { WorldRecord } from "../../worlds/records";
import { GLOBAL } from "../../worlds/records";
import type { Worlds } from "../../worlds/worlds";
import { declarationFaults } from "./declaration-faults";
import { recordsMadeWith } from "./find";
import { genericModel } from "./generic";
import type { Step } from "./lifecycle";
import { createStep, deleteStep, readState, updateStep } from "./lifecycle";
import type { AnyInvokeModel, AnyResourceModel, Place } from "./model";
import { autonamed, namingFaults } from "./naming";
import { refuse } from "./operation";
import { Refused } from "./refusal";
import { replacementRule } from "./replacing";
import { draftView } from "./view";
import type { RefusalWording, Verb } from "./wording";
import { apiErrorText } from "./wording";

/** Where an operation takes place: a world, and the place inside it. */
export interface Location {
    /** The world's scope: `aws/111122223333`. */
    readonly scope: string;
    readonly place: Place;
}

/** One configured provider of a cloud. */
export interface CloudSettings {
    /** @param values inputs of a resource or arguments of an invoke; they may name a region or a zone. */
    locate(values: Properties): Location;
    /** Fills in what the provider adds to each resource's inputs, such as default tags. */
    prepare(type: string, inputs: Properties): Properties;
    /** Outputs that every resource of the cloud has. */
    common(type: string, inputs: Properties, place: Place): Properties;
}

export interface CloudDefinition {
    /** The Pulumi package and the first part of its worlds' scopes. */
    readonly package: string;
    readonly models: readonly AnyResourceModel[];
    readonly invokes: readonly AnyInvokeModel[];
    checkConfig(config: Properties): readonly CheckFault[];
    settings(config: Properties): CloudSettings;
    /** The model of a type that has none of its own. @default - {@link genericModel} */
    readonly generic?: (type: string, declaration: TypeDeclaration | undefined) => AnyResourceModel;
    /** A refusal in the words of this cloud's provider. @default - {@link apiErrorText} */
    readonly wording?: RefusalWording;
}

/** Called once for each type that has no model of its own. */
export type UnmodelledListener = (type: string) => void;

export function modelCloud(definition: CloudDefinition, worlds: Worlds, onUnmodelled: UnmodelledListener): Backend {
    const registry = new ModelRegistry(definition, onUnmodelled);
    return {
        package: definition.package,
        version: packageVersion(definition.package),
        checkConfig: (config) => definition.checkConfig(config),
        configure: (config) => new ModelConnection(definition, definition.settings(config), registry, worlds),
    };
}

class ModelRegistry {
    readonly models = new Map<string, AnyResourceModel>();
    readonly invokes = new Map<string, AnyInvokeModel>();
    private readonly generic = new Map<string, AnyResourceModel>();
    private readonly modelOf: NonNullable<CloudDefinition["generic"]>;

    constructor(
        definition: CloudDefinition,
        private readonly onUnmodelled: UnmodelledListener,
    ) {
        this.modelOf = definition.generic ?? genericModel;
        for (const model of definition.models) {
            if (this.models.has(model.type)) {
                throw new Error(`model fault: two models of ${model.type}`);
            }
            this.models.set(model.type, model);
        }
        for (const invoke of definition.invokes) {
            this.invokes.set(invoke.token, invoke);
        }
    }

    of(type: string): AnyResourceModel {
        const known = this.models.get(type) ?? this.generic.get(type);
        if (known) {
            return known;
        }
        const model = this.modelOf(type, declarationOf(type));
        this.generic.set(type, model);
        this.onUnmodelled(type);
        return model;
    }
}

class ModelConnection implements Connection {
    constructor(
        private readonly definition: CloudDefinition,
        private readonly settings: CloudSettings,
        private readonly registry: ModelRegistry,
        private readonly worlds: Worlds,
    ) {}

    check(
        identity: Identity,
        inputs: Properties,
        previous: Properties | undefined,
    ): { inputs: Properties; faults: readonly CheckFault[] } {
        const model = this.registry.of(identity.type);
        const { scope, place } = this.locate(model, inputs);
        const explicit = this.settings.prepare(identity.type, inputs);
        const prepared = model.autoname
            ? autonamed(this.worlds.world(scope), identity, model.autoname, explicit, previous)
            : explicit;
        const { known, unknown } = splitUnknown(prepared);
        const faults = [
            ...declarationFaults(declarationOf(identity.type), prepared),
            ...(model.autoname ? namingFaults(model.autoname, inputs) : []),
            ...(model.check?.(known as never, { ...place, unknown }) ?? []),
        ];
        return { inputs: prepared, faults };
    }

    replacement(type: string, previous: Properties, inputs: Properties): ReplacementRule {
        return replacementRule(this.registry.of(type), replacementOf(type), previous, inputs);
    }

    secretOutputs(type: string): readonly string[] {
        return [...(declarationOf(type)?.secretOutputs ?? [])];
    }

    async create(identity: Identity, inputs: Bag): Promise<State> {
        return this.change("create", identity, identity.name, inputs.values, (step, model) =>
            createStep(step, model, identity, inputs),
        );
    }

    async update(identity: Identity, id: string, inputs: Bag, known?: Properties): Promise<State> {
        return this.change("update", identity, id, inputs.values, (step, model) => {
            const previous = this.recordOf(step.draft, step.place, identity.type, id);
            if (!previous) {
                throw new Error(
                    `updating ${identity.type} '${id}': it no longer exists. Run refresh, then up again to make it anew`,
                );
            }
            return updateStep(step, model, previous, inputs, known);
        });
    }

    async delete(identity: Identity, id: string, known: Properties): Promise<void> {
        await this.change("delete", identity, id, known, (step, model) => {
            const record = this.recordOf(step.draft, step.place, identity.type, id);
            return record ? deleteStep(step, model, record) : { id };
        });
    }

    async read(identity: Identity, id: string, known: Properties): Promise<State | undefined> {
        const model = this.registry.of(identity.type);
        const location = this.locate(model, known);
        return this.look(location, (step) => {
            const record = this.recordOf(step.draft, step.place, identity.type, id);
            return record ? readState(step, model, record) : undefined;
        });
    }

    find(type: string, inputs: Properties, ignoring: readonly PropertyPath[]): Promise<readonly Found[]> {
        const { scope, place } = this.locate(this.registry.of(type), inputs);
        const wanted = { type, inputs, ignoring, region: place.region };
        return Promise.resolve(recordsMadeWith(this.worlds.world(scope), wanted));
    }

    async invoke(token: string, args: Properties): Promise<{ result: Properties; faults: readonly CheckFault[] }> {
        const model = this.registry.invokes.get(token);
        if (!model) {
            const known = [...this.registry.invokes.keys()].sort().join(", ");
            throw new Error(`the sandbox has no model of the data source ${token}; it has ${known}`);
        }
        const location = this.settings.locate(args);
        const result = this.look(location, (step) =>
            model.invoke(args as never, {
                ...location.place,
                view: step.view,
                hash: (label, length) => stableHex(length, location.scope, token, label),
                refuse,
            }),
        );
        return { result, faults: [] };
    }

    private locate(model: AnyResourceModel, values: Properties): Location {
        const location = this.settings.locate(values);
        return model.scope === "global" ? { ...location, place: { ...location.place, region: GLOBAL } } : location;
    }

    private recordOf(draft: Draft, place: Place, type: string, id: string): WorldRecord | undefined {
        return draft.get({ region: place.region, type, id });
    }

    private step(location: Location, draft: Draft): Step {
        const others = (type: string): readonly WorldRecord[] =>
            this.worlds
                .scopesOf(this.definition.package)
                .filter((scope) => scope !== location.scope)
                .flatMap((scope) => this.worlds.world(scope).list(type));
        return {
            scope: location.scope,
            place: location.place,
            world: this.worlds.world(location.scope),
            draft,
            view: draftView(draft, location.place.region, others),
            models: this.registry.models,
            common: (type, inputs, place) => this.settings.common(type, inputs, place),
        };
    }

    private look<T>(location: Location, look: (step: Step) => T): T {
        return look(this.step(location, this.worlds.draft(location.scope)));
    }

    private async change<T extends { readonly id: string }>(
        verb: Verb,
        identity: Identity,
        subject: string,
        values: Properties,
        run: (step: Step, model: AnyResourceModel) => T,
    ): Promise<T> {
        const model = this.registry.of(identity.type);
        const location = this.locate(model, values);
        const action = { action: verb, type: identity.type, region: location.place.region };
        try {
            return await this.worlds.transact(location.scope, action, (draft) =>
                run(this.step(location, draft), model),
            );
        } catch (error) {
            if (error instanceof Refused) {
                error.message = (this.definition.wording ?? apiErrorText)(model, verb, subject, error);
            }
            throw error;
        }
    }
}

function splitUnknown(values: Properties): { known: Properties; unknown: ReadonlySet<string> } {
    const entries = Object.entries(values);
    const unknown = new Set(entries.filter(([, value]) => holdsUnknown(value)).map(([key]) => key));
    return { known: Object.fromEntries(entries.filter(([key]) => !unknown.has(key))), unknown };
}
