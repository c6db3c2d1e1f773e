import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import { gunzipSync, gzipSync } from "node:zlib";
import { fileStates, removeDamagedSidecars } from "../../../automation/state/file-states";
import { stateFaults } from "../../../automation/state/integrity";
import type { StackStates } from "../../../automation/state/states";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import { DATA, SAMPLE_TEXT } from "./support/sample";

const STATE = "state/.pulumi/stacks/data/staging.json";
const BACKUPS = "state/.pulumi/backups/data/staging";

describe("the states of a file backend", () => {
    let repository: TemporaryRepository;
    let states: StackStates;
    beforeEach(() => {
        repository = temporaryRepository();
        states = fileStates(`${repository.root}/state`, () => new Date("2026-11-21T10:00:00.5Z"));
    });
    afterEach(() => repository.remove());

    it("are read and written where the engine has them, and may be missing", async () => {
        assert.equal(await states.read(DATA), undefined);
        await states.write(DATA, SAMPLE_TEXT);
        assert.equal(repository.read(STATE), SAMPLE_TEXT);
        assert.equal(await states.read(DATA), SAMPLE_TEXT);
        assert.equal(await states.where(DATA), `${repository.root}/${STATE}`);
    });

    it("are written without the old content's attributes", async () => {
        repository.write(STATE, "{}");
        repository.write(`${STATE}.attrs`, '{"md5":"of the old"}');
        await states.write(DATA, SAMPLE_TEXT);
        assert.deepEqual(fs.readdirSync(`${repository.root}/state/.pulumi/stacks/data`), ["staging.json"]);
    });

    it("may be compressed, and stay so", async () => {
        repository.write(STATE, "{}");
        fs.writeFileSync(`${repository.root}/${STATE}.gz`, gzipSync("[]"));
        fs.utimesSync(`${repository.root}/${STATE}`, 1, 1);
        assert.equal(await states.read(DATA), "[]");
        await states.write(DATA, SAMPLE_TEXT);
        const written = fs.readFileSync(`${repository.root}/${STATE}.gz`);
        assert.equal(gunzipSync(written).toString(), SAMPLE_TEXT);
        fs.writeFileSync(`${repository.root}/${STATE}.gz`, written.subarray(0, 100));
        const [fault] = stateFaults((await states.read(DATA)) ?? "", DATA);
        assert.deepEqual(fault, { where: "line 1, column 1", what: "from here on it is no JSON" });
    });

    it("are set aside under a name of their own, and the state stays", async () => {
        repository.write(STATE, "damaged");
        const aside = await states.setAside(DATA, "damaged");
        assert.equal(aside, `${repository.root}/${STATE}.damaged-2026-11-21T10-00-00-500Z`);
        assert.equal(fs.readFileSync(aside, "utf8"), "damaged");
        assert.equal(repository.read(STATE), "damaged");
    });

    it("have backups, newest first: one for each update, and what was there before the last write", async () => {
        assert.deepEqual(await states.backups(DATA), []);
        repository.write(`${BACKUPS}/staging.1763719200000000001.json`, "first");
        repository.write(`${BACKUPS}/staging.1763719200000000001.json.attrs`, "{}");
        repository.write(`${BACKUPS}/staging.1795255200500000000.json`, "last");
        // Written at 2026-11-21T10:00:00.123Z.
        repository.write(`${STATE}.bak`, SAMPLE_TEXT);
        const backups = (await states.backups(DATA)) ?? [];
        assert.deepEqual(
            backups.map(({ name, at }) => [name, new Date(at).toISOString()]),
            [
                ["staging.1795255200500000000.json", "2026-11-21T10:00:00.500Z"],
                ["staging.json.bak", "2026-11-21T10:00:00.123Z"],
                ["staging.1763719200000000001.json", "2025-11-21T10:00:00.000Z"],
            ],
        );
        assert.deepEqual(
            backups.map(({ read }) => read().slice(0, 5)),
            ["last", SAMPLE_TEXT.slice(0, 5), "first"],
        );
    });

    it("have locks", async () => {
        assert.deepEqual(await states.locks(DATA), []);
        const holder = { pid: 2 ** 30, username: "ada", hostname: os.hostname(), timestamp: "2026-11-21T10:00:00Z" };
        repository.write("state/.pulumi/locks/organization/data/staging/1.json", JSON.stringify(holder));
        assert.deepEqual(
            (await states.locks(DATA))?.map(({ holder: is }) => is),
            ["gone"],
        );
    });

    it("lose attributes that were cut off, and keep those that are whole", () => {
        repository.write("state/.pulumi/meta.yaml.attrs", "");
        repository.write(`${STATE}.attrs`, '{"user.cache_con');
        repository.write(`${STATE}.bak.attrs`, "{}");
        repository.write("state/.pulumi/locks/organization/data/staging/1.json", "{");
        repository.write("state/.pulumi/locks/organization/data/staging/1.json.attrs", "{");
        assert.deepEqual(
            removeDamagedSidecars(`${repository.root}/state`, DATA).map((file) =>
                file.slice(`${repository.root}/state/.pulumi/`.length),
            ),
            ["meta.yaml.attrs", "stacks/data/staging.json.attrs", "locks/organization/data/staging/1.json.attrs"],
        );
        assert.deepEqual(removeDamagedSidecars(`${repository.root}/state`, DATA), []);
        assert.ok(fs.existsSync(`${repository.root}/${STATE}.bak.attrs`));
    });
});
