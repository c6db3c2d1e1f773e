import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseCommandLine } from "../../../automation/command-line";
import { SHELLS } from "../../../automation/command-line/shells";
import { environmentsOf, PROJECTS } from "../../../automation/projects";
import type { Description, Place } from "../../../bin/completion.mjs" with { "resolution-mode": "import" };

const root = path.resolve(__dirname, "../../..");
const launcher = path.join(root, "bin", "plinth.mjs");
const scriptOf = (shell: string): string => path.join(root, "bin", "completion", `plinth.${shell}`);
const description = JSON.parse(
    fs.readFileSync(path.join(root, "bin", "completion", "commands.json"), "utf8"),
) as Description;
const PLACES: readonly Place[] = [
    { name: "foundation", folder: ".", environments: ["production", "staging"] },
    { name: "data", folder: "stacks/data", environments: ["production", "staging"] },
    { name: "eks", folder: "stacks/eks", environments: ["production"] },
];

/** What may follow a line; its last word is the one that is being typed. */
async function after(line: string): Promise<readonly string[]> {
    const { candidates } = await import("../../../bin/completion.mjs");
    return candidates(description, line.split(" "), () => PLACES).map(({ value }) => value);
}

describe("completion", () => {
    for (const [line, expected] of [
        [
            "",
            [
                "preview",
                "up",
                "refresh",
                "drift",
                "destroy",
                "outputs",
                "state",
                "drill",
                "local",
                "completion",
                "help",
            ],
        ],
        ["de", ["destroy"]],
        ["up ", ["production", "staging"]],
        ["up s", ["staging"]],
        ["up nowhere ", []],
        ["up staging ", ["foundation", "data"]],
        ["up production ", ["foundation", "data", "eks"]],
        ["up production data ", ["foundation", "eks"]],
        ["up --sandbox production -y data e", ["eks"]],
        ["up -t aws:lb:LoadBalancer::alb sta", ["staging"]],
        ["up staging --target ", []],
        ["up staging --co", ["--continue-on-error"]],
        ["up staging --yes --y", []],
        ["up staging -y --y", []],
        ["up staging -t a --t", ["--target"]],
        ["up staging -- --", []],
        ["outputs staging --", ["--sandbox", "--json", "--help"]],
        ["state ", ["restore", "production", "staging"]],
        ["state staging re", []],
        ["state restore s", ["staging"]],
        ["state restore staging --b", ["--backup"]],
        ["drill ", ["restore"]],
        ["drill restore s", ["staging"]],
        ["drill restore staging ", []],
        ["drill restore staging --max", ["--max-recovery-minutes", "--max-age-hours"]],
        ["local ", ["up", "seed", "reconcile", "down"]],
        ["local up ", []],
        ["local up --e", ["--endpoint"]],
        ["local up --port ", []],
        ["local down --", ["--json", "--help"]],
        ["completion ", ["bash", "zsh", "fish"]],
        ["completion bash ", []],
        ["help re", ["refresh"]],
        ["-", ["-V", "--version", "-h", "--help"]],
        ["unknown ", []],
    ] as const) {
        it(`offers after \`plinth ${line}\`: ${expected.join(" ") || "nothing"}`, async () => {
            assert.deepEqual(await after(line), expected);
        });
    }

    it("knows the projects and environments that the command knows", async () => {
        const { placesIn } = await import("../../../bin/completion.mjs");
        const known = PROJECTS.map(({ name, folder }) => ({
            name,
            folder,
            environments: environmentsOf(root, { folder }),
        }));
        const sorted = placesIn(root, description).map((place) => ({
            ...place,
            environments: [...place.environments].sort(),
        }));
        assert.deepEqual(sorted, known);
    });

    for (const shell of SHELLS) {
        it(`prints the script for ${shell}, with the launcher and without`, () => {
            const script = fs.readFileSync(scriptOf(shell), "utf8");
            const { stdout, status } = spawnSync(process.execPath, [launcher, "completion", shell], {
                encoding: "utf8",
            });
            assert.deepEqual({ stdout, status }, { stdout: script, status: 0 });
            assert.deepEqual(parseCommandLine(["completion", shell], "0.0.0"), {
                kind: "text",
                stdout: script,
                stderr: "",
                exitCode: 0,
            });
            assert.match(script, /__complete/);
        });
    }

    it("is registered in zsh and fish for `plinth`, whose syntax they accept where they are installed", () => {
        assert.match(fs.readFileSync(scriptOf("zsh"), "utf8"), /^#compdef plinth$[\s\S]*compdef _plinth plinth$/m);
        assert.match(fs.readFileSync(scriptOf("fish"), "utf8"), /^complete --command plinth --no-files/m);
        for (const shell of ["zsh", "fish"]) {
            const { error, status, stderr } = spawnSync(shell, ["-n", scriptOf(shell)], { encoding: "utf8" });
            assert.ok(error !== undefined || status === 0, stderr);
        }
    });
});

describe("completion in bash", () => {
    /** As bash does it when Tab is pressed at the end of the line. */
    function typed(line: string): readonly string[] {
        const program = [
            `source <("$NODE" "$LAUNCHER" completion bash)`,
            `plinth() { "$NODE" "$LAUNCHER" "$@"; }`,
            `COMP_POINT=\${#COMP_LINE}`,
            `$(complete -p plinth | sed 's/.*-F \\([^ ]*\\) .*/\\1/') plinth`,
            `printf '%s\\n' "\${COMPREPLY[@]}"`,
        ].join("\n");
        const env = { ...process.env, NODE: process.execPath, LAUNCHER: launcher, COMP_LINE: line };
        const { stdout, stderr, status } = spawnSync("bash", ["-c", program], { env, encoding: "utf8" });
        assert.deepEqual({ stderr, status }, { stderr: "", status: 0 });
        return stdout.split("\n").filter((word) => word !== "");
    }

    it("offers verbs, options, environments and projects", () => {
        assert.deepEqual(typed("plinth dr"), ["drift", "drill"]);
        assert.deepEqual(typed("plinth up "), ["pre", "prod", "production", "staging"]);
        assert.deepEqual(typed("plinth up staging foundation "), ["data", "services"]);
        assert.deepEqual(typed("plinth up staging --sand"), ["--sandbox"]);
    });

    it("isn't confused by the colons of a resource", () => {
        assert.deepEqual(typed("plinth up -t aws:lb:LoadBalancer::alb sta"), ["staging"]);
    });

    it("runs nothing of what is typed", () => {
        assert.deepEqual(typed("plinth up $(echo>&2 ran) ; echo>&2 ran; `echo>&2 ran` "), []);
    });
});
