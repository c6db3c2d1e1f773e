import type { Clock } from "./retry";
import type { Table } from "./table";

/** The time of a run is up: nothing was done, and nothing more is begun. */
export class OutOfTime extends Error {
    override readonly name = "OutOfTime";

    constructor() {
        super("the time of this run is up");
    }
}

/**
 * The table, as long as there is time: a call that would begin later throws {@link OutOfTime} instead, also one that is
 * tried again. What is under way ends by itself.
 *
 * @param deadline epoch ms
 */
export function until(deadline: number, table: Table, clock: Pick<Clock, "now">): Table {
    const inTime = async <T>(call: () => Promise<T>): Promise<T> => {
        if (clock.now() >= deadline) {
            throw new OutOfTime();
        }
        return call();
    };
    return {
        get: (key) => inTime(() => table.get(key)),
        write: (write) => inTime(() => table.write(write)),
        transact: (writes, token) => inTime(() => table.transact(writes, token)),
        scan: (request) => inTime(() => table.scan(request)),
    };
}
