/** RandomInteger and RandomShuffle. */
import type * as random from "@pulumi/random";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../values";
import { Refused } from "../kernel/refusal";
import { Draws } from "./draws";
import type { AnyRandomModel } from "./model";
import { checkRow, defineRandom, source } from "./model";

type IntegerInputs = Unwrap<random.RandomIntegerArgs>;
type ShuffleInputs = Unwrap<random.RandomShuffleArgs>;

const none = (): Properties => ({});

/** A seed gives every resource that has it the same draws. Which ones differs from the provider's own. */
function seeded(seed: string | undefined, draws: Draws): Draws {
    return seed ? new Draws("seed", seed) : draws;
}

const integerRefusals = {
    emptyRange: checkRow("max is less than min", source("integer")),
};

export const randomInteger: AnyRandomModel = defineRandom<IntegerInputs>({
    type: "random:index/randomInteger:RandomInteger",
    source: source("integer"),
    refusals: integerRefusals,
    defaults: none,
    draw: ({ min, max, seed }, draws) => {
        if (max < min) {
            // Found when it is drawn, not before: a preview passes.
            throw new Refused(
                integerRefusals.emptyRange,
                "Create Random Integer Error: The minimum (minVal) value needs to be smaller than or equal to " +
                    `maximum (maxVal) value. min is ${min}, max is ${max}`,
            );
        }
        const result = min + seeded(seed, draws).below(max - min + 1);
        return { id: String(result), outputs: { id: String(result), result } };
    },
    imported: (text) => {
        const [id = "", min, max, seed] = text.split(",");
        if (min === undefined || max === undefined) {
            throw new Error("import a RandomInteger by {result},{min},{max} or {result},{min},{max},{seed}");
        }
        return {
            id,
            inputs: { min: Number(min), max: Number(max), ...(seed === undefined ? {} : { seed }) },
            outputs: { id, result: Number(id) },
        };
    },
});

/** Permutation after permutation of the list until there are enough. */
function drawShuffle(inputs: ShuffleInputs, draws: Draws): readonly string[] {
    const wanted = inputs.resultCount ?? inputs.inputs.length;
    const results: string[] = [];
    while (inputs.inputs.length > 0 && results.length < wanted) {
        results.push(...draws.shuffled(inputs.inputs).slice(0, wanted - results.length));
    }
    return results;
}

export const randomShuffle: AnyRandomModel = defineRandom<ShuffleInputs>({
    type: "random:index/randomShuffle:RandomShuffle",
    source: source("shuffle"),
    refusals: {},
    defaults: none,
    draw: (inputs, draws) => ({
        id: "-",
        outputs: { id: "-", results: drawShuffle(inputs, seeded(inputs.seed, draws)) },
    }),
});
