import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { foundationContract } from "../../contracts/foundation";
import { readStackFile } from "../../config/stack-file";
import foundationProgram from "../../index";
import { record, type Recording, valueOf } from "../support/mocks";

const ROOT = join(__dirname, "..", "..");

type FoundationRecording = Recording<Awaited<ReturnType<typeof foundationProgram>>>;

const recordings = new Map<string, Promise<FoundationRecording>>();

/** The program under mocks, with the config of the stack's own file, as Pulumi would hand it over; run once a stack. */
function recordFoundation(stack: string): Promise<FoundationRecording> {
    const kept = recordings.get(stack);
    if (kept !== undefined) {
        return kept;
    }
    const values = Object.entries(readStackFile(join(ROOT, `Pulumi.${stack}.yaml`)));
    const asText = values.map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    const recording = record(foundationProgram, { project: "foundation", stack, config: Object.fromEntries(asText) });
    recordings.set(stack, recording);
    return recording;
}

describe("the foundation program", () => {
    for (const stack of ["staging", "production"]) {
        it(`exports its contract in ${stack}, all of it and nothing else`, async () => {
            const { result } = await recordFoundation(stack);
            assert.deepEqual(
                Object.keys(result).sort(),
                [...Object.keys(foundationContract.outputs), "contractVersion"].sort(),
            );
            assert.equal(result.contractVersion, foundationContract.version);
        });
    }

    it("configures one AWS provider, for one account, with the standard tags", async () => {
        const { resources } = await recordFoundation("staging");
        const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
        assert.deepEqual(
            providers.map(({ inputs }) => inputs),
            [
                {
                    region: "eu-central-1",
                    allowedAccountIds: '["111122223333"]',
                    defaultTags: JSON.stringify({
                        tags: {
                            Project: "restartix",
                            Environment: "staging",
                            ManagedBy: "pulumi",
                            Owner: "platform-team",
                            CostCenter: "platform",
                            Stack: "foundation/staging",
                        },
                    }),
                    // The two that the SDK adds by itself.
                    skipCredentialsValidation: "false",
                    skipRegionValidation: "true",
                },
            ],
        );
    });

    it("configures one Cloudflare provider, whose token is neither in config nor in the state", async () => {
        const { resources } = await recordFoundation("staging");
        const providers = resources.filter(({ type }) => type === "pulumi:providers:cloudflare");
        assert.deepEqual(
            providers.map(({ inputs }) => inputs),
            [{}],
        );
    });

    it("makes everything with the provider of its cloud", async () => {
        const { resources } = await recordFoundation("production");
        const madeWith = (cloud: string): [number, string[]] => {
            const made = resources.filter(({ type }) => type.startsWith(`${cloud}:`));
            const providers = made.map(({ options }) => options.provider.split("::").slice(-3).join("::"));
            return [made.length, [...new Set(providers)]];
        };
        assert.deepEqual(madeWith("aws"), [74, ["pulumi:providers:aws::aws::aws-id"]]);
        assert.deepEqual(madeWith("cloudflare"), [5, ["pulumi:providers:cloudflare::cloudflare::cloudflare-id"]]);
    });

    it("differs between the environments in size, not in shape", async () => {
        const staging = await recordFoundation("staging");
        const production = await recordFoundation("production");
        const shape = ({ urns }: Recording<unknown>): string[] =>
            urns.filter((urn) => !/::network-nat/.test(urn)).map((urn) => urn.replace("-staging.", "."));
        assert.deepEqual(shape(staging), shape(production));
        assert.deepEqual(
            [staging, production].map(({ resources }) => resources.length),
            [95, 86],
        );
        assert.deepEqual(staging.ofType("aws:ec2/natGateway:NatGateway"), []);
        assert.equal(production.ofType("aws:ec2/natGateway:NatGateway").length, 1);
        assert.equal(
            production.find("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs").inputs["retentionInDays"],
            90,
        );
    });

    it("keeps production's load balancer and its logs from being deleted, and lets staging go", async () => {
        const kept = async (stack: string): Promise<unknown[]> => {
            const { find } = await recordFoundation(stack);
            const { enableDeletionProtection } = find("aws:lb/loadBalancer:LoadBalancer", "alb-load-balancer").inputs;
            const { bucket, forceDestroy } = find("aws:s3/bucket:Bucket", "alb-logs-bucket").inputs;
            return [enableDeletionProtection, bucket, forceDestroy];
        };
        assert.deepEqual(await kept("staging"), [false, "restartix-staging-alb-logs", true]);
        assert.deepEqual(await kept("production"), [true, "restartix-production-alb-logs", false]);
    });

    it("has spare capacity in staging alone", async () => {
        const providers = async (stack: string): Promise<unknown> =>
            (await recordFoundation(stack)).find(
                "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
                "ecs-capacity-providers",
            ).inputs["capacityProviders"];
        assert.deepEqual(await providers("staging"), ["FARGATE", "FARGATE_SPOT"]);
        assert.deepEqual(await providers("production"), ["FARGATE"]);
    });

    it("exports what its config says and services are checked against", async () => {
        const exported = async (stack: string): Promise<unknown[]> => {
            const { appPortFrom, appPortTo, fargateSpot } = (await recordFoundation(stack)).result;
            return valueOf(pulumi.all([appPortFrom, appPortTo, fargateSpot]));
        };
        assert.deepEqual(await exported("staging"), [3000, 9999, true]);
        assert.deepEqual(await exported("production"), [3000, 9999, false]);
    });

    it("lets clients in only with a certificate that is issued", async () => {
        const { find } = await recordFoundation("staging");
        const { dependencies } = find("aws:lb/listener:Listener", "alb-https").options;
        assert.ok(dependencies.some((urn) => urn.endsWith("CertificateValidation::certificate-validation")));
    });

    it("exports what the stacks above it need to know of cluster, certificate and load balancer", async () => {
        const { result } = await recordFoundation("staging");
        const { clusterName, serviceNamespaceName, albArnSuffix, certificateDomainNames } = result;
        const values = pulumi.all([clusterName, serviceNamespaceName, albArnSuffix, certificateDomainNames]);
        assert.deepEqual(await valueOf(values), [
            "restartix-staging-cluster",
            "staging.restartix.internal",
            "app/alb-load-balancer/0123456789abcdef",
            [
                "api-staging.restartix.pro",
                "telemetry-staging.restartix.pro",
                "console-staging.restartix.pro",
                "*.clinic-staging.restartix.pro",
                "*.portal-staging.restartix.pro",
            ],
        ]);
    });

    it("makes nothing when its config is wrong", async () => {
        await assert.rejects(
            record(foundationProgram, { stack: "staging", config: {} }),
            /config of stack staging has 10 faults/,
        );
    });
});
