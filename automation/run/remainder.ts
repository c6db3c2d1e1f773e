import type { Remainder } from "../../sandbox";
import type { Target } from "./target";

/**
 * Notes what earlier runs left in the clouds; what it answers tells what has come to it since. Where it can't be listed,
 * a line says so: that is no reason to stop.
 */
export async function watchRemainder(
    target: Target,
    note: (line: string) => void,
): Promise<() => Promise<readonly Remainder[]>> {
    const earlier = new Set((await listed(target, () => undefined)).map(keyOf));
    return async () => (await listed(target, note)).filter((one) => !earlier.has(keyOf(one)));
}

async function listed(target: Target, note: (line: string) => void): Promise<readonly Remainder[]> {
    try {
        return (await target.remainder?.()) ?? [];
    } catch (error) {
        note(`what is left can't be listed: ${error instanceof Error ? error.message : String(error)}`);
        return [];
    }
}

function keyOf({ scope, region, type, id }: Remainder): string {
    return JSON.stringify([scope, region, type, id]);
}
