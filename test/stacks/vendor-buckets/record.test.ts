import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { programDigest, sharedConfig } from "../../../stacks/vendor-buckets/record";
import { repository } from "../../support/project-files";

const ENTRY = "stacks/vendor-buckets/index.ts";

describe("the digest of a program", () => {
    let root: string;
    let committed: string;
    const digest = (data: readonly string[] = ["code"]): string => programDigest(root, ENTRY, data);
    const edit = (file: string, change: (text: string) => string): void => {
        const text = readFileSync(path.join(root, file), "utf8");
        const edited = change(text);
        assert.notEqual(edited, text);
        writeFileSync(path.join(root, file), edited);
    };

    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "plinth-digest-"));
        for (const part of ["components", "config", "contracts", "runtime", "stacks", "package-lock.json"]) {
            mkdirSync(path.dirname(path.join(root, part)), { recursive: true });
            cpSync(path.join(repository, part), path.join(root, part), { recursive: true });
        }
        committed = digest();
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    it("is the same in another folder and from another working directory", () => {
        assert.equal(programDigest(repository, ENTRY, ["code"]), committed);
        const before = process.cwd();
        try {
            process.chdir(tmpdir());
            assert.equal(programDigest(repository, ENTRY, ["code"]), committed);
        } finally {
            process.chdir(before);
        }
    });

    it("doesn't change with comments, layout or what the program doesn't use", () => {
        edit(
            ENTRY,
            (text) =>
                `// A remark.\n\n${text.replace("const { service, tags } = config;", "const {service,\n tags} = config; /* so */")}`,
        );
        edit("components/vendor-buckets/settings.ts", (text) => text.replace("/** An item each", "/** Another remark"));
        edit("stacks/services/index.ts", (text) => `${text}\nexport const more = 1;\n`);
        writeFileSync(path.join(root, "stacks/vendor-buckets/README.md"), "Another text.\n");
        assert.equal(digest(), committed);
    });

    it("changes with the program, what it is made of, the packages it uses and what it is given", () => {
        const digests = [committed, digest(["other code"])];
        edit("components/vendor-buckets/table.ts", (text) => text.replace('"PAY_PER_REQUEST"', '"PROVISIONED"'));
        digests.push(digest());
        edit(ENTRY, (text) => text.replace('"buckets"', '"others"'));
        digests.push(digest());
        const version = (lock: string): string =>
            /"node_modules\/@pulumi\/aws": \{\s*"version": "([^"]+)"/.exec(lock)?.[1] ?? "";
        edit("package-lock.json", (lock) => lock.replaceAll(`"version": "${version(lock)}"`, '"version": "99.0.0"'));
        digests.push(digest());
        assert.equal(new Set(digests).size, digests.length);
    });

    it("doesn't change with packages that it doesn't use", () => {
        edit("package-lock.json", (lock) =>
            lock.replace(/("node_modules\/mocha": \{\s*"version": )"[^"]+"/, '$1"99.0.0"'),
        );
        assert.equal(digest(), committed);
    });
});

describe("the config that is recorded", () => {
    it("is what environments have in common, by key path", () => {
        const own = {
            environment: "pre",
            region: "r",
            accountId: "1",
            tags: {},
            consumers: {},
            deletionProtection: true,
        };
        const config = {
            ...own,
            service: "sluice",
            vendors: { openai: { rpm: { kind: "rate", capacity: 1 } } },
            reconciler: undefined,
            extra: { list: ["a"], empty: {} },
        };
        assert.deepEqual(sharedConfig(config), {
            "extra.empty": "{}",
            "extra.list": '["a"]',
            service: '"sluice"',
            "vendors.openai.rpm.capacity": "1",
            "vendors.openai.rpm.kind": '"rate"',
        });
    });

    it("doesn't depend on the order in which it was written", () => {
        const one = Object.keys(sharedConfig({ b: 1, a: { d: 1, c: 2 } }));
        assert.deepEqual(one, Object.keys(sharedConfig({ a: { c: 2, d: 1 }, b: 1 })));
    });
});
