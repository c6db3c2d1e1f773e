import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { outcomeIn, type Outcome } from "../crash/same-world";
import { historyIn, type Json } from "../crash/same-world/outcome";
import { isJsonList, isJsonObject } from "../crash/same-world/compare";

import { plinth, settingsFolder, temporaryFolder } from "../crash/support/command";
import { shuffled } from "./order";

/** What the engine draws or looks up anew in each run, and what no cloud ever sees. */
const VOLATILE = new Set(["created", "modified", "ciphertext"]);

/** States in the order of URNs, the ids of providers, which are random, as the URNs that they belong to. */
function comparable({ states }: Outcome): Json {
    const resources = states.flatMap((state) => state.resources);
    const providers = new Map(
        resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ id = "", urn }) => [id, urn]),
    );
    const plain = (value: Json): Json => {
        if (typeof value === "string") {
            return [...providers].reduce((text, [id, urn]) => text.replaceAll(id, urn), value);
        }
        if (isJsonList(value)) {
            return value.map(plain);
        }
        if (!isJsonObject(value)) {
            return value;
        }
        const kept = Object.entries(value).filter(([key]) => !VOLATILE.has(key));
        return Object.fromEntries(
            kept.map(([key, inner = null]) => [key, isSet(key) ? sorted(plain(inner)) : plain(inner)]),
        );
    };
    return resources.toSorted((one, other) => (one.urn < other.urn ? -1 : 1)).map(plain);
}

function isSet(key: string): boolean {
    return key === "dependencies" || key === "propertyDependencies";
}

function sorted(value: Json): Json {
    if (isJsonList(value)) {
        return value.toSorted();
    }
    return isJsonObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner = null]) => [key, sorted(inner)]))
        : value;
}

describe("two ups of staging from empty worlds, whose calls end in different orders,", () => {
    const SEEDS = ["one", "two", "three"];
    let folder: string;
    let outcomes: readonly Outcome[];
    let orders: readonly (readonly string[])[];

    before(async function () {
        this.timeout(20 * 60_000);
        folder = temporaryFolder();
        const root = settingsFolder(path.join(folder, "settings"));
        const made: Outcome[] = [];
        const histories: (readonly string[])[] = [];
        for (const seed of SEEDS) {
            const workplace = { root, plinth: path.join(folder, seed) };
            const { code, out, err } = await plinth({ verb: "up" }, workplace, shuffled(seed));
            assert.equal(code, 0, `${out}\n${err}`);
            made.push(await outcomeIn(workplace.plinth));
            histories.push(await historyIn(workplace.plinth));
        }
        outcomes = made;
        orders = histories;
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("have done the same in different orders", () => {
        const [first = [], ...others] = orders;
        for (const other of others) {
            assert.notDeepEqual(other, first);
            assert.deepEqual(other.toSorted(), first.toSorted());
        }
    });

    it("give the same world, to the last id and address", () => {
        const [first, ...others] = outcomes;
        others.forEach((other) => assert.deepEqual(other.records, first?.records));
    });

    it("give the same states, to the last output", () => {
        const [first, ...others] = outcomes.map(comparable);
        others.forEach((other) => assert.deepEqual(other, first));
    });
});
