/** A world on disk that cannot be read. Nothing is changed; the message says how to go on. */
export class DamagedWorldError extends Error {
    constructor(
        readonly file: string,
        readonly scope: string,
        reason: string,
    ) {
        super(
            `The sandbox's world ${scope} cannot be read: ${reason} (${file}). ` +
                "Nothing was changed. Put back a copy of the file, or remove the folder of the sandbox " +
                "to begin with an empty world; `plinth up` then makes everything anew.",
        );
        this.name = "DamagedWorldError";
    }
}
