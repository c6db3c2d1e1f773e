import path from "node:path";

/** What lets a child process run our TypeScript: `node --require <this> file.ts`. */
export const TYPESCRIPT = path.resolve(__dirname, "../../engine/typescript.cjs");
