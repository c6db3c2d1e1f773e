import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { envFileIn, envText, writeEnvFile } from "../../../automation/local/env-file";
import { forget, recall, remember, type Memory } from "../../../automation/local/memory";

const SETTINGS = {
    endpoint: "http://127.0.0.1:14566",
    region: "eu-central-1",
    service: "rate-limits",
    tableName: "ontopix-vendor-buckets-sandbox",
};
const MEMORY: Memory = {
    version: 1,
    endpoint: SETTINGS.endpoint,
    region: SETTINGS.region,
    moto: { pid: 1, host: "laptop", namespace: "pid:[1]", started: "then", since: 0, task: "moto", nonce: "n" },
    tables: [{ name: "t", items: [{ key: { k: { S: "a" } }, attributes: ["kind"] }] }],
    variables: { TABLE_NAME: "t" },
};

describe("the files of a developer's environment", () => {
    let folder: string;
    beforeEach(() => (folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "plinth-local-")), "local")));
    afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

    it("tell the application where it is, with credentials that are none", () => {
        assert.deepEqual(
            envText(SETTINGS)
                .split("\n")
                .filter((line) => !line.startsWith("#")),
            [
                "AWS_ACCESS_KEY_ID=test",
                "AWS_SECRET_ACCESS_KEY=test",
                "AWS_REGION=eu-central-1",
                "AWS_ENDPOINT_URL=http://127.0.0.1:14566",
                "RATE_LIMITS_TABLE_NAME=ontopix-vendor-buckets-sandbox",
                "",
            ],
        );
        assert.equal(writeEnvFile(folder, SETTINGS), envFileIn(folder));
        assert.equal(fs.readFileSync(envFileIn(folder), "utf8"), envText(SETTINGS));
        assert.deepEqual(fs.readdirSync(folder), ["vendor-buckets.env"]);
    });

    it("keep what was made, and where, until it is forgotten", () => {
        assert.equal(recall(folder), undefined);
        remember(folder, MEMORY);
        assert.deepEqual(recall(folder), MEMORY);
        forget(folder);
        forget(folder);
        assert.equal(recall(folder), undefined);
    });

    it("are called damaged when they can't be read", () => {
        remember(folder, MEMORY);
        const file = path.join(folder, "environment.json");
        for (const text of ["{", "{}", JSON.stringify({ ...MEMORY, version: 2 })]) {
            fs.writeFileSync(file, text);
            assert.throws(() => recall(folder), { exit: "damaged", message: /environment\.json can't be read/ });
        }
    });
});
