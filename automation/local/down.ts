import fs from "node:fs";
import type { Change } from "./change";
import { NoEmulator, withEmulator } from "./emulator";
import { envFileIn } from "./env-file";
import { forget, recall, type Memory } from "./memory";
import { end, isAlive } from "./moto";
import type { LocalOutcome } from "./report";
import { removeTables } from "./tables";

/**
 * Takes away what `up` has made: a moto with all that it keeps, or the tables in an emulator of the user's.
 *
 * @param folder `<plinth>/local`
 */
export async function takeDown(folder: string, note: (line: string) => void): Promise<LocalOutcome> {
    const memory = recall(folder);
    // First: an application that starts now is to find nothing rather than half of it.
    fs.rmSync(envFileIn(folder), { force: true });
    if (memory === undefined) {
        return { changes: [] };
    }
    const changes = await removed(memory, note);
    forget(folder);
    return { endpoint: memory.endpoint, changes };
}

async function removed(memory: Memory, note: (line: string) => void): Promise<readonly Change[]> {
    const { moto, endpoint } = memory;
    if (moto === undefined) {
        return removedFrom(memory, note);
    }
    if (!isAlive(moto)) {
        return [];
    }
    await end(moto, endpoint);
    return [{ type: "moto", name: `process ${moto.pid}`, change: "removed" }];
}

/** Most emulators keep nothing when they end; nobody should have to start one to be rid of it. */
async function removedFrom(memory: Memory, note: (line: string) => void): Promise<readonly Change[]> {
    const { tables } = memory;
    try {
        return await withEmulator(memory, (client) => removeTables(client, tables));
    } catch (error) {
        if (!(error instanceof NoEmulator)) {
            throw error;
        }
        const names = tables.map(({ name }) => name).join(", ");
        note(`${error.message}. If it comes back and has kept its data, ${names} is still there.`);
        return [];
    }
}
