/** Runs the reconciler's Lambda once, as the file that is deployed, in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { bundleReconciler } from "../../runtime/bundle";
import { CREDENTIALS, NO_NODE_WARNING } from "../aws-sdk";
import { CommandFault } from "../command-fault";
import { withoutCredentials } from "../run/environment";
import type { EmulatorAddress } from "./emulator";

export interface Run extends EmulatorAddress {
    /** Folder of the command's own, for the file. */
    readonly folder: string;
    /** The function's. */
    readonly variables: Readonly<Record<string, string>>;
}

const LIMIT_MS = 5 * 60 * 1000;

/** Calls the handler as Lambda would, and tells the parent what came of it. */
const CALL = `
const end = Date.now() + ${LIMIT_MS};
const context = { awsRequestId: "local", getRemainingTimeInMillis: () => end - Date.now() };
const tell = (told) => process.send(told, () => process.exit());
require(process.argv[1]).handler({}, context).then((report) => tell({ report }), ({ message }) => tell({ error: message }));
`;

const report = z.record(z.string(), z.union([z.number(), z.boolean()]));
const told = z.union([z.strictObject({ report }), z.strictObject({ error: z.string() })]);

/** What a run has found and done: `Report` of the reconciler. */
export type ReconcilerReport = Readonly<z.infer<typeof report>>;

/** @throws CommandFault (failed) with what the reconciler says, and the end of its log */
export async function reconcileOnce({ folder, variables, endpoint, region }: Run): Promise<ReconcilerReport> {
    const file = path.join(folder, "reconciler", "index.js");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bundleReconciler().code);
    const child = spawn(process.execPath, ["-e", CALL, file], {
        env: {
            ...withoutCredentials(process.env),
            ...NO_NODE_WARNING,
            AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
            AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
            AWS_REGION: region,
            AWS_ENDPOINT_URL: endpoint,
            ...variables,
            // Whoever calls it here wants slots to come back, whatever the stack says of its own runs.
            DRY_RUN: "false",
        },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let log = "";
    [child.stdout, child.stderr].forEach((stream) => stream?.on("data", (chunk: Buffer) => (log += chunk.toString())));
    let message: unknown;
    child.once("message", (given) => (message = given));
    const [code] = (await once(child, "close")) as [number | null];
    const { data } = told.safeParse(message);
    if (data === undefined || "error" in data) {
        const why = data === undefined ? `it ended with ${code ?? "nothing"}` : data.error;
        const lastLines = log.trim().split("\n").slice(-5);
        throw new CommandFault("failed", `The reconciler has failed: ${why}`, lastLines);
    }
    return data.report;
}
