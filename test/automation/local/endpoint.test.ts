import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { askedOf } from "../../../automation/local/endpoint";

describe("the emulator that is asked for", () => {
    for (const endpoint of ["http://127.0.0.1:4566", "http://localstack:4566/", "https://emulator.example.com"]) {
        it(`may be ${endpoint}`, () => {
            assert.deepEqual(askedOf({ endpoint }), { endpoint: endpoint.replace(/\/$/, "") });
        });
    }

    for (const host of [
        "dynamodb.eu-central-1.amazonaws.com",
        "DynamoDB.eu-central-1.AmazonAWS.com.",
        "amazonaws.com",
        "dynamodb.cn-north-1.amazonaws.com.cn",
        "dynamodb.eu-central-1.api.aws",
        "dynamodb.eusc-de-east-1.amazonaws.eu",
    ]) {
        it(`is never AWS: ${host}`, () => {
            assert.throws(() => askedOf({ endpoint: `https://${host}` }), { exit: "usage", message: /is AWS itself/ });
        });
    }

    it("may be at any host that only looks like it", () => {
        const endpoint = "http://amazonaws.com.localhost:4566";
        assert.deepEqual(askedOf({ endpoint }), { endpoint });
    });

    for (const endpoint of [
        "",
        "127.0.0.1:4566",
        "localhost",
        "ftp://localhost",
        "http://localhost/path",
        "http://e?q",
    ]) {
        it(`is an address and nothing else, which ${JSON.stringify(endpoint)} isn't`, () => {
            assert.throws(() => askedOf({ endpoint }), { exit: "usage", message: /^--endpoint: .*allowed: http/ });
        });
    }

    it("doesn't repeat what may be a password", () => {
        assert.throws(
            () => askedOf({ endpoint: "http://ada:hunter2@localhost:4566" }),
            (error) => error instanceof CommandFault && !error.message.includes("hunter2"),
        );
    });

    for (const port of ["80", "0", "65536", "5k", "-1", "1e4", ""]) {
        it(`has no port ${JSON.stringify(port)}`, () => {
            assert.throws(() => askedOf({ port }), { exit: "usage", message: /^--port: .* from 1024 to 65535$/ });
        });
    }

    it("is told of all that is wrong at once", () => {
        assert.throws(
            () => askedOf({ endpoint: "x", port: "y" }),
            (error) => error instanceof CommandFault && error.message.split("\n").length === 3,
        );
        assert.deepEqual(askedOf({ port: "15000" }), { port: 15_000 });
        assert.deepEqual(askedOf({}), {});
    });
});
