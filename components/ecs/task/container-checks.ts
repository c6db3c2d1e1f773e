/** Checks of what a container is run with. Pure. */
import { checkForm } from "../../checks";
import type { Fault } from "../../faults";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ROOT = /^(?:root|0)(?::|$)/;
const USER = /^[a-z0-9_][a-z0-9_-]*(?::[a-z0-9_][a-z0-9_-]*)?$/;
const DIRECTORY = /^(?:\/[A-Za-z0-9_.-]+)+$/;

export const VARIABLE_SHAPE = "letters, digits and underscores, no digit first";

/** The name of an environment variable. Its value may not be meant for eyes: the name is all that is shown. */
export function checkVariable(path: string, name: string): Fault[] {
    return checkForm(path, name, VARIABLE, VARIABLE_SHAPE);
}

/** A user that may be left out, and otherwise isn't root. */
export function checkUser(path: string, given: string | undefined): Fault[] {
    const allowed = "a user of the image's other than root, as uid, uid:gid or name";
    const isRoot = given !== undefined && ROOT.test(given);
    return isRoot ? [{ path, given, allowed }] : checkForm(path, given, USER, allowed);
}

export function isDirectory(path: string): boolean {
    return DIRECTORY.test(path);
}
