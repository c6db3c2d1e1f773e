/** Long values cut so that their difference stays in sight. Pure. */

/** Characters of one value on a line. */
const WIDTH = 60;
/** Characters before the first difference: enough to see where it is. */
const BEFORE = 15;
const MORE = "…";

/** Both values, each cut to a piece of a line that begins shortly before they part. */
export function inSight(
    was: string | undefined,
    is: string | undefined,
    width = WIDTH,
): readonly [string | undefined, string | undefined] {
    const isShort = [was, is].every((value) => (value?.length ?? 0) <= width);
    const start = isShort || was === undefined || is === undefined ? 0 : Math.max(0, parting(was, is) - BEFORE);
    return [piece(was, start, width), piece(is, start, width)];
}

/** How many characters two texts begin with alike. */
function parting(left: string, right: string): number {
    const length = Math.min(left.length, right.length);
    for (let index = 0; index < length; index += 1) {
        if (left[index] !== right[index]) {
            return index;
        }
    }
    return length;
}

function piece(value: string | undefined, start: number, width: number): string | undefined {
    if (value === undefined) {
        return undefined;
    }
    const rest = value.slice(start);
    const head = start > 0 ? `${MORE}${rest}` : rest;
    return head.length > width ? `${head.slice(0, width - 1)}${MORE}` : head;
}
