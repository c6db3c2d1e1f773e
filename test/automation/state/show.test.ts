import assert from "node:assert/strict";
import os from "node:os";
import { PassThrough } from "node:stream";
import { EXIT_CODES } from "../../../automation/exit-codes";
import { fileStates } from "../../../automation/state/file-states";
import { sealsIn, type Seals } from "../../../automation/state/seals";
import { showStates } from "../../../automation/state/show";
import type { StackStates } from "../../../automation/state/states";
import { temporaryRepository, type TemporaryRepository } from "../support/machine";
import { DATA, SAMPLE_TEXT, SUBNET, sampleWithResource } from "./support/sample";

const STATE = "state/.pulumi/stacks/data/staging.json";
const LAST = "staging.1795255200500000000.json";

describe("plinth state", () => {
    let repository: TemporaryRepository;
    let states: StackStates;
    let seals: Seals;
    beforeEach(() => {
        repository = temporaryRepository();
        states = fileStates(`${repository.root}/state`);
        seals = sealsIn(`${repository.root}/seals`);
    });
    afterEach(() => repository.remove());

    async function shown(more: Partial<Parameters<typeof showStates>[0]> = {}): Promise<{ code: number; out: string }> {
        let out = "";
        const stdout = new PassThrough().on("data", (chunk: Buffer) => (out += chunk.toString()));
        const code = await showStates({
            ...{ stacks: [DATA], states, seals, stdout, root: repository.root },
            restoreCommand: (project) => `plinth state restore staging ${project} --sandbox`,
            ...more,
        });
        return { code, out };
    }

    function putEverything(): void {
        repository.write(STATE, SAMPLE_TEXT);
        repository.write(`state/.pulumi/backups/data/staging/${LAST}`, SAMPLE_TEXT);
        const holder = { pid: 2 ** 30, username: "ada", hostname: os.hostname(), timestamp: "2026-11-21T10:00:00Z" };
        repository.write("state/.pulumi/locks/organization/data/staging/1.json", JSON.stringify(holder));
        seals.close(DATA, SAMPLE_TEXT);
    }

    it("tells where a state is, what it holds, who holds it, what was cut off, and its backups", async () => {
        putEverything();
        const { code, out } = await shown();
        assert.equal(code, EXIT_CODES.ok.code);
        assert.deepEqual(out.split("\n"), [
            "data (staging)  whole",
            `  where     ${STATE}`,
            `  holds     7 resources, ${Math.ceil(SAMPLE_TEXT.length / 1000)} kB, last changed 2026-11-21 10:00:00 UTC by pulumi v3.220.0`,
            "  seal      as the last run left it",
            `  lock      ada@${os.hostname()} (process ${2 ** 30}, since 2026-11-21T10:00:00Z) is gone; the next run removes its lock`,
            "  cut off   creating nat (aws:ec2:NatGateway)",
            `  backups   1, the newest ${LAST} of 2026-11-21 10:00:00 UTC (whole, 7 resources)`,
            "",
        ]);
    });

    it("says that there is none yet", async () => {
        const { code, out } = await shown();
        assert.equal(code, EXIT_CODES.ok.code);
        assert.deepEqual(out.split("\n"), [
            "data (staging)  no state yet",
            `  where     ${STATE}`,
            "  lock      none",
            "  backups   none",
            "",
        ]);
    });

    it("names all faults of a damaged one, the way back, and ends with the code for it", async () => {
        putEverything();
        repository.write(STATE, sampleWithResource(SUBNET, { parent: "gone", id: undefined }));
        const { code, out } = await shown();
        assert.equal(code, EXIT_CODES.damaged.code);
        const lines = out.split("\n");
        assert.equal(lines[0], "data (staging)  damaged");
        assert.match(lines[1] ?? "", /^ {2}x the file: isn't what the last run left/);
        assert.match(lines[2] ?? "", /^ {2}x checkpoint\.latest\.resources\[4\] \(a, aws:ec2:Subnet\): has no id/);
        assert.match(lines[3] ?? "", /needs gone \(parent\), which isn't there$/);
        assert.equal(lines[4], "      -> Run `plinth state restore staging data --sandbox`.");
        assert.equal(lines[6], "  seal      broken");
    });

    it("reads one whose seal alone is broken", async () => {
        putEverything();
        repository.write(STATE, SAMPLE_TEXT.replace("10.0.0.0", "10.0.0.1"));
        const { code, out } = await shown();
        assert.equal(code, EXIT_CODES.damaged.code);
        assert.match(out, /holds {5}7 resources/);
    });

    it("says whose run was cut off, and that structure alone is judged then", async () => {
        putEverything();
        seals.open(DATA, "plinth up staging");
        const { out } = await shown();
        assert.match(
            out,
            /seal {6}open: plinth up staging \(process \d+ on .*\) has not ended; its structure alone is judged/,
        );
    });

    it("is silent about what a backend doesn't tell", async () => {
        putEverything();
        const silent: StackStates = {
            ...states,
            where: () => Promise.resolve("s3://states"),
            locks: () => Promise.resolve(undefined),
            backups: () => Promise.resolve(undefined),
        };
        const { out } = await shown({ states: silent });
        assert.match(out, /where {5}s3:\/\/states/);
        assert.doesNotMatch(out, /lock/);
        assert.match(out, /backups {3}kept by the backend, if at all/);
    });

    it("says all of it to machines too", async () => {
        putEverything();
        const { out } = await shown({ json: (stacks) => JSON.stringify({ stacks }) });
        const { stacks } = JSON.parse(out) as { stacks: [Record<string, unknown>] };
        assert.deepEqual(Object.keys(stacks[0]), [
            ...["project", "environment", "where", "exists", "faults", "seal", "content", "locks", "backups"],
        ]);
        assert.deepEqual(stacks[0]["content"], {
            bytes: SAMPLE_TEXT.length,
            resources: 7,
            changed: "2026-11-21T10:00:00.123456789Z",
            engine: "v3.220.0",
            pending: [
                {
                    urn: "urn:pulumi:staging::data::aws:ec2/natGateway:NatGateway::nat",
                    name: "nat",
                    type: "aws:ec2:NatGateway",
                    operation: "creating",
                },
            ],
        });
        assert.doesNotMatch(out, /ciphertext|v1:/);
    });
});
