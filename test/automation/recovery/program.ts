/** A program that grows by one piece after the other; each of them ends with the resource that a test is about. */
import * as aws from "@pulumi/aws";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

export interface Settings {
    /** How many of {@link PIECES} there are. */
    readonly pieces: number;
    /** The second replaces the group, made first; the third the role, deleted first; the fourth changes the network. */
    readonly generation: "first" | "second" | "third" | "fourth";
}

interface Piece {
    readonly what: string;
    /** Its resources; the last one is made last. */
    readonly names: readonly string[];
    /** Whether a cloud has it, so that it can be found. */
    readonly isKept: boolean;
    readonly make: (ground: Ground, generation: number) => void;
}

/** What the pieces share. */
interface Ground {
    readonly options: pulumi.CustomResourceOptions;
    vpc?: aws.ec2.Vpc;
    subnet?: aws.ec2.Subnet;
    address?: aws.ec2.Eip;
    group?: aws.ec2.SecurityGroup;
    role?: aws.iam.Role;
}

const KUBECONFIG = JSON.stringify({
    "current-context": "home",
    clusters: [{ name: "home", cluster: { server: "https://192.0.2.10:6443" } }],
    contexts: [{ name: "home", context: { cluster: "home" } }],
});
const ZONE = "0123456789abcdef0123456789abcdef";

/** No file may show them. */
export const SECRETS = { content: "198.51.100.77", data: "s3cret-in-a-map" };

export const PIECES: readonly Piece[] = [
    { what: "an Elastic IP", names: ["address"], isKept: true, make: makeAddress },
    { what: "a NAT gateway", names: ["vpc", "nat-gateway"], isKept: true, make: makeNatGateway },
    { what: "a security group rule", names: ["group", "rule"], isKept: true, make: makeRule },
    { what: "the attachment of a policy to a role", names: ["role", "attachment"], isKept: true, make: makeAttachment },
    { what: "a DNS record", names: ["record"], isKept: true, make: makeRecord },
    { what: "a password", names: ["password"], isKept: false, make: makePassword },
    { what: "an ECS service", names: ["service"], isKept: true, make: makeService },
    { what: "an object of a cluster", names: ["settings"], isKept: true, make: makeObject },
];

export function program({ pieces, generation }: Settings): Promise<Record<string, unknown>> {
    const provider = new aws.Provider("aws", {
        region: "eu-central-1",
        allowedAccountIds: ["111122223333"],
        defaultTags: { tags: { Stack: `${pulumi.getProject()}/${pulumi.getStack()}` } },
    });
    const ground: Ground = { options: { provider } };
    const count = ["first", "second", "third", "fourth"].indexOf(generation) + 1;
    PIECES.slice(0, pieces).forEach(({ make }) => make(ground, count));
    return Promise.resolve({});
}

function given<T>(value: T | undefined): T {
    if (value === undefined) {
        throw new Error("the pieces stand in the wrong order");
    }
    return value;
}

function makeAddress(ground: Ground): void {
    ground.address = new aws.ec2.Eip("address", { domain: "vpc", tags: { Name: "address" } }, ground.options);
}

function makePassword(): void {
    new random.RandomPassword("password", { length: 24 }, { provider: new random.Provider("random") });
}

function makeNatGateway(ground: Ground, generation: number): void {
    const { options } = ground;
    const tags = { Generation: generation < 4 ? "first" : "fourth" };
    const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", tags }, options);
    const subnet = new aws.ec2.Subnet("subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" }, options);
    const gateway = new aws.ec2.InternetGateway("gateway", { vpcId: vpc.id }, options);
    const allocationId = given(ground.address).id;
    new aws.ec2.NatGateway("nat-gateway", { subnetId: subnet.id, allocationId }, { ...options, dependsOn: [gateway] });
    Object.assign(ground, { vpc, subnet });
}

function makeRule(ground: Ground, generation: number): void {
    const { options } = ground;
    const description = generation < 2 ? "first" : "second";
    const group = new aws.ec2.SecurityGroup("group", { vpcId: given(ground.vpc).id, description }, options);
    new aws.vpc.SecurityGroupIngressRule(
        "rule",
        { securityGroupId: group.id, cidrIpv4: "10.0.0.0/16", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        options,
    );
    ground.group = group;
}

function makeAttachment({ options }: Ground, generation: number): void {
    const assumeRolePolicy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
    });
    const path = generation < 3 ? "/" : "/third/";
    const role = new aws.iam.Role("role", { name: "role", path, assumeRolePolicy }, options);
    const policyArn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    new aws.iam.RolePolicyAttachment("attachment", { role: role.name, policyArn }, options);
}

function makeRecord(): void {
    const provider = new CloudflareProvider("cloudflare", { apiToken: pulumi.secret("t".repeat(40)) });
    const content = pulumi.secret(SECRETS.content);
    new DnsRecord("record", { zoneId: ZONE, name: "www.example.com", type: "A", content, ttl: 300 }, { provider });
}

function makeService({ options, subnet }: Ground): void {
    const cluster = new aws.ecs.Cluster("cluster", {}, options);
    const task = new aws.ecs.TaskDefinition(
        "task",
        {
            family: "example",
            containerDefinitions: JSON.stringify([{ name: "app", image: "public.ecr.aws/nginx/nginx:1.27" }]),
            cpu: "256",
            memory: "512",
            networkMode: "awsvpc",
            requiresCompatibilities: ["FARGATE"],
        },
        options,
    );
    new aws.ecs.Service(
        "service",
        {
            cluster: cluster.arn,
            taskDefinition: task.arn,
            desiredCount: 1,
            launchType: "FARGATE",
            networkConfiguration: { subnets: [given(subnet).id] },
        },
        options,
    );
}

/** The kubeconfig is a secret, so that the state can't tell in which cluster to look. */
function makeObject(): void {
    const provider = new KubernetesProvider("kubernetes", { kubeconfig: pulumi.secret(KUBECONFIG) });
    const data = { password: pulumi.secret(SECRETS.data), plain: "seen" };
    new ConfigMap("settings", { metadata: { name: "settings" }, data }, { provider });
}
