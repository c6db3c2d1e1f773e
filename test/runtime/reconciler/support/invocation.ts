/** The bundled Lambda, called in a process of its own with nothing around it but an environment. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleReconciler } from "../../../../runtime/bundle";
import type { Report } from "../../../../runtime/reconciler/report";

export interface Invocation {
    readonly environment: Readonly<Record<string, string>>;
    /** @default {} */
    readonly event?: unknown;
    /** Until Lambda would end it. @default 300000 */
    readonly remainingMs?: number;
    /** By which the clock goes on with each call of the table. @default 0 */
    readonly callMs?: number;
    /** Of Node. @default - none */
    readonly options?: readonly string[];
}

export interface Outcome {
    readonly report?: Report;
    readonly error?: { readonly name: string; readonly message: string };
    /** What it has written, line by line. */
    readonly lines: readonly Readonly<Record<string, unknown>>[];
    readonly seconds: number;
    /** The most memory that the process had at any time. */
    readonly peakMegabytes: number;
}

const LAMBDA = path.join(__dirname, "lambda.cjs");

export class BundledLambda {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "plinth-lambda-"));
    private readonly file = path.join(this.folder, "index.js");

    constructor() {
        writeFileSync(this.file, bundleReconciler().code);
    }

    async invoke({
        environment,
        event = {},
        remainingMs = 300_000,
        callMs = 0,
        options = [],
    }: Invocation): Promise<Outcome> {
        const child = fork(LAMBDA, [this.file, JSON.stringify(event), String(remainingMs), String(callMs)], {
            cwd: this.folder,
            execArgv: [...options],
            env: {
                AWS_REGION: "eu-central-1",
                AWS_ACCESS_KEY_ID: "nobody",
                AWS_SECRET_ACCESS_KEY: "none",
                AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
                ...environment,
            },
            stdio: ["ignore", "pipe", "inherit", "ipc"],
        });
        let text = "";
        child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
        let told: Omit<Outcome, "lines"> | undefined;
        child.once("message", (message) => (told = message as Omit<Outcome, "lines">));
        const [code] = (await once(child, "close")) as [number | null];
        if (told === undefined) {
            throw new Error(`the Lambda ended with ${code} and said: ${text}`);
        }
        const lines = text.split("\n").filter((line) => line !== "");
        return { ...told, lines: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>) };
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}
