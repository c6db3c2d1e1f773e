/**
 * A process of its own that changes a world until it is killed or a write fails, and says each change that was
 * acknowledged. Arguments: the folder, the size of a value in bytes, how many changes at most.
 */
import { writeSync } from "node:fs";
import { carryOut, openWorlds } from "./support";

function say(line: string): void {
    writeSync(1, `${line}\n`);
}

async function main(directory: string, bytes: number, most: number): Promise<void> {
    const worlds = openWorlds(directory);
    for (let count = 1; count <= most; count += 1) {
        try {
            await carryOut(worlds, { kind: "put", id: `r${count}`, value: "x".repeat(bytes) });
            say(`acknowledged ${count}`);
        } catch (error) {
            say(`failed ${error instanceof Error ? error.message : String(error)}`);
            await carryOut(worlds, { kind: "count" }).then(
                () => say("accepted"),
                () => say("refused"),
            );
            break;
        }
    }
    await worlds.close();
    say("closed");
}

const [directory = "", bytes = "1", most = "1"] = process.argv.slice(2);
void main(directory, Number(bytes), Number(most));
