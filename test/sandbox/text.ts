import assert from "node:assert/strict";
import type { Value } from "../../sandbox/values";

/** A value that must be a text. */
export function text(value: Value | undefined): string {
    assert.ok(typeof value === "string", `${JSON.stringify(value)} is no text`);
    return value;
}
