/**
 * Changes that a program's `ignoreChanges` leaves out. In an update the engine has put the old values back already; in
 * a refresh it has not, and asks for the difference all the same: `diffResource` in
 * https://github.com/pulumi/pulumi/blob/v3.220.0/pkg/resource/deploy/step.go
 */
import { EVERY, parsePath, type PropertyPath } from "../values";

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
