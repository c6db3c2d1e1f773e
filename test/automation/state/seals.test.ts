import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import { sealsIn, type Seals } from "../../../automation/state/seals";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import { DATA, SAMPLE_TEXT } from "./support/sample";

describe("the seal of a state", () => {
    let repository: TemporaryRepository;
    let seals: Seals;
    let now: number;
    beforeEach(() => {
        repository = temporaryRepository();
        now = Date.parse("2026-11-21T10:00:00Z");
        seals = sealsIn(`${repository.root}/seals`, () => now);
    });
    afterEach(() => repository.remove());

    const verdict = (text: string | undefined): string => seals.check(DATA, text).is;

    it("says nothing before there was a run", () => {
        assert.equal(verdict(SAMPLE_TEXT), "none");
        assert.equal(verdict(undefined), "none");
        assert.equal(seals.openedAt(DATA), undefined);
    });

    it("notices any change behind plinth's back once a run has ended", () => {
        seals.open(DATA, "plinth up staging");
        seals.close(DATA, SAMPLE_TEXT);
        assert.equal(verdict(SAMPLE_TEXT), "whole");
        assert.deepEqual(seals.check(DATA, SAMPLE_TEXT.replace("10.0.0.0", "10.0.0.1")), {
            is: "broken",
            fault: {
                where: "the file",
                what: "isn't what the last run left (2026-11-21T10:00:00.000Z): something else has changed it since",
            },
        });
        assert.equal(verdict(undefined), "broken");
        assert.equal(seals.check({ ...DATA, environment: "production" }, SAMPLE_TEXT).is, "none");
    });

    it("condemns no stack that was begun since a run left none", () => {
        seals.close(DATA, undefined);
        assert.equal(verdict(undefined), "whole");
        assert.equal(verdict(SAMPLE_TEXT), "none");
    });

    it("gives no verdict on a run that was cut off, and says whose that was", () => {
        seals.open(DATA, "plinth up staging");
        const found = seals.check(DATA, "{}");
        assert.deepEqual(found, {
            is: "open",
            why: `plinth up staging (process ${process.pid} on ${os.hostname()}) has not ended`,
        });
    });

    it("remembers when the first run began that was cut off, until one ends", () => {
        seals.open(DATA, "plinth up staging");
        const since = now;
        now += 60_000;
        seals.open(DATA, "plinth up staging");
        assert.equal(seals.openedAt(DATA), since);
        seals.close(DATA, SAMPLE_TEXT);
        assert.equal(seals.openedAt(DATA), undefined);
        seals.open(DATA, "plinth up staging");
        assert.equal(seals.openedAt(DATA), now);
    });

    it("of a state in doubt is closed, and remembers since when the clouds may hold more", () => {
        seals.open(DATA, "plinth up staging");
        const since = now;
        seals.close(DATA, SAMPLE_TEXT, since + 5);
        assert.equal(verdict(SAMPLE_TEXT), "whole");
        assert.equal(verdict(`${SAMPLE_TEXT} `), "broken");
        assert.equal(seals.openedAt(DATA), since);
        seals.close(DATA, SAMPLE_TEXT, since - 5);
        seals.open(DATA, "plinth up staging");
        assert.equal(seals.openedAt(DATA), since - 5);
    });

    it("that is damaged itself condemns no state", () => {
        seals.close(DATA, SAMPLE_TEXT);
        for (const text of ["", '{"is":"clo', "null", '{"is":"closed"}', '{"is":"open"}', '{"is":"ajar"}']) {
            repository.write("seals/data/staging.json", text);
            assert.equal(verdict(SAMPLE_TEXT), "unreadable", text);
            assert.equal(seals.openedAt(DATA), undefined);
        }
    });

    it("is written as a whole: a file that was being written when the power went is no seal", () => {
        seals.close(DATA, SAMPLE_TEXT);
        repository.write("seals/data/staging.json.new", '{"is":"op');
        assert.equal(verdict(SAMPLE_TEXT), "whole");
        seals.close(DATA, "{}");
        assert.deepEqual(fs.readdirSync(`${repository.root}/seals/data`), ["staging.json"]);
    });
});
