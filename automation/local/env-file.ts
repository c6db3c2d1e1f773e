/** The file with which an application finds its environment. */
import fs from "node:fs";
import path from "node:path";
import { replaceFile } from "../../sandbox/worlds/durable";
import { CREDENTIALS } from "../aws-sdk";
import type { EmulatorAddress } from "./emulator";

/** What an application is to know. */
export interface ApplicationSettings extends EmulatorAddress {
    /** As consumers know it: `sluice` reads `SLUICE_TABLE_NAME`. */
    readonly service: string;
    readonly tableName: string;
}

export function envFileIn(folder: string): string {
    return path.join(folder, "vendor-buckets.env");
}

/** For `set -a`, `docker --env-file`, and whatever else reads such files. Pure. */
export function envText({ endpoint, region, service, tableName }: ApplicationSettings): string {
    return [
        "# Written by `plinth local up` for an application on this machine; edits are lost. There is no secret in it:",
        "# emulators take any credentials, and these are good for nothing else.",
        `AWS_ACCESS_KEY_ID=${CREDENTIALS.accessKeyId}`,
        `AWS_SECRET_ACCESS_KEY=${CREDENTIALS.secretAccessKey}`,
        `AWS_REGION=${region}`,
        `AWS_ENDPOINT_URL=${endpoint}`,
        `${service.toUpperCase().replaceAll("-", "_")}_TABLE_NAME=${tableName}`,
        "",
    ].join("\n");
}

/** Whole or not at all. */
export function writeEnvFile(folder: string, settings: ApplicationSettings): string {
    const file = envFileIn(folder);
    fs.mkdirSync(folder, { recursive: true });
    replaceFile(file, Buffer.from(envText(settings)));
    return file;
}
