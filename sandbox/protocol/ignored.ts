/**
 * Changes that a program's `ignoreChanges` leaves out. In an update the engine has put the old values back already; in
 * a refresh it has not, and asks for the difference all the same: `diffResource` in
 * https://github.com/pulumi/pulumi/blob/v3.220.0/pkg/resource/deploy/step.go
 */
import type { PropertyPath } from "../values";

const EVERY = "*";
/** One segment of `root.nested["a.b/c"][0][*]`. */
const SEGMENT = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.[\]]+)/y;

/** @returns `undefined` for what is not a property path; the engine skips such a one as well. */
export function parsePath(text: string): PropertyPath | undefined {
    const segments: (string | number)[] = [];
    SEGMENT.lastIndex = 0;
    while (SEGMENT.lastIndex < text.length) {
        const match = SEGMENT.exec(text);
        if (!match) {
            return undefined;
        }
        const [, quoted, index, plain] = match;
        if (quoted !== undefined) {
            segments.push(quoted.replaceAll('\\"', '"'));
        } else if (index !== undefined) {
            segments.push(index === EVERY ? EVERY : Number(index));
        } else {
            segments.push(plain ?? "");
        }
    }
    return segments.length > 0 ? segments : undefined;
}

function leadsTo(ignored: PropertyPath, path: PropertyPath): boolean {
    return (
        ignored.length <= path.length && ignored.every((segment, index) => segment === EVERY || segment === path[index])
    );
}

/** Tells whether a change at this path is at or below one of the ignored paths. */
export function ignoring(ignored: readonly string[]): (path: PropertyPath) => boolean {
    const paths = ignored.map(parsePath).filter((path) => path !== undefined);
    return (path) => paths.some((candidate) => leadsTo(candidate, path));
}
