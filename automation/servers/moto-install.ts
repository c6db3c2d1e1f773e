import { createHash } from "node:crypto";
import path from "node:path";
import { withLock } from "../../engine/lock";
import { installPackages, serversFolder, ServerFault, step, type Machine } from "./machine";

const REQUIREMENTS = path.join("automation", "servers", "moto-requirements.txt");

/** The oldest Python that the pinned packages run on. */
const MINIMUM_PYTHON = "3.10";

/**
 * Python with moto in it, in a folder of its own under `.plinth/servers/`; set up on the first call. Nothing global is
 * changed, but where Debian's Python lacks `venv` and this user is root, which then is installed.
 *
 * @returns the path of the `python` that has `moto.server`
 * @throws ServerFault saying what is missing and what to install
 */
export async function ensureMoto(machine: Machine): Promise<string> {
    const { system, root, log } = machine;
    const requirements = system.readText(path.join(root, REQUIREMENTS));
    const digest = createHash("sha256").update(requirements).digest("hex").slice(0, 12);
    const folder = path.join(serversFolder(root), `moto-${digest}`);
    const python = path.join(folder, "bin", "python");
    if (system.exists(python)) {
        return python;
    }
    const directory = path.join(root, ".plinth", "locks", "moto");
    await withLock({ directory, task: "setting moto up", log }, async () => {
        // Another process may have made it while this one waited for the lock.
        if (!system.exists(python)) {
            await install(machine, folder);
        }
    });
    return python;
}

async function install(machine: Machine, folder: string): Promise<void> {
    const { system, root } = machine;
    const fresh = `${folder}.new`;
    system.remove(fresh);
    system.makeFolder(path.dirname(folder));
    const fault =
        (await makeEnvironment(machine, fresh)) ?? (await fill(machine, fresh, path.join(root, REQUIREMENTS)));
    if (fault !== undefined) {
        system.remove(fresh);
        throw new ServerFault(
            `moto, which stands for AWS, can't be set up: ${fault}. ` +
                `It needs Python ${MINIMUM_PYTHON} or newer with its module venv, and pip's package index.`,
        );
    }
    // Python is called by its path and finds its packages beside it, so that the folder may be moved.
    system.rename(fresh, folder);
}

async function makeEnvironment(machine: Machine, folder: string): Promise<string | undefined> {
    const make = (): Promise<string | undefined> =>
        step(machine, "setting moto up", ["python3", "-m", "venv", folder], { limitSeconds: 120 });
    const fault = await make();
    if (fault === undefined) {
        return undefined;
    }
    machine.system.remove(folder);
    const refused = await installPackages(machine, ["python3-venv"]);
    return refused === undefined ? make() : `${fault}; ${refused}`;
}

async function fill(machine: Machine, folder: string, requirements: string): Promise<string | undefined> {
    const pip = [path.join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--no-deps"];
    return step(machine, "installing moto's packages", [...pip, "--requirement", requirements], { limitSeconds: 900 });
}
