import assert from "node:assert/strict";
import os from "node:os";
import path from "node:path";
import { bytesText, freeBytesAt, requireRoom, watchRoom, type Disk } from "../../../automation/run/disk-room";

const PLINTH = "/work/.plinth";

/** A disk that somebody else fills; `look` has the watch look at it. */
function disk(free: number | undefined): Disk & { free: number | undefined; look: () => void; isWatched: boolean } {
    const one = {
        free,
        look: (): void => undefined,
        isWatched: false,
        freeBytes: (): number | undefined => one.free,
        every: (_ms: number, look: () => void) => {
            one.look = look;
            one.isWatched = true;
            return (): void => void (one.isWatched = false);
        },
    };
    return one;
}

describe("the room on the disk", () => {
    it("is asked for before a run begins", () => {
        assert.doesNotThrow(() => requireRoom(PLINTH, disk(32_000_000)));
        assert.throws(() => requireRoom(PLINTH, disk(31_999_999)), {
            exit: "machine",
            message:
                `The disk of ${PLINTH} is nearly full, 31 MB are free: a run isn't begun with less than 32 MB. ` +
                "Nothing was changed.",
        });
    });

    it("isn't asked for where nobody can tell", () => {
        assert.doesNotThrow(() => requireRoom(PLINTH, disk(undefined)));
    });

    it("has the run stopped once when it gets scarce, while there is some left", () => {
        const filling = disk(16_000_000);
        let stops = 0;
        const watch = watchRoom(PLINTH, () => (stops += 1), filling);
        filling.look();
        assert.deepEqual([stops, watch.fault], [0, undefined]);
        filling.free = 15_999_999;
        filling.look();
        filling.free = 0;
        filling.look();
        assert.equal(stops, 1);
        assert.equal(watch.fault?.exit, "machine");
        assert.match(watch.fault.message, /15 MB are free: the run was stopped while there was room/);
        assert.ok(watch.fault.advice.join().includes(path.join(PLINTH, "logs")));
        watch.close();
        assert.equal(filling.isWatched, false);
    });

    it("is that of the nearest folder that is there", () => {
        const free = freeBytesAt(path.join(os.tmpdir(), "nowhere", "at", "all"));
        assert.ok(free !== undefined && free > 0);
    });

    it("is told in round numbers", () => {
        assert.deepEqual([0, 999, 1000, 15_999_999, 2 ** 40].map(bytesText), [
            "0 bytes",
            "999 bytes",
            "1 kB",
            "15 MB",
            "1 TB",
        ]);
    });
});
