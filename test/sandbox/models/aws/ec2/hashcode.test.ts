import assert from "node:assert/strict";
import { stringHashcode } from "../../../../../sandbox/models/aws/ec2/hashcode";

describe("the provider's hash code", () => {
    // Known from ids in real states: r-rtb-…1080289494 is a route to 0.0.0.0/0, r-rtb-…2750132062 one to ::/0.
    it("is CRC-32 of the text", () => {
        assert.equal(stringHashcode("0.0.0.0/0"), 1080289494);
        assert.equal(stringHashcode("::/0"), 2750132062);
        assert.equal(stringHashcode("123456789"), 0xcbf43926);
        assert.equal(stringHashcode(""), 0);
    });
});
