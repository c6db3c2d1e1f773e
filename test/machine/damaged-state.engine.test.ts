import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { EXIT_CODES } from "../../automation/exit-codes";
import { pathsOf } from "../../automation/paths";
import { DAMAGES, damagedBy } from "../automation/state/support/damage";
import { outcomeIn } from "../crash/same-world";
import {
    ENVIRONMENT,
    plinth,
    settingsFolder,
    temporaryFolder,
    type Ran,
    type Workplace,
} from "../crash/support/command";

const projects = ["foundation"];
/** Of the draws; another one draws other places of the same kinds. */
const SEED = 20_261_122;
const VERBS = ["up", "refresh", "destroy"] as const;

describe("the command on a damaged state", function () {
    this.timeout(10 * 60_000);
    let folder: string;
    let at: Workplace;
    let file: string;
    let text: string;

    before(async () => {
        folder = temporaryFolder();
        at = { root: settingsFolder(path.join(folder, "settings")), plinth: path.join(folder, "plinth") };
        await succeeds("up");
        const { state } = pathsOf("", at.plinth);
        file = path.join(state, ".pulumi", "stacks", "foundation", `${ENVIRONMENT}.json`);
        text = readFileSync(file, "utf8");
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function succeeds(verb: (typeof VERBS)[number] | "state restore"): Promise<Ran> {
        const ran = await plinth({ verb, projects }, at);
        assert.equal(ran.code, 0, `${verb}: ${ran.out}\n${ran.err}`);
        return ran;
    }

    for (const damage of DAMAGES) {
        it(`changes nothing, and has a way back: ${damage.name}`, async () => {
            const { records } = await outcomeIn(at.plinth);
            const damaged = fc.sample(damagedBy(damage, text), { numRuns: VERBS.length, seed: SEED });
            for (const [index, verb] of VERBS.entries()) {
                const left = damaged[index] ?? assert.fail("no damage was drawn");
                writeFileSync(file, left);
                const { code, err } = await plinth({ verb, projects }, at);
                assert.equal(code, EXIT_CODES.damaged.code, `${verb}, seed ${SEED}: ${err}`);
                assert.ok(err.includes(`\`plinth state restore ${ENVIRONMENT} foundation --sandbox\``), err);
                assert.equal(readFileSync(file, "utf8"), left, `${verb} has changed the state, seed ${SEED}`);
            }
            await succeeds("state restore");
            assert.equal(readFileSync(file, "utf8"), text);
            assert.deepEqual((await outcomeIn(at.plinth)).records, records);
        });
    }

    it("goes on with what was restored as if nothing had been", async () => {
        assert.match((await succeeds("up")).out, /up {2}0 created, 0 updated, 0 replaced, 0 deleted/);
        await succeeds("refresh");
        await succeeds("destroy");
    });
});
