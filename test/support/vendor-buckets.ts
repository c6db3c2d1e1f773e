/** The stacks of the vendor buckets in a sandbox, and what happens in the cloud that the sandbox doesn't run. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsOf, type PolicyReport } from "../../automation/policy/findings";
import { policyConfigOf } from "../../automation/policy/settings";
import { requestOf } from "../../runtime/bucket-settings/request";
import { writeSettings } from "../../runtime/bucket-settings/write";
import { attributesOf, itemOf } from "../../runtime/reconciler/dynamo-items";
import type { Item } from "../../runtime/reconciler/table";
import { FaultPlan } from "../../sandbox";
import type { WorldRecord } from "../../sandbox/worlds/records";
import vendorBucketsProgram from "../../stacks/vendor-buckets";
import { type Found, putByHand } from "../drift/support";
import { serveTable } from "../runtime/reconciler/support/dynamo-server";
import { ModelTable } from "../runtime/reconciler/support/model-table";
import { discard, type TestPlace, testPlace, type TestStack, testStack } from "./engine";
import { changed, committedConfig, repository, type StackConfig } from "./project-files";

export const PROJECT = "vendor-buckets";
const FOLDER = "stacks/vendor-buckets";
const ITEM = "aws:dynamodb/tableItem:TableItem";
const CALL = "aws:lambda/invocation:Invocation";
const TABLE = "aws:dynamodb/table:Table";

export type Environment = "pre" | "prod";

export interface BucketStacks {
    readonly place: TestPlace;
    readonly pre: TestStack;
    readonly prod: TestStack;
    /** What goes wrong in either. */
    readonly faults: FaultPlan;
    /** Types that were answered without a model. */
    readonly unmodelled: readonly string[];
    policyReport(): PolicyReport;
    /** Exchanges config of one environment, from what is committed. */
    configure(environment: Environment, change: (config: StackConfig) => StackConfig): void;
    discard(): Promise<void>;
}

export async function bucketStacks(): Promise<BucketStacks> {
    const unmodelled: string[] = [];
    const events: EngineEvent[] = [];
    const faults = new FaultPlan();
    const place = await testPlace({ faults, log: (line) => unmodelled.push(line) });
    const policyFile = (stack: string): string => path.join(place.directory, `policy-${stack}.json`);
    const make = (stack: Environment): Promise<TestStack> => {
        const config = committedConfig(stack, FOLDER);
        writeFileSync(policyFile(stack), policyConfigOf(config, stack));
        const packs = {
            policyPacks: [path.join(repository, "policy")],
            policyPackConfigs: [policyFile(stack)],
            onEvent: (event: EngineEvent): void => void (event.policyEvent !== undefined && events.push(event)),
        };
        return testStack({
            program: () => vendorBucketsProgram({ asked: true }),
            project: PROJECT,
            stack,
            config,
            place,
            ...packs,
        });
    };
    const stacks = { pre: await make("pre"), prod: await make("prod") };
    return {
        place,
        ...stacks,
        faults,
        unmodelled,
        policyReport: () => findingsOf(events),
        configure: (environment, change) => {
            const config = change(committedConfig(environment, FOLDER));
            stacks[environment].configure(config);
            writeFileSync(policyFile(environment), policyConfigOf(config, environment));
        },
        discard: () => discard(place),
    };
}

/** Another limit for `openai#rpm`. */
export function withLimit(capacity: number, refillRate: number): (config: StackConfig) => StackConfig {
    return (config) => {
        const { openai } = config["plinth:vendors"] as Readonly<Record<string, object>>;
        const rpm = { kind: "rate", capacity, refillRate };
        return changed(config, "plinth:vendors", { openai: { ...openai, rpm } });
    };
}

/** Without `anthropic`. */
export function withoutVendor(config: StackConfig): StackConfig {
    const { openai } = config["plinth:vendors"] as Readonly<Record<string, object>>;
    return { ...config, "plinth:vendors": { openai } };
}

/** May be taken down. */
export function unprotected(config: StackConfig): StackConfig {
    return { ...config, "plinth:deletionProtection": false, "plinth:relaxedPolicies": ["deletion-protection"] };
}

/** The environment's table as it is in its world, whoever wrote it. */
export class BucketTable {
    constructor(
        private readonly place: TestPlace,
        private readonly environment: Environment,
    ) {}

    /** All items by key. */
    items(): ReadonlyMap<string, Item> {
        return new Map(this.found().map(({ record }) => [keyIn(record), itemIn(record)]));
    }

    /** What consumers do, behind the engine's back. */
    async write(key: string, attributes: Item): Promise<void> {
        const found = this.found().find(({ record }) => keyIn(record) === key);
        assert.ok(found, `no item ${key}`);
        const item = JSON.stringify(attributesOf({ ...itemIn(found.record), ...attributes }));
        const { record, scope } = found;
        const [inputs, outputs] = [record.inputs, record.outputs].map((properties) => ({ ...properties, item }));
        await putByHand(this.place, [{ scope, record: { ...record, inputs: inputs ?? {}, outputs: outputs ?? {} } }]);
    }

    /** Carries out the calls that the stack has made last: the function's own code, on DynamoDB's protocol. */
    async carryOutCalls(): Promise<void> {
        const model = new ModelTable();
        this.items().forEach((item) => model.put(item));
        const server = await serveTable(model);
        const credentials = { accessKeyId: "nobody", secretAccessKey: "none" };
        const client = new DynamoDBClient({ region: "eu-central-1", credentials, endpoint: server.endpoint });
        try {
            for (const { inputs } of this.records(CALL).map(({ record }) => record)) {
                const request = requestOf(JSON.parse(textOf(inputs["input"])));
                assert.ok(request);
                await writeSettings(request, { client, tableName: "any", pause });
            }
        } finally {
            client.destroy();
            await server.stop();
        }
        for (const item of model.all()) {
            await this.write(String(item["vendor_dimension"]), item);
        }
    }

    private found(): readonly Found[] {
        return this.records(ITEM);
    }

    private records(type: string): readonly Found[] {
        const { worlds } = this.place.sandbox;
        const tableName = `ontopix-vendor-buckets-${this.environment}`;
        return worlds
            .scopes()
            .filter((scope) =>
                worlds
                    .world(scope)
                    .list(TABLE)
                    .some(({ id }) => id === tableName),
            )
            .flatMap((scope) =>
                worlds
                    .world(scope)
                    .list(type)
                    .map((record) => ({ scope, record })),
            );
    }
}

function itemIn({ inputs }: WorldRecord): Item {
    return itemOf(JSON.parse(textOf(inputs["item"])) as Record<string, AttributeValue>);
}

function keyIn(record: WorldRecord): string {
    return String(itemIn(record)["vendor_dimension"]);
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : assert.fail(`no text: ${JSON.stringify(value)}`);
}
