import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { assertWhole, outcomeIn } from "../crash/same-world";
import {
    checkoutIn,
    faultsOfState,
    foundationIn,
    lendEngine,
    plinth,
    temporaryFolder,
    UP,
    type CommandEnd,
    type CommandOptions,
} from "./support";

/** When the second run is started. */
const MEETINGS = ["at once", "when the first has the sandbox", "when the first has said something"] as const;
type Meeting = (typeof MEETINGS)[number];

describe("two `plinth up` at once in one sandbox", function () {
    this.timeout(600_000);
    const ROUNDS = 20;
    let folder = "";
    let directory = "";
    let root = "";

    before(async () => {
        folder = temporaryFolder();
        directory = path.join(folder, "plinth");
        root = checkoutIn(path.join(folder, "repository"));
        await lendEngine(root);
        await foundationIn(directory, root);
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    /** Has the next run update something. */
    function editConfig(round: number): void {
        const file = path.join(root, "Pulumi.staging.yaml");
        const text = fs.readFileSync(file, "utf8");
        const edited = text.replace(/(costCenter: ).*/, `$1platform-${round}`);
        assert.notEqual(edited, text);
        fs.writeFileSync(file, edited);
    }

    async function twice(meeting: Meeting): Promise<readonly CommandEnd[]> {
        const options: CommandOptions = { directory, root };
        if (meeting === "at once") {
            return Promise.all([plinth(UP, options), plinth(UP, options)]);
        }
        let second: Promise<CommandEnd> | undefined;
        const begin = (): void => void (second ??= plinth(UP, options));
        const lock = path.join(directory, "locks", "sandbox");
        const watch = setInterval(() => {
            if (meeting === "when the first has the sandbox" && fs.existsSync(lock)) {
                begin();
            }
        }, 5);
        const first = await plinth(UP, { ...options, onPrinted: begin });
        clearInterval(watch);
        assert.ok(second !== undefined);
        return [first, await second];
    }

    for (let round = 0; round < ROUNDS; round += 1) {
        const meeting = MEETINGS[round % MEETINGS.length] ?? "at once";
        const changes = round % 2 === 0;
        const what = changes ? "an update" : "nothing to do";
        it(`one wins and the other is told who: round ${round + 1}, ${what}, the second ${meeting}`, async () => {
            if (changes) {
                editConfig(round);
            }
            const ends = await twice(meeting);
            const told = ends.map(({ code, out, err }) => `${code}\n${out}\n${err}`).join("\n");
            assert.deepEqual(ends.map(({ code }) => code).sort(), [0, 4], told);
            const [winner, loser] = ends[0]?.code === 0 ? ends : [...ends].reverse();
            assert.match(
                winner?.out ?? "",
                changes ? /up {2}0 created, [1-9]\d* updated/ : /up {2}0 created, 0 updated/,
            );
            const who = `The sandbox is in use by process ${winner?.pid} on ${os.hostname()} \\(plinth up staging`;
            assert.match(loser?.err ?? "", new RegExp(`${who}.*, since \\d\\d:\\d\\d:\\d\\d\\)\\.\\n.*--wait`));
            assert.deepEqual(faultsOfState(directory), []);
            assert.equal(fs.existsSync(path.join(directory, "locks", "sandbox")), false);
        });
    }

    it("the second waits for the first when it's told to, and then has nothing to do", async () => {
        editConfig(ROUNDS + 1);
        let second: Promise<CommandEnd> | undefined;
        const begin = (): void => void (second ??= plinth([...UP, "--wait"], { directory, root }));
        const first = await plinth(UP, { directory, root, onPrinted: begin });
        const waited = await second;
        assert.deepEqual([first.code, waited?.code], [0, 0], `${first.err}\n${waited?.err}`);
        assert.match(waited?.out ?? "", /up {2}0 created, 0 updated/);
        assert.match(waited?.err ?? "", new RegExp(`waiting for process ${first.pid} on .*: plinth up staging`));
        assertWhole(await outcomeIn(directory));
    });
});
