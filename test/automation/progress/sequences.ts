import type { EngineEvent } from "../../../automation/progress/events";

/** Stands for a secret: it must not come out of anything that is fed with these events. */
export const CANARY = "canary-3f9c1d";

const PREFIX = "urn:pulumi:staging::foundation::";
export const STACK = `${PREFIX}pulumi:pulumi:Stack::foundation-staging`;
export const NETWORK = `${PREFIX}plinth:network:Network::network`;
export const VPC = `${PREFIX}plinth:network:Network$aws:ec2/vpc:Vpc::network-vpc`;
export const SUBNET = `${PREFIX}plinth:network:Network$aws:ec2/subnet:Subnet::network-private-a`;
export const DEFAULT_PROVIDER = `${PREFIX}pulumi:providers:pulumi::default`;

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** An event as the engine sends it: with everything that must be left behind, too. */
type Raw = EngineEvent & Readonly<Record<string, unknown>>;

const metadata = (op: string, urn: string, more: object = {}) => ({
    op,
    urn,
    type: urn.split("::")[2] ?? "",
    provider: "",
    old: { inputs: { password: CANARY }, outputs: { password: CANARY } },
    ...more,
});

export const started = (op: string, urn: string, more?: object): Raw => ({
    sequence: 1,
    timestamp: 1795275902,
    resourcePreEvent: { metadata: metadata(op, urn, more) },
});
export const finished = (op: string, urn: string, more?: object): Raw => ({
    resOutputsEvent: { metadata: metadata(op, urn, more) },
});
export const failed = (op: string, urn: string): Raw => ({
    resOpFailedEvent: { ...{ status: 2, steps: 1 }, metadata: metadata(op, urn) },
});
export const message = (severity: string, text: string, urn?: string): Raw => ({
    diagnosticEvent: { severity, message: text, ...(urn === undefined ? {} : { urn }) },
});
/** What the SDK sends for every registration, asked for or not. */
export const debug = (): Raw =>
    message("debug", `RegisterResource RPC prepared: t=aws:rds/instance:Instance, obj={"password":"${CANARY}"}\n`);
export const summary = (resourceChanges: Record<string, number>): Raw => ({
    summaryEvent: { ...{ maybeCorrupt: false, durationSeconds: 1 }, resourceChanges },
});

const OUTPUTS = {
    vpcId: "vpc-0a1b2c",
    subnets: ["subnet-1", "subnet-2"],
    password: { ...SECRET, ciphertext: CANARY },
    nested: { token: { ...SECRET, value: CANARY }, port: 5432 },
};

/** A first `up`, in the order that engine 3.220.0 sends. */
export const FIRST_UP: readonly Raw[] = [
    { sequence: 0, preludeEvent: { config: { "plinth:password": CANARY } } },
    started("create", STACK),
    debug(),
    started("create", NETWORK),
    debug(),
    started("create", DEFAULT_PROVIDER),
    finished("create", DEFAULT_PROVIDER),
    started("create", VPC),
    debug(),
    finished("create", VPC, { new: { outputs: { id: "vpc-0a1b2c", password: CANARY } } }),
    started("create", SUBNET),
    finished("create", SUBNET),
    finished("create", NETWORK),
    debug(),
    finished("create", STACK, { new: { outputs: OUTPUTS } }),
    summary({ create: 4 }),
    { cancelEvent: {} },
];

/** An `up` that replaces the subnet, creating the new one first. */
export const REPLACEMENT: readonly Raw[] = [
    started("same", STACK),
    started("same", NETWORK),
    started("same", VPC),
    finished("same", VPC),
    started("create-replacement", SUBNET, { keys: ["cidrBlock"], diffs: ["cidrBlock"] }),
    debug(),
    finished("create-replacement", SUBNET, { keys: ["cidrBlock"], diffs: ["cidrBlock"] }),
    started("replace", SUBNET, { keys: ["cidrBlock"], diffs: ["cidrBlock"] }),
    finished("replace", SUBNET, { keys: ["cidrBlock"], diffs: ["cidrBlock"] }),
    finished("same", NETWORK),
    started("delete-replaced", SUBNET),
    finished("delete-replaced", SUBNET),
    finished("same", STACK, { new: { outputs: OUTPUTS } }),
    summary({ same: 3, replace: 1 }),
];

export const REFUSAL =
    "creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, " +
    "api error InvalidSubnet.Range: The CIDR '10.9.0.0/24' is invalid.";

/** An `up` in which the cloud refuses the subnet. */
export const REFUSED: readonly Raw[] = [
    started("same", STACK),
    started("same", NETWORK),
    started("update", VPC, { diffs: ["tags", "enableDnsSupport"] }),
    finished("update", VPC, { diffs: ["tags", "enableDnsSupport"] }),
    started("create", SUBNET),
    debug(),
    message("error", `<{%reset%}>${REFUSAL}<{%reset%}>\n`, SUBNET),
    failed("create", SUBNET),
    message("error", "Error: grpc: the client connection is closing\n"),
    message("error", "update failed\n", STACK),
    summary({ same: 2, update: 1 }),
];
