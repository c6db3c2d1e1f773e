import { thisMachine } from "./machine";
import { ensureMoto } from "./moto-install";
import { ensurePostgres } from "./postgres-install";

/** Sets up the servers that tests talk to, and prints where they are. */
async function main(): Promise<void> {
    const machine = thisMachine((line) => void process.stderr.write(`plinth: ${line}\n`));
    console.log(`moto: ${await ensureMoto(machine)}`);
    console.log(`PostgreSQL: ${await ensurePostgres(machine)}`);
}

main().catch((error: unknown) => {
    process.stderr.write(`plinth: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
