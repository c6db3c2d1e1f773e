import { createHash } from "node:crypto";
import {
    printStateFile,
    type Deployment,
    type PendingOperation,
    type ResourceState,
    type StateFile,
} from "../../../../automation/state/deployment";
import type { StackName } from "../../../../automation/state/states";

export const DATA: StackName = { project: "data", folder: "stacks/data", environment: "staging" };

/** URN of a resource of the sample. */
export function urnOf(type: string, name: string): string {
    return `urn:pulumi:staging::data::${type}::${name}`;
}

const STACK = urnOf("pulumi:pulumi:Stack", "data-staging");
const PROVIDER = urnOf("pulumi:providers:aws", "aws");
const NETWORK = urnOf("plinth:network:Network", "main");
export const VPC = urnOf("plinth:network:Network$aws:ec2/vpc:Vpc", "main");
export const SUBNET = urnOf("plinth:network:Network$aws:ec2/subnet:Subnet", "a");
export const PASSWORD = urnOf("random:index/randomPassword:RandomPassword", "password");
export const REFERENCE = `${PROVIDER}::1f0e`;

/** Of the right form; nothing can be read out of it. */
export const SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:AAECAwQFBgcICQoL:AAECAwQFBgcICQoLDA0ODxAREhM=",
};

const TIME = "2026-11-21T10:00:00.123456789Z";

/** A resource of a cloud. */
export function resource(type: string, name: string, more: Partial<ResourceState> = {}): ResourceState {
    return {
        urn: urnOf(type, name),
        custom: true,
        type: type.split("$").at(-1) ?? "",
        id: `${name}-1`,
        provider: REFERENCE,
        parent: STACK,
        created: TIME,
        modified: TIME,
        ...more,
    };
}

const RESOURCES: readonly ResourceState[] = [
    {
        urn: STACK,
        custom: false,
        type: "pulumi:pulumi:Stack",
        outputs: { vpcId: "vpc-1", password: SECRET },
    },
    { urn: PROVIDER, custom: true, type: "pulumi:providers:aws", id: "1f0e", parent: STACK, inputs: { region: "x" } },
    { urn: NETWORK, custom: false, type: "plinth:network:Network", parent: STACK },
    {
        ...resource("plinth:network:Network$aws:ec2/vpc:Vpc", "main", { id: "vpc-1", parent: NETWORK }),
        inputs: { cidrBlock: "10.0.0.0/16" },
        outputs: { arn: "arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1", cidrBlock: "10.0.0.0/16" },
    },
    {
        ...resource("plinth:network:Network$aws:ec2/subnet:Subnet", "a", { id: "subnet-1", parent: NETWORK }),
        inputs: { vpcId: "vpc-1" },
        dependencies: [VPC],
        propertyDependencies: { vpcId: [VPC], tags: null },
        deletedWith: VPC,
    },
    // What a replacement has left to be deleted.
    {
        ...resource("plinth:network:Network$aws:ec2/subnet:Subnet", "a", { id: "subnet-0", parent: NETWORK }),
        delete: true,
        dependencies: [VPC],
    },
    {
        ...resource("random:index/randomPassword:RandomPassword", "password", { id: "none" }),
        outputs: { result: SECRET },
        additionalSecretOutputs: ["result"],
    },
];

export const PENDING: PendingOperation = {
    type: "creating",
    resource: {
        urn: urnOf("aws:ec2/natGateway:NatGateway", "nat"),
        custom: true,
        type: "aws:ec2/natGateway:NatGateway",
        provider: REFERENCE,
        parent: STACK,
        inputs: { subnetId: "subnet-1" },
    },
};

/** A state of a small stack as engine 3.220.0 writes it: components, secrets, a replacement's rest, a run cut off. */
export const SAMPLE: StateFile = {
    version: 3,
    checkpoint: {
        stack: "organization/data/staging",
        latest: {
            manifest: {
                time: TIME,
                magic: createHash("sha256").update("v3.220.0").digest("hex"),
                version: "v3.220.0",
            },
            secrets_providers: {
                type: "passphrase",
                state: { salt: "v1:AAECAwQFBgc=:v1:AAECAwQFBgcICQoL:AAECAwQFBgcICQoLDA0ODxAREhM=" },
            },
            resources: RESOURCES,
            pending_operations: [PENDING],
            metadata: {},
        },
    },
};

export const SAMPLE_TEXT = printStateFile(SAMPLE);

export const DEPLOYMENT: Deployment = SAMPLE.checkpoint.latest ?? { manifest: { time: TIME, magic: "", version: "" } };

/** The sample with other content. */
export function sampleWith(deployment: Partial<Deployment>): string {
    return printStateFile({
        ...SAMPLE,
        checkpoint: { ...SAMPLE.checkpoint, latest: { ...DEPLOYMENT, ...deployment } },
    });
}

/** The sample with one resource changed. */
export function sampleWithResource(urn: string, change: Readonly<Record<string, unknown>>): string {
    const resources = RESOURCES.map((one) =>
        one.urn === urn && one.delete !== true ? { ...one, ...(change as Partial<ResourceState>) } : one,
    );
    return sampleWith({ resources });
}

export { RESOURCES };
