import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { OutputMap } from "@pulumi/pulumi/automation";
import type { RunResult, TestStack } from "../../support/engine";
import { testStack } from "../../support/engine";

const canaries = {
    tag: `canary-tag-${randomBytes(8).toString("hex")}`,
    config: `canary-config-${randomBytes(8).toString("hex")}`,
    userData: `canary-user-data-${randomBytes(8).toString("hex")}`,
};

function program(): Promise<Record<string, unknown>> {
    const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
    const password = new random.RandomPassword("password", { length: 32 });
    const vpc = new aws.ec2.Vpc(
        "vpc",
        { cidrBlock: "10.0.0.0/16", tags: { Note: pulumi.secret(canaries.tag), Plain: "seen" } },
        { provider },
    );
    const template = new aws.ec2.LaunchTemplate(
        "template",
        {
            imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            instanceType: "t4g.nano",
            userData: pulumi.secret(canaries.userData).apply((text) => Buffer.from(text).toString("base64")),
            description: pulumi.interpolate`for ${new pulumi.Config("test").requireSecret("note")}`,
        },
        { provider },
    );
    return Promise.resolve({
        password: password.result,
        note: vpc.tags.apply((tags) => tags?.["Note"]),
        description: template.description,
    });
}

/** A secret as it might appear in a file: plain, in base64 or hex. */
function spellings(secret: string): readonly string[] {
    const bytes = Buffer.from(secret);
    return [secret, bytes.toString("base64"), bytes.toString("hex"), encodeURIComponent(secret)];
}

function filesBelow(directory: string): readonly string[] {
    return readdirSync(directory, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
}

describe("a secret", () => {
    let stack: TestStack;
    const runs: RunResult[] = [];
    let secrets: readonly string[];
    let outputs: OutputMap;

    before(async () => {
        stack = await testStack({ program, secretConfig: { note: canaries.config } });
        runs.push(await stack.preview());
        runs.push(await stack.up(), await stack.up(), await stack.refresh());
        outputs = await stack.outputs();
        secrets = [...Object.values(canaries), String(outputs["password"]?.value)];
        await stack.sandbox.close();
    });
    after(() => stack.discard());

    it("is known to the program that reads its output", () => {
        assert.equal(outputs["note"]?.value, canaries.tag);
        assert.equal(outputs["note"].secret, true);
        assert.equal(outputs["description"]?.value, `for ${canaries.config}`);
        assert.equal(outputs["password"]?.secret, true);
        assert.equal(String(outputs["password"].value).length, 32);
    });

    it("stands in no file of the state, the worlds or the project in plain text", () => {
        const files = filesBelow(stack.directory);
        assert.ok(files.some((file) => file.includes(path.join(".pulumi", "stacks"))));
        assert.ok(files.some((file) => file.endsWith(".world")));
        for (const file of files) {
            const content = readFileSync(file, "latin1");
            for (const spelling of secrets.flatMap(spellings)) {
                assert.ok(!content.includes(spelling), `${path.relative(stack.directory, file)} holds ${spelling}`);
            }
        }
    });

    it("does not hide what stands beside it", () => {
        const state = filesBelow(stack.directory).filter((file) => file.endsWith("test.json"));
        assert.ok(state.some((file) => readFileSync(file, "utf8").includes('"Plain": "seen"')));
    });

    it("is not printed", () => {
        for (const { printed } of runs) {
            for (const spelling of secrets.flatMap(spellings)) {
                assert.ok(!printed.includes(spelling), `printed ${spelling}`);
            }
        }
    });
});
