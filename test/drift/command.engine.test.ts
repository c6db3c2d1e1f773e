import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { EXIT_CODES } from "../../automation/exit-codes";
import { pathsOf } from "../../automation/paths";
import { sandboxKeys } from "../../sandbox/key";
import { FileStore } from "../../sandbox/worlds/file-store";
import { Worlds } from "../../sandbox/worlds/worlds";
import { plinth, settingsFolder, temporaryFolder, type Ran, type Workplace } from "../crash/support/command";
import { putByHand } from "./support";

const projects = ["foundation"];
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

describe("`plinth drift`", function () {
    this.timeout(5 * 60_000);
    let folder: string;
    let at: Workplace;

    before(async () => {
        folder = temporaryFolder();
        at = { root: settingsFolder(path.join(folder, "settings")), plinth: path.join(folder, "plinth") };
        assert.equal((await plinth({ verb: "up", projects }, at)).code, EXIT_CODES.ok.code);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const drift = (): Promise<Ran> => plinth({ verb: "drift", projects }, at);

    /** Somebody sets how long the first log group keeps its events. */
    async function retainByHand(days: number): Promise<void> {
        const { sandbox } = pathsOf("", at.plinth);
        const worlds = new Worlds(new FileStore(path.join(sandbox, "worlds"), sandboxKeys(sandbox).worlds));
        try {
            const found = worlds.scopes().flatMap((scope) =>
                worlds
                    .world(scope)
                    .list(GROUP)
                    .map((record) => ({ scope, record })),
            );
            const { scope, record } = found[0] ?? assert.fail("there is no log group");
            const retention = { retentionInDays: days };
            const [inputs, outputs] = [
                { ...record.inputs, ...retention },
                { ...record.outputs, ...retention },
            ];
            await putByHand({ sandbox: { worlds } }, [{ scope, record: { ...record, inputs, outputs } }]);
        } finally {
            await worlds.close();
        }
    }

    it("ends with 0 where nobody changed anything, and with 7 where somebody did, naming what was and what is", async () => {
        assert.equal((await drift()).code, EXIT_CODES.ok.code);
        await retainByHand(3);
        const { code, out } = await drift();
        assert.equal(code, EXIT_CODES.drift.code);
        assert.match(out, /drift {2}.*1 /);
        assert.match(out, new RegExp(`urn:pulumi:staging::foundation::.*${GROUP}::`));
        assert.match(out, /retentionInDays.*\b30\b.*\b3\b/);
    });

    it("ends with 0 again once an up has put it back or a refresh has taken it in", async () => {
        await retainByHand(5);
        assert.equal((await drift()).code, EXIT_CODES.drift.code);
        assert.equal((await plinth({ verb: "refresh", projects }, at)).code, EXIT_CODES.ok.code);
        assert.equal((await drift()).code, EXIT_CODES.ok.code);
        assert.match((await plinth({ verb: "up", projects }, at)).out, /up {2}0 created, 1 updated/);
        assert.equal((await drift()).code, EXIT_CODES.ok.code);
    });
});
