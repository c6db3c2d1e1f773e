import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const DEPCRUISE = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

interface Violation {
    readonly rule: string;
    readonly from: string;
}

/** What every layer is allowed to do; none of it may be reported. */
const RIGHT: Readonly<Record<string, string>> = {
    "index.ts": `
        import { network } from "./components/network/index"; import { read } from "./config/read";
        import { contract } from "./contracts/contract"; export default [network, read, contract];`,
    "components/network/index.ts": `
        import * as pulumi from "@pulumi/pulumi"; import { plan } from "./plan"; import { only } from "../type-user";
        export const network = [pulumi, plan, only];`,
    "components/network/plan.ts": `
        import type * as pulumi from "@pulumi/pulumi"; import { cidr } from "./cidr"; import type { Args } from "./args";
        export const plan = (args: Args, id: pulumi.Input<string>) => [cidr, args, id];`,
    "components/network/cidr.ts": `export const cidr = 1;`,
    "components/network/args.ts": `import type { Tool } from "tool"; export interface Args { tool: Tool }`,
    "components/naming/index.ts": `export const name = 1;`,
    "components/type-user.ts": `import { name } from "./naming/index"; export const only = name;`,
    "config/read.ts": `
        import { plan } from "../components/network/plan"; import { name } from "../components/naming/index";
        export const read = [plan, name];`,
    "contracts/contract.ts": `export const contract = 1;`,
    "stacks/data/index.ts": `import { part } from "./part"; export default part;`,
    "stacks/data/part.ts": `export { contract as part } from "../../contracts/contract";`,
    "analysis/graph.ts": `export const graph = 1;`,
    "policy/index.ts": `import { graph } from "../analysis/graph"; export const pack = graph;`,
    "automation/main.ts": `
        import { graph } from "../analysis/graph"; import { engine } from "../engine/index";
        export const later = async () => [graph, engine, await import("./up")];`,
    "automation/up.ts": `
        import program from "../index"; import data from "../stacks/data/index"; import { world } from "../sandbox/worlds/world";
        import { serve } from "../sandbox/protocol/server"; import { read } from "../config/read";
        import { contract } from "../contracts/contract"; import { models } from "../sandbox/models/index";
        export const up = [program, data, world, serve, read, contract, models];`,
    "sandbox/models/index.ts": `
        import { world } from "../worlds/world"; import { serve } from "../protocol/server";
        export const models = [world, serve];`,
    "sandbox/models/print-table.ts": `import { models } from "./index"; export const table = models;`,
    "sandbox/worlds/world.ts": `export const world = 1;`,
    "sandbox/protocol/server.ts": `export const serve = 1;`,
    "engine/index.ts": `export const engine = 1;`,
    "runtime/reconciler/index.ts": `export const handler = 1;`,
    "test/all.test.ts": `import { tool } from "tool"; import { up } from "../automation/up"; export default [tool, up];`,
};

/** Each rule with files that break it; every one of them has to be reported under that rule. */
const WRONG: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "components-imports": {
        "components/wrong-config.ts": `import { read } from "../config/read"; export const x = read;`,
        "components/wrong-type.ts": `import type { read } from "../config/read"; export type X = typeof read;`,
    },
    "contracts-imports": {
        "contracts/wrong.ts": `import { name } from "../components/naming/index"; export const x = name;`,
    },
    "config-imports": {
        "config/wrong-component.ts": `import { network } from "../components/network/index"; export const x = network;`,
        "config/wrong-stack.ts": `import { part } from "../stacks/data/part"; export const x = part;`,
    },
    "analysis-imports": {
        "analysis/wrong.ts": `import { contract } from "../contracts/contract"; export const x = contract;`,
    },
    "policy-imports": {
        "policy/wrong.ts": `import { network } from "../components/network/index"; export const x = network;`,
    },
    "automation-imports": {
        "automation/wrong.ts": `import { network } from "../components/network/index"; export const x = network;`,
    },
    "sandbox-imports": {
        "sandbox/wrong.ts": `import { contract } from "../contracts/contract"; export const x = contract;`,
    },
    "engine-imports": { "engine/wrong.ts": `import { later } from "../automation/main"; export const x = later;` },
    "runtime-imports": { "runtime/wrong.ts": `import { graph } from "../analysis/graph"; export const x = graph;` },
    "bin-imports": { "bin/wrong.ts": `import { later } from "../automation/main"; export const x = later;` },
    "foundation-imports": { "index.ts": `import { engine } from "./engine/index"; export default engine;` },
    "stacks-imports": {
        "stacks/services/index.ts": `import { part } from "../data/part"; export default part;`,
        "stacks/services/analysis.ts": `import { graph } from "../../analysis/graph"; export const x = graph;`,
    },
    "sandbox-is-for-automation-and-tests": {
        "engine/wrong-sandbox.ts": `import { world } from "../sandbox/worlds/world"; export const x = world;`,
        "stacks/services/sandbox.ts": `import { world } from "../../sandbox/worlds/world"; export const x = world;`,
    },
    "protocol-knows-no-cloud": {
        "sandbox/protocol/wrong.ts": `import { models } from "../models/index"; export const x = models;`,
        "sandbox/protocol/wrong-world.ts": `import { world } from "../worlds/world"; export const x = world;`,
    },
    "worlds-know-no-cloud": {
        "sandbox/worlds/wrong.ts": `import { models } from "../models/index"; export const x = models;`,
        "sandbox/worlds/wrong-protocol.ts": `import { serve } from "../protocol/server"; export const x = serve;`,
    },
    "tests-stay-apart": { "analysis/wrong-test.ts": `import all from "../test/all.test"; export const x = all;` },
    "no-development-packages": { "analysis/wrong-tool.ts": `import { tool } from "tool"; export const x = tool;` },
    "packages-are-declared": { "analysis/wrong-package.ts": `import { no } from "undeclared"; export const x = no;` },
    "imports-resolve": { "analysis/wrong-path.ts": `import { no } from "./nowhere"; export const x = no;` },
    "no-cycles": {
        "analysis/left.ts": `import { right } from "./right"; export const left = () => right;`,
        "analysis/right.ts": `import { left } from "./left"; export const right = () => left;`,
    },
    "no-orphans": { "analysis/unused.ts": `export const x = 1;` },
    "plans-are-pure": {
        "components/cache/plan.ts": `import * as pulumi from "@pulumi/pulumi"; export const x = pulumi;`,
        "components/cache/args.ts": `import { x } from "./between"; export const y = x;`,
        "components/cache/between.ts": `export { network as x } from "../network/index";`,
    },
    "command-starts-in-a-blink": {
        "automation/main.ts": `import { sdk } from "./sdk"; export const later = sdk;`,
        "automation/sdk.ts": `import * as pulumi from "@pulumi/pulumi"; export const sdk = pulumi;`,
    },
};

