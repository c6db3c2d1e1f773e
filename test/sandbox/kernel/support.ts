/** A toy cloud on the kernel: each of its models shows one thing that the kernel does. */
import assert from "node:assert/strict";
import type { Bag, Backend, Connection, Identity, State } from "../../../sandbox/backend";
import type { CloudDefinition } from "../../../sandbox/models/kernel/cloud";
import { modelCloud } from "../../../sandbox/models/kernel/cloud";
import type { AnyResourceModel } from "../../../sandbox/models/kernel/model";
import { defineInvoke, defineModel } from "../../../sandbox/models/kernel/model";
import type { Refusal } from "../../../sandbox/models/kernel/refusal";
import { Refused } from "../../../sandbox/models/kernel/refusal";
import type { Properties } from "../../../sandbox/values";
import { memoryStore, Worlds } from "../../../sandbox/worlds/worlds";
import { text } from "../text";

export const NETWORK = "aws:test/network:Network";
export const TABLE = "aws:test/table:Table";
export const ENTRY = "aws:test/entry:Entry";
export const SUBNET = "aws:test/subnet:Subnet";
export const MACHINE = "aws:test/machine:Machine";
export const ATTACHMENT = "aws:test/attachment:Attachment";
export const LOG = "aws:test/log:Log";
export const ROLE = "aws:test/role:Role";
export const BUCKET = "aws:test/bucket:Bucket";
export const SINGLE = "aws:test/single:Single";

const source = "the tests of the kernel";
const row = (code: string, status?: number): Refusal => ({ code, when: code, source, ...(status ? { status } : {}) });

export const refusals = {
    noNetwork: row("InvalidNetwork.NotFound"),
    noSubnet: row("InvalidSubnet.NotFound"),
    noRole: row("NoSuchRole", 404),
    inUse: row("DependencyViolation"),
    taken: row("BucketAlreadyExists", 409),
    tooMany: row("LimitExceeded"),
};

const networkOf = (onTargetDeleted?: "cascade" | "ignore") => ({
    property: "networkId",
    to: NETWORK,
    missing: refusals.noNetwork,
    message: (id: string) => `The network ID '${id}' does not exist`,
    ...(onTargetDeleted ? { onTargetDeleted } : {}),
});

function simple(type: string, more: Partial<AnyResourceModel> = {}): AnyResourceModel {
    const kind = type.split(":").at(-1) ?? type;
    return {
        type,
        source,
        api: { service: "Test", create: `Create${kind}` },
        mint: (_inputs, hex) => `${kind.toLowerCase()}-${hex(8)}`,
        refusals: {},
        outputs: () => ({}),
        ...more,
    };
}

const network = defineModel<{ readonly label?: string; readonly tables?: number }>({
    type: NETWORK,
    source,
    api: { service: "Test", create: "CreateNetwork", delete: "RemoveNetwork" },
    mint: (_inputs, hex) => `net-${hex(8)}`,
    refusals: { inUse: refusals.inUse },
    inUse: { refusal: refusals.inUse, message: (id) => `The network '${id}' has dependencies and cannot be deleted.` },
    replacement: [{ property: "label", replaces: false, source }],
    unordered: ["zones"],
    outputs: (op) => ({
        arn: op.arn("test", `network/${op.id}`),
        secretNumber: op.hash("number", 6),
        pick: op.pick("pick", 10),
        size: op.inputs.label === undefined ? "default" : "named",
        madeBy: op.previous?.outputs["madeBy"] ?? op.kind,
    }),
    afterCreate: (op) => {
        op.world.put({ type: TABLE, id: `tbl-${op.id}`, outputs: {}, ownedBy: { type: NETWORK, id: op.id } });
        op.world.put({ type: ENTRY, id: `ent-${op.id}`, outputs: {}, ownedBy: { type: TABLE, id: `tbl-${op.id}` } });
    },
    read: (record, view) => ({
        subnets: view.list(SUBNET).filter((one) => one.inputs["networkId"] === record.id).length,
    }),
});

const machine = simple(MACHINE, {
    references: [
        {
            property: "placement.subnetIds[*]",
            to: [SUBNET, ENTRY],
            missing: refusals.noSubnet,
            message: (id) => `The subnet ID '${id}' does not exist`,
        },
        {
            property: "role",
            to: ROLE,
            by: "arn",
            global: true,
            missing: refusals.noRole,
            message: (arn) => `The role with ARN ${arn} cannot be found.`,
        },
    ],
});

const role = defineModel<{ readonly name: string }>({
    type: ROLE,
    source,
    api: { service: "IAM", create: "CreateRole" },
    scope: "global",
    mint: (inputs) => inputs.name,
    refusals: {},
    inUse: { refusal: refusals.inUse, message: (id) => `Cannot delete role ${id}.` },
    outputs: (op) => ({ arn: op.arn("iam", `role/${op.id}`, { regional: false }) }),
});

