import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isWholeInternet } from "../../../analysis/network/addresses";

describe("blocks of addresses", () => {
    it("are as good as the internet when a few of them make it whole", () => {
        const blocks = [
            ...["0.0.0.0/0", " 0.0.0.0/0 ", "128.0.0.0/1", "64.0.0.0/2", "8.0.0.0/7"],
            ...["::/0", "::/1", "8000::/1", "2000::/3", "3000::/4", "2400::/6", "2a00::/12"],
        ];
        assert.deepEqual(
            blocks.filter((block) => !isWholeInternet(block)),
            [],
        );
    });

    it("are not when one owner may have them, or nobody is in them", () => {
        const blocks = [
            "10.0.0.0/8",
            "10.10.0.0/16",
            "203.0.113.1/32",
            "2a05:d000::/25",
            "fc00::/7",
            "ff00::/8",
            "x/0",
            "",
        ];
        assert.deepEqual(
            blocks.filter((block) => isWholeInternet(block)),
            [],
        );
    });

    it("are the more of the internet the shorter their prefix", () => {
        const octet = fc.integer({ min: 0, max: 255 });
        fc.assert(
            fc.property(octet, fc.integer({ min: 0, max: 32 }), (first, length) => {
                assert.equal(isWholeInternet(`${first}.0.0.0/${length}`), length < 8);
            }),
        );
    });
});
