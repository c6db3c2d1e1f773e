/** Capacity provider strategies: on which of a cluster's capacity tasks run, and in which proportion. */
import type { WorldRecord } from "../../../worlds/records";
import type { View } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { objects, asText, text, texts } from "../ec2/records";
import { checkRow, row } from "../ec2/sources";
import type { Judge } from "./sources";
import { api, ECS_TYPES, provider } from "./sources";

const ITEM = api("CapacityProviderStrategyItem");

/** Rows for the table of every model that has a strategy. */
export const strategyRefusals = {
    notAssociated: row(
        "InvalidParameterException",
        "a strategy names a capacity provider that the cluster does not have",
        "https://github.com/dask/dask-cloudprovider/issues/328",
    ),
    severalBases: row("InvalidParameterException", "a strategy has a base for more than one capacity provider", ITEM),
    noWeight: row("InvalidParameterException", "a strategy gives no capacity provider a weight above zero", ITEM),
    strategyRange: checkRow(
        "a base is not between 0 and 100,000, or a weight not between 0 and 1,000",
        provider("service"),
    ),
} as const satisfies Record<string, Refusal>;

const refusals = strategyRefusals;

export interface StrategyItem {
    readonly base?: number;
    readonly capacityProvider: string;
    readonly weight?: number;
}

export function strategyFaults(property: string, strategy: readonly StrategyItem[]): readonly CheckFault[] {
    const faults = strategy.flatMap(({ base = 0, weight = 0 }) => [
        ...(base < 0 || base > 100_000 ? [`has the base ${base}; allowed are 0 to 100000`] : []),
        ...(weight < 0 || weight > 1000 ? [`has the weight ${weight}; allowed are 0 to 1000`] : []),
    ]);
    return faults.map((reason) => ({ property, reason }));
}

export function refuseStrategy(op: Judge, strategy: readonly StrategyItem[], associated: readonly string[]): void {
    if (strategy.some(({ capacityProvider }) => !associated.includes(capacityProvider))) {
        op.refuse(
            refusals.notAssociated,
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the " +
                "cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.",
        );
    }
    if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
        op.refuse(
            refusals.severalBases,
            "Only one capacity provider in a capacity provider strategy can have a base defined.",
        );
    }
    // An API call without a weight gets 0, but the only provider of a strategy is used whatever its weight.
    if (strategy.length > 1 && strategy.every(({ weight = 0 }) => weight === 0)) {
        op.refuse(
            refusals.noWeight,
            "At least one capacity provider in a capacity provider strategy must have a weight greater than 0.",
        );
    }
}

function associationOf(view: Pick<View, "list">, clusterName: string): WorldRecord | undefined {
    return view.list(ECS_TYPES.clusterCapacityProviders).find((record) => text(record, "clusterName") === clusterName);
}

/** The capacity providers of a cluster. */
export function capacityProvidersOf(view: Pick<View, "list">, clusterName: string): readonly string[] {
    return texts(associationOf(view, clusterName), "capacityProviders");
}

/** What a service of the cluster runs on that says nothing of it. */
export function defaultStrategyOf(view: Pick<View, "list">, clusterName: string): readonly StrategyItem[] {
    return objects(associationOf(view, clusterName)?.outputs["defaultCapacityProviderStrategies"]).map((item) => ({
        base: Number(item["base"] ?? 0),
        capacityProvider: asText(item["capacityProvider"]),
        weight: Number(item["weight"] ?? 0),
    }));
}

/** Items as ECS answers them. */
export function completeItems(
    strategy: readonly StrategyItem[],
): readonly { base: number; capacityProvider: string; weight: number }[] {
    return strategy.map(({ base = 0, capacityProvider, weight = 0 }) => ({ base, capacityProvider, weight }));
}
