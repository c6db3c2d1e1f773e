import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { formatVersion, isAtLeast, parseVersion, readRequirements, type Version } from "../../engine/version";
import { GO_MOD } from "./fake-system";

const versions = fc.record<Version>(
    {
        major: fc.nat(9),
        minor: fc.nat(400),
        patch: fc.nat(40),
        prerelease: fc.constantFrom("", "dev.0", "alpha.1766000000"),
    },
    { noNullPrototype: true },
);

function atLeast(version: string, minimum: string): boolean {
    const [left, right] = [parseVersion(version), parseVersion(minimum)];
    assert.ok(left !== undefined && right !== undefined);
    return isAtLeast(left, right);
}

describe("parseVersion", () => {
    const cases: readonly (readonly [string, string])[] = [
        ["v3.220.0", "3.220.0"],
        ["v3.221.0-dev.0", "3.221.0-dev.0"],
        ["3.221.0-alpha.1766000000+6bd1a2f.dirty", "3.221.0-alpha.1766000000"],
        ["v3.225.1+build.7", "3.225.1"],
        ["go version go1.26.8 linux/amd64", "1.26.8"],
        ["go 1.25", "1.25.0"],
    ];
    for (const [text, expected] of cases) {
        it(`reads "${text}" as ${expected}`, () => {
            const version = parseVersion(text);
            assert.equal(version === undefined ? undefined : formatVersion(version), expected);
        });
    }

    for (const text of ["", "pulumi", "command not found", "v3"]) {
        it(`finds none in "${text}"`, () => assert.equal(parseVersion(text), undefined));
    }

    it("reads back every version that is printed", () => {
        fc.assert(
            fc.property(versions, (version) => assert.deepEqual(parseVersion(`v${formatVersion(version)}`), version)),
        );
    });
});

describe("isAtLeast", () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
        ["3.220.0", "3.220.0", true],
        ["3.221.0", "3.220.9", true],
        ["3.99.0", "3.220.0", false],
        ["4.0.0", "3.220.0", true],
        ["3.220.0-dev.0", "3.220.0", false],
        ["3.221.0-dev.0", "3.220.0", true],
    ];
    for (const [version, minimum, expected] of cases) {
        it(`${expected ? "takes" : "refuses"} ${version} where ${minimum} is asked for`, () =>
            assert.equal(atLeast(version, minimum), expected));
    }

    it("orders any two versions one way or both", () => {
        fc.assert(
            fc.property(versions, versions, (left, right) =>
                assert.ok(isAtLeast(left, right) || isAtLeast(right, left)),
            ),
        );
    });
});

describe("readRequirements", () => {
    it("takes the engine's own module, not another one of Pulumi's", () => {
        assert.deepEqual(readRequirements(GO_MOD), { engine: "3.220.0", go: "1.25.0" });
    });

    it("reads the go.mod of this repository", () => {
        const text = fs.readFileSync(path.resolve(__dirname, "../../engine/go.mod"), "utf8");
        assert.match(readRequirements(text).engine, /^3\.\d+\.\d+$/);
    });

    it("names all that is missing", () => {
        assert.throws(() => readRequirements("module x"), {
            message: "engine/go.mod lacks `require github.com/pulumi/pulumi/pkg/v3 vX.Y.Z` and `go X.Y`",
        });
    });
});
