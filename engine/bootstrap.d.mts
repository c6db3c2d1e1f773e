/** Makes sure of `node_modules` in `root`; `install` runs `npm ci` there and answers its exit code. */
export function ensureModules(
    root: string,
    install?: (root: string) => number | null | Promise<number | null>,
): Promise<void>;

/** Sets up, then goes on as `node --import tsx <file> [arguments…]` would; `file` is relative to the repository. */
export function run(file: string, args: readonly string[]): Promise<void>;
