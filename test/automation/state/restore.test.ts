import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import { PassThrough } from "node:stream";
import { CommandFault } from "../../../automation/command-fault";
import { deploymentOf, parseStateFile, printStateFile } from "../../../automation/state/deployment";
import { fileStates } from "../../../automation/state/file-states";
import { stateFaults } from "../../../automation/state/integrity";
import { restore, type Restored } from "../../../automation/state/restore";
import { restoreStates, type RestoreAllRequest } from "../../../automation/state/restore-all";
import { sealsIn, type Seals } from "../../../automation/state/seals";
import type { StackStates } from "../../../automation/state/states";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import {
    DATA,
    DEPLOYMENT,
    resource,
    RESOURCES,
    SAMPLE,
    SAMPLE_TEXT,
    sampleWith,
    SUBNET,
    urnOf,
} from "./support/sample";

const STATE = "state/.pulumi/stacks/data/staging.json";
const BACKUPS = "state/.pulumi/backups/data/staging";
const LAST = "staging.1795255200500000000.json";
const FIRST = "staging.1763719200000000001.json";
const DAMAGED = SAMPLE_TEXT.replace(`"parent": ${JSON.stringify(RESOURCES[0]?.urn)}`, '"parent": "gone"');

describe("a backup", () => {
    let repository: TemporaryRepository;
    let states: StackStates;
    let seals: Seals;
    beforeEach(() => {
        repository = temporaryRepository();
        states = fileStates(`${repository.root}/state`, () => new Date("2026-11-21T11:00:00Z"));
        seals = sealsIn(`${repository.root}/seals`);
        repository.write(STATE, DAMAGED);
        repository.write(`${BACKUPS}/${LAST}`, SAMPLE_TEXT);
        repository.write(
            `${BACKUPS}/${FIRST}`,
            sampleWith({ resources: RESOURCES.slice(0, 4), pending_operations: [] }),
        );
    });
    afterEach(() => repository.remove());

    const restored = async (backup?: string): Promise<Restored> => {
        const done: Restored[] = [];
        await restore([{ stack: DATA, states, seals, ...(backup === undefined ? {} : { backup }) }], done);
        return done[0] ?? assert.fail("nothing was restored");
    };
    const refused = async (exit: CommandFault["exit"], message: RegExp, backup?: string): Promise<CommandFault> => {
        const before = repository.read(STATE);
        const fault = await restored(backup).then(
            () => assert.fail("it was restored"),
            (error: unknown) => error,
        );
        assert.ok(fault instanceof CommandFault, String(fault));
        assert.equal(fault.exit, exit);
        assert.match(fault.message, message);
        assert.equal(repository.read(STATE), before);
        assert.deepEqual(fs.readdirSync(`${repository.root}/state/.pulumi/stacks/data`), ["staging.json"]);
        return fault;
    };

    it("takes the place of a damaged state, which is kept; the seal is on what is there now", async () => {
        const { backup, setAside, lost, replaced } = await restored();
        assert.equal(backup.name, LAST);
        assert.equal(repository.read(STATE), SAMPLE_TEXT);
        assert.equal(setAside, `${repository.root}/${STATE}.damaged-2026-11-21T11-00-00-000Z`);
        assert.equal(fs.readFileSync(setAside, "utf8"), DAMAGED);
        assert.deepEqual([lost, replaced], [[], []]);
        assert.equal(seals.check(DATA, SAMPLE_TEXT).is, "whole");
        assert.equal(seals.openedAt(DATA), Date.parse("2026-11-21T10:00:00.500Z"));
    });

    it("that is damaged itself is passed over for the newest that is whole", async () => {
        repository.write(`${BACKUPS}/${LAST}`, SAMPLE_TEXT.slice(0, 500));
        assert.equal((await restored()).backup.name, FIRST);
    });

    it("takes the place of a state that is gone", async () => {
        seals.close(DATA, SAMPLE_TEXT);
        fs.rmSync(`${repository.root}/${STATE}`);
        const { setAside } = await restored();
        assert.equal(setAside, undefined);
        assert.equal(repository.read(STATE), SAMPLE_TEXT);
    });

    it("takes the place of a state that looks whole and has a broken seal; of what that one tells nothing is believed", async () => {
        seals.close(DATA, SAMPLE_TEXT);
        repository.write(STATE, SAMPLE_TEXT.replaceAll("subnet-1", "subnet-7").replaceAll("::password", "::passwort"));
        const { isExact, lost, replaced } = await restored();
        assert.deepEqual({ isExact, lost, replaced }, { isExact: true, lost: [], replaced: [] });
        assert.equal(repository.read(STATE), SAMPLE_TEXT);
        assert.deepEqual([seals.check(DATA, SAMPLE_TEXT).is, seals.openedAt(DATA)], ["whole", undefined]);
    });

    it("is not taken by itself when the state is whole; it can be by name", async () => {
        repository.write(STATE, SAMPLE_TEXT);
        const { advice } = await refused("refused", /^The state of data \(staging\) is whole\.$/);
        assert.match(advice.join(), /name it with --backup/);
        assert.equal((await restored(FIRST)).backup.name, FIRST);
    });

    it("is refused by name when it is damaged, another stack's or not there, with what there is", async () => {
        repository.write(`${BACKUPS}/${FIRST}`, SAMPLE_TEXT.replaceAll("staging", "production"));
        await refused(
            "damaged",
            /no whole state of data \(staging\):\n {2}checkpoint\.stack: is "organization\/data\/production"/,
            FIRST,
        );
        const { advice } = await refused("usage", /has no backup "it"/, "it");
        assert.deepEqual(advice.slice(1), [
            `  ${LAST}  2026-11-21T10:00:00.500Z`,
            `  ${FIRST}  2025-11-21T10:00:00.000Z`,
        ]);
    });

    it("is missed when none is whole, with a way on", async () => {
        repository.write(`${BACKUPS}/${LAST}`, "");
        repository.write(`${BACKUPS}/${FIRST}`, "\0");
        const { advice } = await refused("damaged", /^None of the 2 backups is whole of data \(staging\)\.$/);
        assert.match(advice.join(), /pulumi state repair/);
    });

    it("is not touched while somebody may be at work", async () => {
        const holder = {
            pid: process.pid,
            username: "ada",
            hostname: os.hostname(),
            timestamp: new Date().toISOString(),
        };
        repository.write("state/.pulumi/locks/organization/data/staging/1.json", JSON.stringify(holder));
        await refused("locked", /ada@.* \(process \d+, since .*\) is at work/);
        repository.write(
            "state/.pulumi/locks/organization/data/staging/1.json",
            JSON.stringify({ ...holder, pid: 2 ** 30 }),
        );
        assert.equal((await restored()).backup.name, LAST);
    });

    describe("older than what the damaged state still tells", () => {
        beforeEach(() => fs.rmSync(`${repository.root}/${BACKUPS}/${LAST}`));

        const pendingNow = (): readonly string[] =>
            (deploymentOf(parseStateFile(repository.read(STATE))).pending_operations ?? []).map(
                ({ resource: { urn, id }, type }) => `${type} ${urn} ${id ?? "without id"}`,
            );
        const lostUrns = [SUBNET, urnOf("random:index/randomPassword:RandomPassword", "password")];
        const noted = lostUrns.map((urn) => `creating ${urn} without id`);

        it("gets a note of each resource made since, for the next run to look for", async () => {
            const { lost } = await restored();
            assert.deepEqual(lost, lostUrns);
            assert.deepEqual(pendingNow(), noted);
            assert.deepEqual(stateFaults(repository.read(STATE), DATA), []);
        });

        it("gets them from a file that was cut off, too", async () => {
            repository.write(STATE, SAMPLE_TEXT.slice(0, SAMPLE_TEXT.indexOf('"pending_operations"') - 20));
            assert.deepEqual((await restored()).lost, lostUrns);
            assert.deepEqual(pendingNow(), noted);
        });

        it("gets no note that would damage it", async () => {
            const odd = { ...resource("aws:s3/bucket:Bucket", "odd"), type: "aws:s3/bucket:Other" };
            const latest = { ...DEPLOYMENT, resources: [...RESOURCES, odd] };
            repository.write(STATE, printStateFile({ ...SAMPLE, checkpoint: { ...SAMPLE.checkpoint, latest } }));
            await restored();
            assert.deepEqual(pendingNow(), noted);
        });

        it("doesn't take what was replaced since for something new", async () => {
            const vpc = RESOURCES[3];
            assert.ok(vpc);
            const resources = RESOURCES.map((one) => (one === vpc ? { ...vpc, id: "vpc-2", parent: "gone" } : one));
            repository.write(STATE, sampleWith({ resources }));
            const { lost, replaced } = await restored();
            assert.deepEqual([lost, replaced], [lostUrns, [vpc.urn]]);
        });
    });

    describe("of several stacks", () => {
        const OTHER = { ...DATA, project: "services", folder: "stacks/services" };
        let printed: string;

        async function all(more: Partial<RestoreAllRequest> = {}): Promise<number> {
            printed = "";
            const stdout = new PassThrough().on("data", (chunk: Buffer) => (printed += chunk.toString()));
            return restoreStates({
                ...{ stacks: [DATA, OTHER], states, seals, stdout, stderr: stdout, root: repository.root },
                refreshCommand: (project) => `plinth refresh staging ${project} --sandbox`,
                ...more,
            });
        }

        beforeEach(() =>
            repository.write(
                "state/.pulumi/stacks/services/staging.json",
                SAMPLE_TEXT.replaceAll(/\bdata\b/g, "services"),
            ),
        );

        it("takes the place of the damaged ones alone, and says what is next", async () => {
            const asked: string[] = [];
            const confirm: RestoreAllRequest["confirm"] = async (stacks) =>
                void asked.push(...stacks.map(({ project }) => project));
            assert.equal(await all({ confirm }), 0);
            assert.deepEqual(asked, ["data"]);
            assert.equal(
                printed,
                [
                    `data (staging)  restored from ${LAST}, 7 resources, of 2026-11-21 10:00:00 UTC`,
                    `  What it takes the place of is kept as ${STATE}.damaged-2026-11-21T11-00-00-000Z.`,
                    "  No resource was changed. Next: `plinth refresh staging data --sandbox`, which takes in what the clouds say by now.",
                    "",
                ].join("\n"),
            );
        });

        it("is told for machines", async () => {
            const told: unknown[] = [];
            const json = (...given: readonly unknown[]): string => {
                told.push(...given);
                return "document";
            };
            await all({ json });
            assert.equal(printed, "document");
            const [[data], fault] = told as [[Record<string, unknown>], unknown];
            assert.equal(data["setAside"], `${repository.root}/${STATE}.damaged-2026-11-21T11-00-00-000Z`);
            assert.equal(fault, undefined);
        });

        it("writes none of them where one can't be restored, and says why", async () => {
            const other = "state/.pulumi/stacks/services/staging.json";
            repository.write(other, DAMAGED);
            const began = repository.read(STATE);
            assert.equal(await all(), 8);
            assert.match(printed, /There is no backup of services \(staging\)/);
            assert.deepEqual([repository.read(STATE), repository.read(other)], [began, DAMAGED]);
        });

        it("is refused when none is damaged, when several have to share one, and when the answer is no", async () => {
            await assert.rejects(all({ backup: LAST }), /A backup is of one stack/);
            await assert.rejects(all({ confirm: () => Promise.reject(new CommandFault("declined", "no")) }), /no/);
            assert.equal(repository.read(STATE), DAMAGED);
            repository.write(STATE, SAMPLE_TEXT);
            await assert.rejects(all(), /No state is damaged of data \(staging\), services \(staging\)\./);
        });
    });
});