/** What lies on the way or closes the circle: a rule is reported where it starts. */
const NOT_REPORTED = new Set(["components/cache/between.ts", "automation/sdk.ts", "analysis/right.ts"]);

const PACKAGES: Readonly<Record<string, string>> = {
    "@pulumi/pulumi": "export const pulumi = 1; export type Input<T> = T;",
    tool: "export const tool = 1; export type Tool = string;",
    undeclared: "export const no = 1;",
};

describe("import rules", function () {
    this.timeout(120_000);
    let folder = "";
    let right: readonly Violation[] = [];
    let wrong: readonly Violation[] = [];

    before(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-imports-"));
        writeProject(folder);
        writeAll(folder, RIGHT);
        right = cruise(folder);
        Object.values(WRONG).forEach((files) => writeAll(folder, files));
        wrong = cruise(folder);
    });

    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    it("let every layer import what it may", () => {
        assert.deepEqual(right, []);
    });

    for (const [rule, files] of Object.entries(WRONG)) {
        for (const file of Object.keys(files).filter((name) => !NOT_REPORTED.has(name))) {
            it(`report ${file} under ${rule}`, () => {
                const rules = wrong.filter(({ from }) => from === file).map((violation) => violation.rule);
                assert.ok(rules.includes(rule), `${file} is reported under: ${rules.join(", ") || "nothing"}`);
            });
        }
    }

    it("have a file that breaks them, each of them", () => {
        const rules = [...namesOf(".dependency-cruiser.cjs"), ...namesOf(".dependency-cruiser.runtime.cjs")];
        assert.deepEqual(
            rules.filter((name) => WRONG[name] === undefined),
            [],
        );
    });
});

function writeProject(folder: string): void {
    writeAll(folder, {
        "package.json": JSON.stringify({
            name: "fixture",
            dependencies: { "@pulumi/pulumi": "1.0.0" },
            devDependencies: { tool: "1.0.0" },
        }),
        "tsconfig.json": JSON.stringify({ compilerOptions: { module: "node16", target: "es2022" } }),
    });
    for (const [name, content] of Object.entries(PACKAGES)) {
        writeAll(path.join(folder, "node_modules", name), {
            "package.json": JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
            "index.js": "",
            "index.d.ts": content,
        });
    }
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
        const file = path.join(folder, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
    }
}

function cruise(folder: string): readonly Violation[] {
    return [".dependency-cruiser.cjs", ".dependency-cruiser.runtime.cjs"].flatMap((config) => {
        const args = [DEPCRUISE, "--config", path.join(ROOT, config), "--output-type", "json", "."];
        const result = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 << 20 });
        assert.notEqual(result.stdout, "", result.stderr);
        const report = JSON.parse(result.stdout) as { summary: { violations: CruiseViolation[] } };
        return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
    });
}

interface CruiseViolation {
    readonly rule: { readonly name: string };
    readonly from: string;
}

function namesOf(config: string): readonly string[] {
    const load = createRequire(__filename);
    const { forbidden } = load(path.join(ROOT, config)) as { forbidden: readonly { readonly name: string }[] };
    return forbidden.map(({ name }) => name);
}
