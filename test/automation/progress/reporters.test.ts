import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { EngineEvent } from "../../../automation/progress/events";
import { cut, footerLines, liveReporter } from "../../../automation/progress/live-reporter";
import { openLogFile } from "../../../automation/progress/log-file";
import { aliveLine, plainReporter, type PlainOptions } from "../../../automation/progress/plain-reporter";
import { together, type Reporter, type Task } from "../../../automation/progress/reporter";
import { initialProgress } from "../../../automation/progress/state";
import { track } from "../../../automation/progress/tracker";
import {
    CANARY,
    finished,
    FIRST_UP,
    message,
    NETWORK,
    REFUSAL,
    REFUSED,
    REPLACEMENT,
    started,
    SUBNET,
    VPC,
} from "./sequences";

const UP: Task = { project: "foundation", environment: "staging", verb: "up", total: 4 };

/** Feeds events to a reporter, 500 ms apart. */
function feed(reporter: Reporter, events: readonly EngineEvent[], task: Task = UP): void {
    let nowMs = 0;
    const tracker = track(task, reporter, () => nowMs);
    for (const event of events) {
        nowMs += 500;
        tracker.onEvent(event);
    }
    reporter.end(task);
    reporter.close();
}

function plainLines(events: readonly EngineEvent[], task: Task = UP, options: PlainOptions = {}): string[] {
    const lines: string[] = [];
    feed(
        plainReporter((line) => lines.push(line), { heartbeatMs: 0, ...options }),
        events,
        task,
    );
    return lines;
}

describe("plain lines", () => {
    it("tell each change once, with what was made and how long it took", () => {
        assert.deepEqual(plainLines(FIRST_UP), [
            "foundation  up of staging",
            "foundation  + created               network-vpc  aws:ec2:Vpc  1.0 s",
            "foundation  + created               network-private-a  aws:ec2:Subnet  0.5 s",
            "foundation  + created               network  plinth:network:Network  4.5 s",
        ]);
    });

    it("tell a replacement step by step, and the property that forces it", () => {
        assert.deepEqual(plainLines(REPLACEMENT).slice(1), [
            "foundation  + created replacement   network-private-a  aws:ec2:Subnet  1.0 s  [cidrBlock forces it]",
            "foundation  ± replaced              network-private-a  aws:ec2:Subnet  0.5 s  [cidrBlock forces it]",
            "foundation  - deleted original      network-private-a  aws:ec2:Subnet  0.5 s",
        ]);
    });

    it("tell a refusal in the provider's words, without its echoes", () => {
        assert.deepEqual(plainLines(REFUSED).slice(1), [
            "foundation  ~ updated               network-vpc  aws:ec2:Vpc  0.5 s  [tags, enableDnsSupport]",
            `foundation  x network-private-a: ${REFUSAL}`,
            "foundation  x failed creating       network-private-a  aws:ec2:Subnet  1.5 s",
        ]);
    });

    it("speak of a plan in a preview", () => {
        const lines = plainLines([started("create", VPC), finished("create", VPC)], { ...UP, verb: "preview" });
        assert.deepEqual(lines, [
            "foundation  preview of staging",
            "foundation  + create                network-vpc  aws:ec2:Vpc",
        ]);
    });

    it("list unchanged resources and remarks only when asked to", () => {
        const events = [started("same", VPC), finished("same", VPC), message("info", "by the way")];
        assert.equal(plainLines(events).length, 1);
        assert.deepEqual(plainLines(events, UP, { verbose: true }).slice(1), [
            "foundation    unchanged             network-vpc  aws:ec2:Vpc  0.5 s",
            "foundation  i by the way",
        ]);
    });

    it("tell what a program throws once, though the SDK says it twice", () => {
        const events = [
            message("error", "Unhandled exception: Error: boom\n    at f (/repo/index.ts:1:1)\n"),
            message("error", "boom\n"),
        ];
        assert.deepEqual(plainLines(events).slice(1), ["foundation  x boom"]);
    });

    it("tell warnings with the resource they're about", () => {
        assert.deepEqual(plainLines([message("warning", "deprecated", SUBNET)]).slice(1), [
            "foundation  ! network-private-a: deprecated",
        ]);
    });

    it("say what is waited for when nothing happens", () => {
        const tracker = track(UP, together([]), () => 1_000);
        tracker.onEvent(started("create", NETWORK));
        tracker.onEvent(started("create", VPC));
        tracker.onEvent(finished("create", NETWORK));
        assert.equal(
            aliveLine(UP, tracker.state, 35_000),
            "foundation  1 of 4 done, 1 running, 34 s: creating network-vpc",
        );
    });
});

