/** The pack in the real engine: what a preview refuses, what an update decides, what a clean stack is told. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as aws from "@pulumi/aws";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsOf, type PolicyReport, undecidedCounts } from "../../automation/policy/findings";
import { policyConfig } from "../../automation/policy/pack";
import { RULES } from "../../policy/rules";
import type { TestStack, TestStackOptions } from "../support/engine";
import { testStack } from "../support/engine";
import { verdicts } from "./support";

const PACK = path.resolve(__dirname, "..", "..", "policy");
const TAGS = { Project: "restartix", Environment: "staging", ManagedBy: "pulumi", Owner: "me", CostCenter: "platform" };

type Make = (options: { readonly provider: aws.Provider }) => void;

/** A program whose resources have the standard tags through the provider. */
function programOf(make: Make, tags: Readonly<Record<string, string>> = TAGS): () => Promise<void> {
    return () => {
        const settings = { region: "eu-central-1", allowedAccountIds: ["111122223333"], defaultTags: { tags } };
        make({ provider: new aws.Provider("aws", settings) });
        return Promise.resolve();
    };
}

interface Judged {
    /** `logs: retentionInDays` for a finding, `logs? retentionInDays` for something undecided. */
    readonly verdicts: readonly string[];
    readonly report: PolicyReport;
    readonly passed: boolean;
    /** All that the run left behind, to be searched for what must not be in it. */
    readonly events: string;
}

interface Watched {
    readonly stack: TestStack;
    readonly preview: () => Promise<Judged>;
    readonly up: () => Promise<Judged>;
}

const opened: TestStack[] = [];

async function open(make: Make, options: Partial<TestStackOptions> = {}): Promise<Watched> {
    const events: EngineEvent[] = [];
    const onEvent = (event: EngineEvent): void => void events.push(event);
    const stack = await testStack({ program: programOf(make), policyPacks: [PACK], onEvent, ...options });
    opened.push(stack);
    const judged = async (operation: () => Promise<unknown>): Promise<Judged> => {
        events.length = 0;
        const passed = await operation().then(
            () => true,
            () => false,
        );
        const report = findingsOf(events);
        const told = events.filter(({ policyEvent }) => policyEvent !== undefined);
        return { report, verdicts: verdicts(report), passed, events: JSON.stringify(told) };
    };
    return { stack, preview: () => judged(() => stack.preview()), up: () => judged(() => stack.up()) };
}

const broken: Make = ({ provider }) => {
    const child = { provider };
    new aws.cloudwatch.LogGroup("logs", {}, child);
    new aws.ecs.Cluster("cluster", { name: "main" }, child);
    new aws.autoscaling.Group(
        "group",
        { minSize: 0, maxSize: 0, availabilityZones: ["eu-central-1a"], launchTemplate: { name: "x" } },
        child,
    );
    new aws.ebs.Volume("disk", { availabilityZone: "eu-central-1a", size: 1 }, child);
    new aws.elasticache.ReplicationGroup(
        "cache",
        { description: "cache", nodeType: "cache.t4g.micro", atRestEncryptionEnabled: true },
        child,
    );
    new aws.rds.ClusterInstance(
        "reader",
        {
            clusterIdentifier: "x",
            engine: "aurora-postgresql",
            instanceClass: "db.serverless",
            publiclyAccessible: true,
        },
        child,
    );
    new aws.iam.Policy(
        "admin",
        { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }) },
        child,
    );
    new aws.ecs.TaskDefinition(
        "task",
        {
            family: "restartix-production-task",
            containerDefinitions: JSON.stringify([
                { name: "app", image: "app", environment: [{ name: "DB_PASSWORD", value: "correct-horse-battery" }] },
            ]),
        },
        child,
    );
};

const brokenNetwork: Make = ({ provider }) => {
    const child = { provider };
    const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, child);
    const group = (name: string) => new aws.ec2.SecurityGroup(name, { vpcId: vpc.id, description: name }, child);
    const [alb, app, rds] = [group("network-alb"), group("network-fargate-app"), group("network-rds")];
    const rule = (name: string, args: Partial<aws.vpc.SecurityGroupIngressRuleArgs>, to: aws.ec2.SecurityGroup) =>
        new aws.vpc.SecurityGroupIngressRule(
            name,
            { ipProtocol: "tcp", fromPort: 443, toPort: 443, securityGroupId: to.id, ...args },
            child,
        );
    rule("web", { cidrIpv4: "0.0.0.0/0" }, alb);
    rule("open", { cidrIpv4: "0.0.0.0/0" }, app);
    rule("direct", { referencedSecurityGroupId: app.id, fromPort: 5432, toPort: 5432 }, rds);
};

const clean: Make = ({ provider }) => {
    const child = { provider };
    const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, child);
    new aws.ec2.SecurityGroup("network-rds", { vpcId: vpc.id, description: "database" }, child);
    const logs = new aws.cloudwatch.LogGroup("logs", { retentionInDays: 30 }, child);
    const statement = (arn: string) => ({ Effect: "Allow", Action: "logs:PutLogEvents", Resource: arn });
    new aws.iam.Policy(
        "writer",
        {
            policy: logs.arn.apply((arn) =>
                JSON.stringify({ Version: "2012-10-17", Statement: [statement(`${arn}:*`)] }),
            ),
        },
        child,
    );
};

