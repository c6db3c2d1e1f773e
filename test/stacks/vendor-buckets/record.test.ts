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

    const otherVersion = (text: string): string => text.replace(/"version": *"[^"]+"/, '"version": "99.0.0"');

    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "plinth-digest-"));
        const { dependencies } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
            readonly dependencies: Readonly<Record<string, string>>;
        };
        const installed = Object.keys(dependencies).map((name) => `node_modules/${name}/package.json`);
        for (const part of ["components", "config", "contracts", "runtime", "stacks", ...installed]) {
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
        edit("node_modules/@pulumi/aws/package.json", otherVersion);
        digests.push(digest());
        assert.equal(new Set(digests).size, digests.length);
    });

    it("doesn't change with packages that it doesn't use", () => {
        edit("node_modules/pg/package.json", otherVersion);
        assert.equal(digest(), committed);
    });

    it("isn't made where a package isn't installed", () => {
        rmSync(path.join(root, "node_modules/zod"), { recursive: true });
        assert.throws(() => digest(), /zod, which the program imports, isn't installed.*npm install/);
    });
});

describe("the config that is recorded", () => {
    it("is what environments have in common, by key path", () => {
        const own = {
            environment: "pre",
            region: "r",
            accountId: "1",
            tags: {},
            deletionProtection: true,
        };
        const config = {
            ...own,
            service: "sluice",
            consumers: { principalArns: ["arn:aws:iam::111122223333:root"] },
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

    it("has of consumers which services they are and whether others give a text, not who they are or which", () => {
        const of = (consumers: object): Record<string, string> => sharedConfig({ consumers });
        const services = ["states.amazonaws.com", "ecs-tasks.amazonaws.com"];
        const principalArns = ["arn:aws:iam::111122223333:root"];
        assert.deepEqual(of({ services, principalArns, externalId: "team-a" }), {
            "consumers.externalId": '"set"',
            "consumers.services": '["ecs-tasks.amazonaws.com","states.amazonaws.com"]',
        });
        assert.deepEqual(of({ principalArns }), of({ principalArns: ["arn:aws:iam::444455556666:root"] }));
        assert.deepEqual(of({ externalId: "team-a" }), of({ externalId: "team-b" }));
    });

    it("doesn't depend on the order in which it was written", () => {
        const one = Object.keys(sharedConfig({ b: 1, a: { d: 1, c: 2 } }));
        assert.deepEqual(one, Object.keys(sharedConfig({ a: { c: 2, d: 1 }, b: 1 })));
    });
});
