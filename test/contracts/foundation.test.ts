import assert from "node:assert/strict";
import { join } from "node:path";
import { foundationContract } from "../../contracts/foundation";
import { readStackFile } from "../../config/stack-file";
import foundationProgram from "../../index";
import { record, type Recording } from "../support/mocks";

const ROOT = join(__dirname, "..", "..");

/** The program under mocks, with the config of the stack's own file, as Pulumi would hand it over. */
function recordFoundation(stack: string): Promise<Recording<Awaited<ReturnType<typeof foundationProgram>>>> {
    const values = Object.entries(readStackFile(join(ROOT, `Pulumi.${stack}.yaml`)));
    const asText = values.map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    return record(foundationProgram, { project: "foundation", stack, config: Object.fromEntries(asText) });
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

    it("configures one provider, for one account, with the standard tags", async () => {
        const { resources } = await recordFoundation("staging");
        const providers = resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
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
                        },
                    }),
                    // The two that the SDK adds by itself.
                    skipCredentialsValidation: "false",
                    skipRegionValidation: "true",
                },
            ],
        );
    });

    it("makes everything with that provider", async () => {
        const { resources } = await recordFoundation("production");
        const made = resources.filter(({ type }) => type.startsWith("aws:"));
        assert.ok(made.length > 50);
        const providers = new Set(made.map(({ options }) => options.provider.split("::").slice(-3).join("::")));
        assert.deepEqual([...providers], ["pulumi:providers:aws::aws::aws-id"]);
    });

    it("differs between the environments in size, not in shape", async () => {
        const staging = await recordFoundation("staging");
        const production = await recordFoundation("production");
        const withoutNat = ({ urns }: Recording<unknown>): string[] => urns.filter((urn) => !/::network-nat/.test(urn));
        assert.deepEqual(withoutNat(staging), withoutNat(production));
        assert.deepEqual(
            [staging, production].map(({ resources }) => resources.length),
            [70, 61],
        );
        assert.deepEqual(staging.ofType("aws:ec2/natGateway:NatGateway"), []);
        assert.equal(production.ofType("aws:ec2/natGateway:NatGateway").length, 1);
        assert.equal(
            production.find("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs").inputs["retentionInDays"],
            90,
        );
    });

    it("makes nothing when its config is wrong", async () => {
        await assert.rejects(
            record(foundationProgram, { stack: "staging", config: {} }),
            /config of stack staging has 6 faults/,
        );
    });
});
