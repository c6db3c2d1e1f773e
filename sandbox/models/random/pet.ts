/** RandomPet: names to remember, such as `gladly-calm-otter`. */
import type * as random from "@pulumi/random";
import type { Unwrap } from "@pulumi/pulumi";
import { defineRandom, source } from "./model";

type PetInputs = Unwrap<random.RandomPetArgs>;

const ADVERBS =
    "badly briefly deeply duly early fairly firmly gladly greatly hardly kindly lately mostly nearly openly";
const ADJECTIVES =
    "able brave brief calm clean close cool daring eager fair fine fit fond full game glad golden grand happy helped " +
    "huge humble just keen kind large light loyal lucky mellow merry neat noble novel open polite prompt proud pure";
const NAMES =
    "badger bat bear beetle bison calf camel cobra condor cow crab crow deer dingo dodo dove eagle eel elk ferret " +
    "finch fox gator goat goose gopher hawk heron horse ibex jackal koala lark lemur lion llama lynx mink mole moose " +
    "newt osprey otter owl panda parrot pony puma quail rabbit raven robin seal shrew skunk snail swan tapir toad wren";

const words = (list: string): readonly string[] => list.split(" ");

/** One word is a name, two are an adjective and a name, and more put adverbs in front. */
export const randomPet = defineRandom<PetInputs>({
    type: "random:index/randomPet:RandomPet",
    source: source("pet"),
    refusals: {},
    defaults: () => ({ length: 2, separator: "-" }),
    draw: ({ length = 2, prefix, separator = "-" }, draws) => {
        const adverbs = Array.from({ length: Math.max(length - 2, 0) }, () => draws.pick(words(ADVERBS)));
        const adjective = length === 1 ? [] : [draws.pick(words(ADJECTIVES))];
        const start = prefix ? [prefix] : [];
        const id = [...start, ...adverbs, ...adjective, draws.pick(words(NAMES))].join(separator);
        return { id, outputs: { id } };
    },
});