describe("the live display", () => {
    const terminal = (): { text: string; write: (part: string) => void; columns: number; rows: number } => {
        const screen = { text: "", columns: 80, rows: 24, write: (part: string) => void (screen.text += part) };
        return screen;
    };

    it("shows what runs, for how long, and how many of how many are done", () => {
        const tracker = track(UP, together([]), () => 1_000);
        [
            started("create", NETWORK),
            started("create", VPC),
            finished("create", NETWORK),
            started("same", SUBNET),
        ].forEach(tracker.onEvent);
        assert.deepEqual(footerLines(new Map([[UP, tracker.state]]), 4_200, {}), [
            "  + creating              network-vpc  aws:ec2:Vpc  3.2 s",
            "foundation  1 of 4 done, 1 running, 3.2 s",
        ]);
    });

    it("leaves out a total that nobody knows or that the program has outgrown", () => {
        const { state } = track(UP, together([]), () => 0);
        const { total: _total, ...unknown } = UP;
        assert.deepEqual(footerLines(new Map([[unknown, state]]), 0, {}), ["foundation  0 done, 0.0 s"]);
    });

    it("shows no more steps than the terminal has room for", () => {
        const tracker = track(UP, together([]), () => 0);
        for (let index = 0; index < 40; index += 1) {
            tracker.onEvent(started("create", `${VPC}-${index}`));
        }
        const active = new Map([[UP, tracker.state]]);
        assert.equal(footerLines(active, 0, { rows: 50 }).length, 9);
        assert.equal(footerLines(active, 0, { rows: 8 }).length, 4);
        assert.ok(footerLines(active, 0, { columns: 30 }).every((line) => line.length < 30));
    });

    it("keeps what is done on the screen and draws over its own footer only", () => {
        const screen = terminal();
        feed(liveReporter(screen, { now: () => 0 }), FIRST_UP);
        const done = "foundation  + created               network-vpc  aws:ec2:Vpc  1.0 s\n";
        assert.equal(screen.text.split(done).length, 2);
        assert.ok(!screen.text.includes(CANARY));
        // Every footer is taken back, so that nothing of it is left at the end.
        assert.ok(screen.text.endsWith("\u001b[1G\u001b[0J"));
    });

    it("cuts lines by what is seen of them", () => {
        assert.equal(cut("\u001b[31mabc\u001b[0m", 10), "\u001b[31mabc\u001b[0m");
        assert.equal(cut("\u001b[31mabcdefghijkl\u001b[0m", 6), "abcd…");
    });
});

describe("the log file", () => {
    let folder = "";
    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-log-"))));
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    it("has every step and whole messages, and no secret", () => {
        const log = openLogFile(folder, "up-staging", 0);
        feed(log, [...REFUSED, ...FIRST_UP]);
        const text = fs.readFileSync(log.file, "utf8");
        assert.ok(text.includes(REFUSAL));
        assert.ok(text.includes("created               network-vpc"));
        assert.ok(!text.includes(CANARY));
    });

    it("is readable by its owner only", function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const log = openLogFile(folder, "up-staging", 0);
        log.close();
        assert.equal(fs.statSync(log.file).mode & 0o777, 0o600);
    });

    it("takes the place of the oldest when there are many", () => {
        for (let index = 10; index < 70; index += 1) {
            fs.writeFileSync(path.join(folder, `2020-01-01T00-00-${index}.log`), "");
        }
        const log = openLogFile(folder, "up-staging", Date.UTC(2026, 0, 1));
        log.close();
        const left = fs.readdirSync(folder).sort();
        assert.equal(left.length, 50);
        assert.deepEqual([left[0], left.at(-1)], ["2020-01-01T00-00-21.log", path.basename(log.file)]);
    });

    it("takes nothing more once it's closed", () => {
        const log = openLogFile(folder, "up-staging", 0);
        log.close();
        log.note("late");
        log.begin(UP, initialProgress(0));
        log.close();
        assert.equal(fs.readFileSync(log.file, "utf8"), "");
    });
});
