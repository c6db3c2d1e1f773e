import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform, type Transform } from "../../components/transform";
import { record } from "../support/mocks";

interface Args {
    readonly size: number;
    readonly zone?: string;
}

async function transformed(transform: Transform<Args> | undefined): Promise<Args> {
    const { result } = await record(() => {
        const parent = new pulumi.ComponentResource("plinth:test:Parent", "parent");
        return applyTransform(transform, { size: 1, zone: "a" }, "child", parent);
    });
    return result;
}

describe("transform", () => {
    it("changes nothing when there is none", async () => {
        assert.deepEqual(await transformed(undefined), { size: 1, zone: "a" });
    });

    it("overrides what it names and keeps the rest", async () => {
        assert.deepEqual(await transformed({ size: 2 }), { size: 2, zone: "a" });
    });

    it("gets the planned arguments when it is a function, and may leave some out", async () => {
        assert.deepEqual(await transformed(({ size }) => ({ size: size + 4 })), { size: 5 });
    });
});