const bucket = defineModel<{ readonly bucket: string }>({
    type: BUCKET,
    source,
    api: { service: "S3", create: "CreateBucket" },
    mint: (inputs) => inputs.bucket,
    refusals: { taken: refusals.taken },
    autoname: { property: "bucket", maxLength: 20 },
    validate: (op) => {
        if (op.kind === "create" && op.world.listEverywhere(BUCKET).some((other) => other.id === op.id)) {
            op.refuse(refusals.taken, "The requested bucket name is not available.");
        }
    },
    outputs: () => ({}),
});

export const models: readonly AnyResourceModel[] = [
    network,
    simple(TABLE),
    simple(ENTRY),
    simple(SUBNET, {
        references: [networkOf()],
        inUse: { refusal: refusals.inUse, message: (id) => `The subnet '${id}' has dependencies.` },
        afterCreate: (op) => {
            op.world.patch(NETWORK, text((op.inputs as Properties)["networkId"]), { lastSubnet: op.id });
            if ((op.inputs as Properties)["tooMany"]) {
                op.refuse(refusals.tooMany, "No more subnets.");
            }
        },
    }),
    machine,
    simple(ATTACHMENT, {
        references: [networkOf("cascade")],
        inUse: { refusal: refusals.inUse, message: (id) => `The attachment '${id}' is used.` },
    }),
    simple(LOG, {
        references: [
            networkOf("ignore"),
            { ...networkOf(), property: "tableId", to: TABLE },
            { ...networkOf(), property: "attachmentId", to: ATTACHMENT },
        ],
    }),
    role,
    bucket,
    simple(SINGLE, { deleteBeforeReplace: true, replacement: [{ property: "size", replaces: true, source }] }),
];

const definition: CloudDefinition = {
    package: "aws",
    models,
    invokes: [
        defineInvoke<{ readonly region?: string }>({
            token: "aws:test/getNetworks:getNetworks",
            source,
            invoke: (_args, context) => ({ ids: context.view.list(NETWORK).map(({ id }) => id) }),
        }),
    ],
    checkConfig: () => [],
    settings: (config) => ({
        locate: (values) => {
            const account = text(config["account"]);
            const region = text(values["region"] ?? config["region"]);
            return { scope: `aws/${account}`, place: { account, region, partition: "aws" } };
        },
        prepare: (_type, inputs) => inputs,
        common: (_type, _inputs, place) => ({ region: place.region }),
    }),
};

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

export function identityOf(type: string, name: string): Identity {
    return { urn: `urn:pulumi:test::toy::${type}::${name}`, type, name };
}

export function bag(values: Properties, secrets: Bag["secrets"] = []): Bag {
    return { values, secrets };
}

export interface Toy {
    readonly worlds: Worlds;
    readonly unmodelled: string[];
    readonly backend: Backend;
    at(region: string, account?: string): Connection;
    /** In the first account's first region. */
    make(type: string, inputs?: Properties, name?: string): Promise<State>;
    remove(type: string, id: string, known?: Properties): Promise<void>;
    /** Ids of a type in the first account, in every region. */
    ids(type: string): readonly string[];
}

export function toy(): Toy {
    const worlds = new Worlds(memoryStore());
    const unmodelled: string[] = [];
    const backend = modelCloud(definition, worlds, (type) => unmodelled.push(type));
    const at = (region: string, account = ACCOUNT): Connection => backend.configure({ region, account });
    const here = at("eu-central-1");
    let count = 0;
    return {
        worlds,
        unmodelled,
        backend,
        at,
        make: (type, inputs = {}, name = `r${++count}`) => make(here, type, inputs, name),
        remove: (type, id, known = {}) => here.delete(identityOf(type, id), id, known),
        ids: (type) =>
            worlds
                .world(`aws/${ACCOUNT}`)
                .list(type)
                .map(({ id }) => id),
    };
}

/** Checks and creates, as the engine does. */
export function make(connection: Connection, type: string, inputs: Properties, name: string): Promise<State> {
    const identity = identityOf(type, name);
    const checked = connection.check(identity, inputs, undefined);
    assert.deepEqual(checked.faults, []);
    return connection.create(identity, bag(checked.inputs));
}

/** Asserts a refusal, and that the world is as it was; gives the error's text. */
export async function refused(cloud: Toy, refusal: Refusal, step: () => Promise<unknown>): Promise<string> {
    const before = JSON.stringify(cloud.worlds.world(`aws/${ACCOUNT}`).contents());
    try {
        await step();
    } catch (error) {
        assert.ok(error instanceof Refused, String(error));
        assert.equal(error.refusal, refusal, error.message);
        assert.equal(JSON.stringify(cloud.worlds.world(`aws/${ACCOUNT}`).contents()), before, "it left a trace");
        return error.message;
    }
    throw new assert.AssertionError({ message: `not refused; expected ${refusal.code}` });
}
