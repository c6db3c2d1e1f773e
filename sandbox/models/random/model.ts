/**
 * The shape of a model of the random provider. That provider keeps nothing anywhere: a resource is what the engine's
 * state says of it, so a model only says what is drawn, and two resources may well share an id.
 */
import type { CheckFault, Refusal } from "../kernel/refusal";
import { PROVIDER_CHECK } from "../kernel/refusal";
import type { Properties } from "../../values";
import type { Draws } from "./draws";

export interface Drawn {
    readonly id: string;
    /** Outputs beyond the inputs. */
    readonly outputs: Properties;
}

/** What an import finds out from the text given as id. */
export interface Imported extends Drawn {
    readonly inputs: Properties;
}

export interface RandomModel<Inputs extends object = Properties> {
    /** `random:index/randomPassword:RandomPassword` */
    readonly type: string;
    /** The provider's source that the model follows. */
    readonly source: string;
    readonly refusals: Readonly<Record<string, Refusal>>;
    /** What the provider puts in for inputs that are left out. */
    readonly defaults: (inputs: Partial<Inputs>) => Properties;
    /** Faults found before anything is drawn; inputs that are unknown in a preview are absent. */
    readonly check?: (inputs: Partial<Inputs>) => readonly CheckFault[];
    /** Every input replaces the resource, so a draw sees them all anew. */
    readonly draw: (inputs: Inputs, draws: Draws) => Drawn;
    /** @default - the type cannot be imported */
    readonly imported?: (id: string) => Imported;
}

/** A model with its input type forgotten, as the registry keeps it. */
export type AnyRandomModel = RandomModel<never>;

export function defineRandom<Inputs extends object>(model: RandomModel<Inputs>): AnyRandomModel {
    return model;
}

const PROVIDER = "https://github.com/hashicorp/terraform-provider-random/blob/main/internal/provider";

/** The source of a resource of the Terraform provider: `source("password")`. */
export function source(resource: string): string {
    return `${PROVIDER}/resource_${resource}.go`;
}

export function checkRow(when: string, from: string): Refusal {
    return { code: PROVIDER_CHECK, when, source: from };
}