/** Its retention is only known when the first group is there, and is none. */
const late: Make = ({ provider }) => {
    const first = new aws.cloudwatch.LogGroup("first", { retentionInDays: 30 }, { provider });
    new aws.cloudwatch.LogGroup("second", { retentionInDays: first.arn.apply(() => 0) }, { provider });
};

describe("the policy pack in the engine", () => {
    after(() => Promise.all(opened.map((stack) => stack.discard())));

    it("refuses a preview that breaks rules, and names each finding", async () => {
        const { preview } = await open(broken, { stack: "production" });
        const { report, verdicts: found, passed } = await preview();
        assert.equal(passed, false);
        assert.deepEqual(found, [
            "admin: policy",
            "cache: finalSnapshotIdentifier",
            "cache: securityGroupIds",
            "cache: transitEncryptionEnabled",
            "cluster: name",
            "disk: encrypted",
            "group: tags",
            "logs: retentionInDays",
            "reader: publiclyAccessible",
            "task: containerDefinitions[0].environment[0].value",
        ]);
        assert.deepEqual(
            [...new Set(report.findings.map(({ rule }) => rule))].sort(),
            RULES.filter(({ checkResource }) => checkResource !== undefined)
                .map(({ id }) => id)
                .sort(),
        );
        assert.ok(report.findings.every(({ blocks, remedy }) => blocks && remedy !== undefined));
    });

    it("never repeats a value that looks like a secret", async () => {
        const { preview } = await open(broken, { stack: "production" });
        const { events } = await preview();
        assert.match(events, /DB_PASSWORD is named like a secret/);
        assert.doesNotMatch(events, /correct-horse-battery/);
    });

    it("follows security groups that don't exist yet", async () => {
        const { preview } = await open(brokenNetwork);
        const { verdicts: found, passed } = await preview();
        assert.equal(passed, false);
        assert.deepEqual(found, ["direct: referencedSecurityGroupId", "network-rds:", "open: cidrIpv4"]);
    });

    it("says in a preview what it can't judge, and judges it in the update", async () => {
        const { preview, up } = await open(clean);
        const before = await preview();
        assert.equal(before.passed, true);
        assert.deepEqual(before.verdicts, ["writer? policy"]);
        assert.deepEqual(undecidedCounts(before.report), { "iam-wildcards": 1 });
        const update = await up();
        assert.equal(update.passed, true);
        assert.deepEqual(update.verdicts, []);
        assert.deepEqual((await preview()).verdicts, []);
    });

    it("stops an update before it makes what only then turns out to break a rule", async () => {
        const { stack, preview, up } = await open(late);
        assert.deepEqual((await preview()).verdicts, ["second? retentionInDays"]);
        const update = await up();
        assert.equal(update.passed, false);
        assert.deepEqual(update.verdicts, ["second: retentionInDays"]);
        const state = await stack.state();
        const { resources } = state.deployment as { resources: readonly { readonly urn: string }[] };
        assert.equal(resources.filter(({ urn }) => /LogGroup::/.test(urn)).length, 1);
    });

    it("asks production for more than staging", async () => {
        const balancer: Make = ({ provider }) => {
            const settings = { subnets: ["subnet-0a", "subnet-0b"], name: undefined };
            new aws.lb.LoadBalancer("alb", settings, { provider });
        };
        const [staging, production] = await Promise.all([
            open(balancer, { stack: "staging" }),
            open(balancer, { stack: "production" }),
        ]);
        assert.deepEqual((await staging.preview()).verdicts, []);
        assert.deepEqual((await production.preview()).verdicts, ["alb: enableDeletionProtection"]);
    });

    it("takes a configuration for a stack", async () => {
        const directory = mkdtempSync(path.join(tmpdir(), "plinth-policy-"));
        const file = path.join(directory, "policy.json");
        writeFileSync(file, policyConfig({ prefix: "acme", environment: "blue" }));
        const named: Make = ({ provider }) => {
            new aws.ecs.Cluster("right", { name: "acme-blue-cluster" }, { provider });
            new aws.ecs.Cluster("wrong", { name: "restartix-test-cluster" }, { provider });
        };
        const { preview } = await open(named, { policyPackConfigs: [file] });
        assert.deepEqual((await preview()).verdicts, ["wrong: name"]);
        rmSync(directory, { recursive: true });
    });

    it("judges stacks side by side, each by itself", async () => {
        const [first, second, third] = await Promise.all([open(clean), open(brokenNetwork), open(late)]);
        const judged = await Promise.all([first.preview(), second.preview(), third.preview()]);
        assert.deepEqual(
            judged.map(({ passed }) => passed),
            [true, false, true],
        );
        assert.deepEqual(
            judged.map(({ verdicts: found }) => found.length),
            [1, 3, 1],
        );
    });
});
