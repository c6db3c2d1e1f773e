/**
 * The backup runner: `backup [run] | restore | verify | list`; `--help` has the whole of it. One file, bundled, which needs
 * nothing but Node and PostgreSQL's client.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { program } from "./command-line/program";
import { connectByPg } from "./database/session";
import { RunnerError } from "./fault";
import { startProgram } from "./programs/program";
import { readSecretFrom } from "./secrets";
import { S3Store } from "./store/s3";
import type { LogLine, World } from "./world";

/** Whoever gives no byte for so long gives none any more. */
const SILENCE_MS = 60_000;
const CONNECT_MS = 5_000;
const TRIES = 5;

function log({ level, event, ...details }: LogLine): void {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...details })}\n`);
}

function clientOptions(): { readonly maxAttempts: number; readonly requestHandler: NodeHttpHandler } {
    const requestHandler = new NodeHttpHandler({ connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS });
    return { maxAttempts: TRIES, requestHandler };
}

/** An endpoint of one's own has no names of buckets in its own name. */
function pathStyle(): { readonly forcePathStyle?: boolean } {
    const { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: s3Endpoint } = process.env;
    return endpoint === undefined && s3Endpoint === undefined ? {} : { forcePathStyle: true };
}

function realWorld(bucket: string): World {
    return {
        store: new S3Store(new S3Client({ ...clientOptions(), ...pathStyle() }), bucket),
        readSecret: readSecretFrom(new SecretsManagerClient(clientOptions())),
        connect: connectByPg,
        start: startProgram,
        clock: { now: () => Date.now(), pause: (ms) => pause(ms) },
        randomHex: (digits) => randomBytes(digits).toString("hex").slice(0, digits),
        log,
        peakMemory: () => process.resourceUsage().maxRSS * 1024,
    };
}

/** ECS sends SIGTERM, and SIGKILL when the task's stopTimeout is over: two minutes, which undoing takes far less of. */
function untilSignalled(): AbortSignal {
    const controller = new AbortController();
    for (const name of ["SIGTERM", "SIGINT"] as const) {
        process.once(name, () =>
            controller.abort(
                new RunnerError(
                    "interrupted",
                    `${name} has ended it`,
                    "What it has begun counts for nothing; run it again",
                ),
            ),
        );
    }
    return controller.signal;
}

async function main(): Promise<void> {
    const code = await program({
        args: process.argv.slice(2),
        environment: process.env,
        signal: untilSignalled(),
        print: (text) => void process.stdout.write(text),
        world: realWorld,
        log,
    });
    // Connections that are kept for a next request would keep the process.
    process.exit(code);
}

void main();
