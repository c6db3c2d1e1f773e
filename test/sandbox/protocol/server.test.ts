import assert from "node:assert/strict";
import { BindError, serveProvider } from "../../../sandbox/protocol/server";
import { componentsOnly } from "../../../sandbox/protocol/components-only";

describe("a provider's server", () => {
    it("says of which package it is when its port is taken, in the system's own words", async () => {
        const backend = componentsOnly("awsx", "1.0.0");
        const first = await serveProvider({ backend });
        try {
            await assert.rejects(serveProvider({ backend }, `127.0.0.1:${first.port}`), (error) => {
                assert.ok(error instanceof BindError);
                assert.equal(error.code, "EADDRINUSE");
                assert.equal(
                    error.message,
                    `the sandbox's provider of awsx can't listen on 127.0.0.1:${first.port}: ` +
                        `EADDRINUSE: address already in use 127.0.0.1:${first.port}`,
                );
                return true;
            });
        } finally {
            first.close();
        }
    });
});
