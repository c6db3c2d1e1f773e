import assert from "node:assert/strict";
import { choose } from "../../../automation/local/choice";
import { DEFAULT_PORT } from "../../../automation/local/endpoint";
import type { Memory, MotoProcess } from "../../../automation/local/memory";

const MOTO: MotoProcess = { pid: 7, host: "laptop", started: "then", since: 0, task: "moto", nonce: "n" };
const OURS: Memory = {
    version: 1,
    endpoint: "http://127.0.0.1:15000",
    region: "eu-central-1",
    moto: MOTO,
    tables: [],
    variables: {},
};
const { moto: _moto, ...rest } = OURS;
const THEIRS: Memory = { ...rest, endpoint: "http://localstack:4566" };
const alive = (): boolean => true;
const gone = (): boolean => false;

describe("which emulator a command works with", () => {
    it("is moto, which has to be started, where nothing is known", () => {
        const start = { is: "to be started", endpoint: `http://127.0.0.1:${DEFAULT_PORT}`, port: DEFAULT_PORT };
        assert.deepEqual(choose({}, undefined, gone), start);
        assert.deepEqual(choose({ port: 15_001 }, undefined, gone), {
            ...start,
            endpoint: "http://127.0.0.1:15001",
            port: 15_001,
        });
    });

    it("is the one that is named", () => {
        const { endpoint } = THEIRS;
        assert.deepEqual(choose({ endpoint }, undefined, gone), { is: "there", endpoint });
    });

    it("is the one that is in use, named or not", () => {
        const ours = { is: "there", endpoint: OURS.endpoint, moto: MOTO };
        assert.deepEqual(choose({}, OURS, alive), ours);
        assert.deepEqual(choose({ port: 15_000 }, OURS, alive), ours);
        assert.deepEqual(choose({ endpoint: OURS.endpoint }, OURS, alive), ours);
        const theirs = { is: "there", endpoint: THEIRS.endpoint };
        assert.deepEqual(choose({}, THEIRS, gone), theirs);
        assert.deepEqual(choose({ endpoint: THEIRS.endpoint }, THEIRS, gone), theirs);
    });

    it("is no other one as long as one is in use", () => {
        for (const [asked, memory] of [
            [{ endpoint: "http://127.0.0.1:4566" }, OURS],
            [{ port: 15_001 }, OURS],
            [{ port: 15_001 }, THEIRS],
            [{ endpoint: "http://127.0.0.1:4566" }, THEIRS],
        ] as const) {
            assert.throws(() => choose(asked, memory, alive), {
                exit: "refused",
                message: /is at http:.* already, not at http:/,
                advice: ["Leave the option out, or take that environment away first: `plinth local down`."],
            });
        }
    });

    it("is a new moto on the same port where the one that was started has ended", () => {
        const anew = { is: "to be started", endpoint: OURS.endpoint, port: 15_000, gone: MOTO };
        assert.deepEqual(choose({}, OURS, gone), anew);
        assert.deepEqual(choose({ port: 15_002 }, OURS, gone), {
            ...anew,
            endpoint: "http://127.0.0.1:15002",
            port: 15_002,
        });
        const { endpoint } = THEIRS;
        assert.deepEqual(choose({ endpoint }, OURS, gone), { is: "there", endpoint });
    });
});
