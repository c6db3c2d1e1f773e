import path from "node:path";
import { installPackages, ServerFault, type Machine } from "./machine";

/** The oldest release that the backup runner is tried with. */
const MINIMUM_MAJOR = 14;

/** Where packages put servers that are not on PATH. */
const PLACES = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];

/**
 * The folder with `postgres`, `initdb`, `pg_dump`, `pg_restore` and `psql`: the newest on this machine, else Debian's
 * package, which is installed where this user is root.
 *
 * @throws ServerFault saying what to install
 */
export async function ensurePostgres(machine: Machine): Promise<string> {
    const found = findPostgres(machine);
    if (found !== undefined) {
        return found;
    }
    const refused = await installPackages(machine, ["postgresql"]);
    const installed = findPostgres(machine);
    if (installed === undefined) {
        throw new ServerFault(
            `PostgreSQL can't be had: ${refused ?? "it is installed and not found"}. ` +
                `Install its server and client, ${MINIMUM_MAJOR} or newer (Debian: apt-get install postgresql; ` +
                "macOS: brew install postgresql@17), and run the command again.",
        );
    }
    return installed;
}

/** The newest release's folder; undefined where there is none. */
export function findPostgres({ system }: Pick<Machine, "system">): string | undefined {
    const hasServer = (folder: string): boolean =>
        ["postgres", "initdb", "pg_dump"].every((name) => system.exists(path.join(folder, name)));
    const packaged = PLACES.flatMap((place) =>
        system.list(place).map((name) => ({ folder: path.join(place, name, "bin"), major: majorOf(name) })),
    )
        .filter(({ major, folder }) => major >= MINIMUM_MAJOR && hasServer(folder))
        .sort((one, other) => other.major - one.major);
    const onPath = system.which("initdb");
    const folder = onPath === undefined ? undefined : path.dirname(onPath);
    return packaged[0]?.folder ?? (folder !== undefined && hasServer(folder) ? folder : undefined);
}

/** `17` and `postgresql@17` are 17; what is no PostgreSQL is 0. */
function majorOf(name: string): number {
    return Number(/^(?:postgresql@)?(\d+)$/.exec(name)?.[1] ?? 0);
}
