/** RandomPassword and RandomString: characters of chosen classes, with a least number of each. */
import { createHash } from "node:crypto";
import type * as random from "@pulumi/random";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../kernel/refusal";
import type { Properties } from "../../values";
import { bcryptHash } from "./bcrypt";
import type { Draws } from "./draws";
import type { AnyRandomModel } from "./model";
import { checkRow, defineRandom, source } from "./model";

type TextInputs = Unwrap<random.RandomPasswordArgs>;

const LOWER = [..."abcdefghijklmnopqrstuvwxyz"];
const UPPER = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const NUMERIC = [..."0123456789"];
/** https://github.com/hashicorp/terraform-provider-random/blob/main/internal/random/string.go */
const SPECIAL = [..."!@#$%&*()-_=+[]{}<>:?"];

const FLAGS = ["upper", "lower", "special"] as const;
const MINIMA = ["minUpper", "minLower", "minNumeric", "minSpecial"] as const;

function withDefaults(inputs: Partial<TextInputs>): Properties {
    const digits = inputs.numeric ?? inputs.number ?? true;
    return {
        lower: true,
        minLower: 0,
        minNumeric: 0,
        minSpecial: 0,
        minUpper: 0,
        number: digits,
        numeric: digits,
        special: true,
        upper: true,
    };
}

function textRefusals(resource: string) {
    const from = source(resource);
    return {
        tooShort: checkRow("the length is less than 1", from),
        minimaTooLarge: checkRow("the least numbers of the classes add up to more than the length", from),
        noCharacters: checkRow("every class of characters is turned off", from),
        numberAgainstNumeric: checkRow("`number`, the old name of `numeric`, says otherwise than `numeric`", from),
    };
}

function textFaults(inputs: Partial<TextInputs>): readonly CheckFault[] {
    const faults: CheckFault[] = [];
    const { length, number, numeric } = inputs;
    const least = MINIMA.reduce((sum, name) => sum + (inputs[name] ?? 0), 0);
    if (length !== undefined && length < 1) {
        faults.push({ property: "length", reason: `value must be at least 1, got: ${length}` });
    } else if (length !== undefined && length < least) {
        const sum = "min_upper + min_lower + min_numeric + min_special";
        faults.push({ property: "length", reason: `value must be at least sum of ${sum} = ${least}, got: ${length}` });
    }
    if (number !== undefined && numeric !== undefined && number !== numeric) {
        faults.push({
            property: "number",
            reason: `is ${number} and numeric is ${numeric}; number is deprecated, give numeric alone`,
        });
    }
    if (numeric === false && FLAGS.every((flag) => inputs[flag] === false)) {
        faults.push({ property: "numeric", reason: `one of numeric, ${FLAGS.join(", ")} must be true` });
    }
    return faults;
}

/** The least number of each class first, the rest from all classes that are on, then all in another order. */
function drawText(inputs: TextInputs, draws: Draws): string {
    const special = inputs.overrideSpecial ? [...inputs.overrideSpecial] : SPECIAL;
    const classes = [
        { characters: UPPER, on: inputs.upper, least: inputs.minUpper },
        { characters: LOWER, on: inputs.lower, least: inputs.minLower },
        { characters: NUMERIC, on: inputs.numeric, least: inputs.minNumeric },
        { characters: special, on: inputs.special, least: inputs.minSpecial },
    ];
    const all = classes.flatMap(({ characters, on }) => (on ? characters : []));
    const drawn = classes.flatMap(({ characters, least = 0 }) =>
        Array.from({ length: least }, () => draws.pick(characters)),
    );
    const rest = Array.from({ length: inputs.length - drawn.length }, () => draws.pick(all));
    return draws.shuffled([...drawn, ...rest]).join("");
}

function importedInputs(text: string): Properties {
    return { ...withDefaults({}), length: [...text].length };
}

export const randomString: AnyRandomModel = defineRandom<TextInputs>({
    type: "random:index/randomString:RandomString",
    source: source("string"),
    refusals: textRefusals("string"),
    defaults: withDefaults,
    check: textFaults,
    draw: (inputs, draws) => {
        const result = drawText(inputs, draws);
        return { id: result, outputs: { id: result, result } };
    },
    imported: (id) => ({ id, inputs: importedInputs(id), outputs: { id, result: id } }),
});

function saltOf(text: string): Buffer {
    return createHash("sha256").update(text).digest().subarray(0, 16);
}

/** Its id is the same for all passwords, since an id is not kept secret. */
const PASSWORD_ID = "none";

export const randomPassword: AnyRandomModel = defineRandom<TextInputs>({
    type: "random:index/randomPassword:RandomPassword",
    source: source("password"),
    refusals: textRefusals("password"),
    defaults: withDefaults,
    check: textFaults,
    draw: (inputs, draws) => {
        const result = drawText(inputs, draws);
        return {
            id: PASSWORD_ID,
            outputs: { id: PASSWORD_ID, result, bcryptHash: bcryptHash(result, draws.bytes(16)) },
        };
    },
    imported: (id) => ({
        id: PASSWORD_ID,
        inputs: importedInputs(id),
        // The salt comes from the password, so that reading twice finds the same hash.
        outputs: { id: PASSWORD_ID, result: id, bcryptHash: bcryptHash(id, saltOf(id)) },
    }),
});
