import assert from "node:assert/strict";
import { baseName, isHostName, isHostPattern } from "../../components/host-name";

describe("a host name", () => {
    it("has two labels or more, of letters, digits and hyphens", () => {
        const good = ["example.com", "api-staging.example.com", "1.example.com", "xn--bcher-kva.example", "a.b4"];
        assert.deepEqual(good.filter(isHostName), good);
    });

    it("has no capital, space, underscore, empty label, hyphen at an end, or dot last", () => {
        const bad = [
            "localhost",
            "Example.com",
            "a b.com",
            "_a.com",
            "a..com",
            "-a.com",
            "a-.com",
            "a.com.",
            ".a.com",
            "",
            "*.a.com",
        ];
        assert.deepEqual(bad.filter(isHostName), []);
    });

    it("is no address", () => {
        assert.equal(isHostName("10.0.0.1"), false);
    });

    it("has labels of at most 63 and as a whole at most 253 characters", () => {
        const label = "a".repeat(63);
        assert.equal(isHostName(`${label}.com`), true);
        assert.equal(isHostName(`a${label}.com`), false);
        const long = `${label}.${label}.${label}.`;
        assert.equal(isHostName(long + "a".repeat(61)), true);
        assert.equal(isHostName(long + "a".repeat(62)), false);
    });
});

describe("a pattern of host names", () => {
    it("may have a star as its first label, and nowhere else", () => {
        assert.deepEqual(["*.a.com", "a.com", "*.com", "a.*.com", "*a.com", "*.*.a.com"].filter(isHostPattern), [
            "*.a.com",
            "a.com",
        ]);
    });

    it("has what is below the star as its base", () => {
        assert.deepEqual(["*.a.com", "a.com"].map(baseName), ["a.com", "a.com"]);
    });
});
