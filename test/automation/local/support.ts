/** A repository of its own with the stack of vendor-buckets, and `plinth local` on it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CommandFault } from "../../../automation/command-fault";
import type { LocalInvocation, LocalVerb } from "../../../automation/command-line";
import type { Memory } from "../../../automation/local/memory";
import { runLocal } from "../../../automation/local/run";
import { PROJECTS } from "../../../automation/projects";
import type { Summary } from "../../../automation/run/summary-schema";
import { itemOf, keyOf } from "../../../runtime/reconciler/dynamo-items";
import { dynamoClient, dynamoTable } from "../../../runtime/reconciler/dynamo-table";
import type { Item } from "../../../runtime/reconciler/table";
import { BucketClient } from "../../runtime/reconciler/support/client";
import { fakeMachine, temporaryRepository } from "../support/machine";

const FILE = "stacks/vendor-buckets/Pulumi.pre.yaml";
const REPOSITORY = path.resolve(__dirname, "../../..");

export type LocalSummary = Extract<Summary, { changes: unknown }>;

/** What a command has come to. */
export interface Told {
    readonly document: LocalSummary;
    readonly notes: string;
}

export class LocalEnvironment {
    private readonly repository = temporaryRepository();
    private readonly clients: DynamoDBClient[] = [];

    constructor() {
        this.edit(() => fs.readFileSync(path.join(REPOSITORY, FILE), "utf8"));
    }

    get folder(): string {
        return this.repository.paths.local;
    }

    /** Changes the stack's config. */
    edit(change: (text: string) => string): void {
        const file = path.join(this.repository.root, FILE);
        const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
        const after = change(before);
        assert.notEqual(after, before);
        this.repository.write(FILE, after);
    }

    async run(verb: LocalVerb, options: Partial<LocalInvocation> = {}): Promise<Told> {
        const { context, printed } = fakeMachine(this.repository.paths, PROJECTS);
        await runLocal({ verb, json: true, verbose: false, ...options }, context);
        return { document: JSON.parse(printed.out) as LocalSummary, notes: printed.err };
    }

    /** The fault of a command that must fail, which it prints as JSON too. */
    async fault(verb: LocalVerb, options: Partial<LocalInvocation> = {}): Promise<CommandFault> {
        const { context, printed } = fakeMachine(this.repository.paths, PROJECTS);
        const error: unknown = await runLocal({ verb, json: true, verbose: false, ...options }, context).then(
            () => assert.fail("it succeeded"),
            (thrown: unknown) => thrown,
        );
        assert.ok(error instanceof CommandFault, String(error));
        assert.equal((JSON.parse(printed.out) as LocalSummary).fault?.message, error.message);
        return error;
    }

    /** The application's variables, as it reads them. */
    variables(): Readonly<Record<string, string>> {
        const lines = fs.readFileSync(path.join(this.folder, "vendor-buckets.env"), "utf8").split("\n");
        return Object.fromEntries(
            lines.flatMap((line) => {
                const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
                return name === "" ? [] : [[name, value]];
            }),
        );
    }

    /** An application that knows its variables and nothing else. */
    application(): { readonly client: BucketClient; readonly item: (key: string) => Promise<Item | undefined> } {
        const variables = this.variables();
        const at = (name: string): string => variables[name] ?? assert.fail(name);
        const dynamo = dynamoClient({
            endpoint: at("AWS_ENDPOINT_URL"),
            region: at("AWS_REGION"),
            credentials: { accessKeyId: at("AWS_ACCESS_KEY_ID"), secretAccessKey: at("AWS_SECRET_ACCESS_KEY") },
            answerMs: 60_000,
        });
        this.clients.push(dynamo);
        const table = at("SLUICE_TABLE_NAME");
        const clock = { now: () => Date.now(), pause: (ms: number) => pause(ms), random: () => Math.random() };
        return {
            client: new BucketClient({ table: dynamoTable(dynamo, table), clock, uuid: randomUUID }),
            item: async (key) => {
                const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: keyOf(key) }));
                return Item === undefined ? undefined : itemOf(Item);
            },
        };
    }

    memory(): Memory {
        return JSON.parse(fs.readFileSync(path.join(this.folder, "environment.json"), "utf8")) as Memory;
    }

    remove(): void {
        this.clients.forEach((client) => client.destroy());
        this.repository.remove();
    }
}

/** What a command has done, a thing a line, without what it has left alone. */
export function done({ document }: Told): readonly string[] {
    return document.changes
        .filter(({ change }) => change !== "unchanged")
        .map(({ type, name, change }) => `${change} ${type} ${name}`);
}
