/** What the process's exit code tells scripts; docs/command.md has the same table. */
export const EXIT_CODES = {
    ok: { code: 0, meaning: "all that was asked for is done" },
    failed: { code: 1, meaning: "an operation failed; what was made before it stays and is in the state" },
    usage: { code: 2, meaning: "wrong arguments or configuration; nothing was started" },
    engine: { code: 3, meaning: "no Pulumi engine, or one that is too old" },
    locked: { code: 4, meaning: "another run holds the stack's lock, or the sandbox" },
    declined: { code: 5, meaning: "the question was answered with no; what it was about was not changed" },
    refused: { code: 6, meaning: "refused, by a policy or by plinth; the stack was not changed" },
    drift: { code: 7, meaning: "the clouds differ from the state; nothing was changed" },
    damaged: { code: 8, meaning: "a state or a sandbox's world is damaged; nothing was changed" },
    machine: { code: 9, meaning: "the machine lacks something, such as space on its disk" },
    unproven: {
        code: 10,
        meaning: "no backup was proven: it can't be restored, isn't as it has to be, or a limit was missed",
    },
    internal: { code: 70, meaning: "a fault in plinth itself" },
    interrupted: { code: 130, meaning: "stopped by Ctrl-C or a signal" },
} as const satisfies Readonly<Record<string, { code: number; meaning: string }>>;

/** Name of an exit code. */
export type ExitName = keyof typeof EXIT_CODES;
