import type { LogEntry } from "./reconcile";

/** A table full of strange items must neither fill the log with every run nor hide what else is in it. */
const MOST_ALIKE = 20;

/** Log lines of one run, as JSON, each with what belongs to all of them. */
export class Journal {
    private readonly counts = new Map<string, number>();

    constructor(
        private readonly writeLine: (line: string) => void,
        private readonly common: Readonly<Record<string, string>>,
    ) {}

    /** Writes the first twenty with this message; the others are counted. */
    add(entry: LogEntry): void {
        const count = (this.counts.get(entry.message) ?? 0) + 1;
        this.counts.set(entry.message, count);
        if (count <= MOST_ALIKE) {
            this.write(entry);
        }
    }

    /** Says how many were left out. */
    close(): void {
        for (const [alike, count] of this.counts) {
            if (count > MOST_ALIKE) {
                this.write({ level: "warn", message: "more lines were left out", alike, lines: count - MOST_ALIKE });
            }
        }
    }

    private write(entry: LogEntry): void {
        this.writeLine(JSON.stringify({ ...entry, ...this.common }));
    }
}
