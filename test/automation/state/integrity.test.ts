import assert from "node:assert/strict";
import { printStateFile } from "../../../automation/state/deployment";
import { faultLine, stateFaults } from "../../../automation/state/integrity";
import {
    DATA,
    DEPLOYMENT,
    PASSWORD,
    PENDING,
    REFERENCE,
    resource,
    RESOURCES,
    SAMPLE,
    SAMPLE_TEXT,
    sampleWith,
    sampleWithResource,
    SECRET,
    SUBNET,
    urnOf,
    VPC,
} from "./support/sample";

const faultsIn = (text: string): readonly string[] => stateFaults(text, DATA).map(faultLine);
const subnet = "checkpoint.latest.resources[4] (a, aws:ec2:Subnet)";

describe("the integrity of a state", () => {
    it("is whole with components, secrets, a replacement's rest and a run that was cut off", () => {
        assert.deepEqual(faultsIn(SAMPLE_TEXT), []);
    });

    it("is whole with fields that are null, which to the engine aren't there", () => {
        const file = JSON.parse(SAMPLE_TEXT) as { checkpoint: { latest: Record<string, unknown> } };
        const resources = file.checkpoint.latest["resources"] as readonly Record<string, unknown>[];
        const withNulls = resources.map((resource) => ({
            aliases: null,
            initErrors: null,
            provider: null,
            ...resource,
        }));
        file.checkpoint.latest = { ...file.checkpoint.latest, pending_operations: null, resources: withNulls };
        assert.deepEqual(faultsIn(JSON.stringify(file)), []);
        file.checkpoint.latest = { ...file.checkpoint.latest, resources: null };
        assert.deepEqual(faultsIn(JSON.stringify(file)), []);
    });

    it("is whole when the engine has only begun it", () => {
        const { stack } = SAMPLE.checkpoint;
        assert.deepEqual(faultsIn(JSON.stringify({ version: 0, checkpoint: { stack } })), []);
    });

    it("is whole when nothing was done to the stack yet, or all of it was destroyed", () => {
        const { stack } = SAMPLE.checkpoint;
        assert.deepEqual(faultsIn(printStateFile({ version: 3, checkpoint: { stack } })), []);
        assert.deepEqual(
            faultsIn('{"version":3,"checkpoint":{"stack":"organization/data/staging","latest":null}}'),
            [],
        );
        const manifest = { time: "0001-01-01T00:00:00Z", magic: "", version: "" };
        assert.deepEqual(faultsIn(printStateFile({ version: 3, checkpoint: { stack, latest: { manifest } } })), []);
    });

    describe("of the file", () => {
        it("is gone with its content", () => {
            assert.deepEqual(faultsIn(""), ["the file: is empty"]);
            assert.deepEqual(faultsIn("\0\0\0\0"), ["the file: holds nothing but zeros, as after a loss of power"]);
            assert.deepEqual(faultsIn("[]"), ["the file: a list, not an object"]);
        });

        it("ends where it was cut off or isn't JSON", () => {
            assert.deepEqual(faultsIn(SAMPLE_TEXT.slice(0, 60)), ["line 4, column 18: the file was cut off here"]);
            assert.deepEqual(faultsIn(SAMPLE_TEXT.replace('"latest":', '"latest";')), [
                "line 5, column 17: from here on it is no JSON",
            ]);
        });

        it("ends with another version", () => {
            assert.deepEqual(faultsIn(SAMPLE_TEXT.replace('"version": 3', '"version": 7')), [
                "version: 7; states of version 3 and 4 can be read",
            ]);
        });

        it("ends with a value that the engine can't read, and all of them are told", () => {
            const resources = [{ ...RESOURCES[0], custom: "yes" }, 7, { ...RESOURCES[3], created: "yesterday" }];
            const text = JSON.stringify({ ...SAMPLE, checkpoint: { stack: 1, latest: { ...DEPLOYMENT, resources } } });
            assert.deepEqual(faultsIn(text), [
                "checkpoint.stack: 1, not text",
                'checkpoint.latest.resources[0].custom: the text "yes", not true or false',
                "checkpoint.latest.resources[1]: 7, not an object",
                'checkpoint.latest.resources[2].created: the text "yesterday", not a time such as 2026-11-21T10:00:00Z',
            ]);
        });

        it("ends with a field that is missing", () => {
            assert.deepEqual(faultsIn('{"version":3}'), ["checkpoint: missing"]);
            assert.deepEqual(faultsIn('{"version":3,"checkpoint":{"stack":"s","latest":{}}}'), [
                "checkpoint.latest.manifest: missing",
            ]);
            const text = JSON.stringify({
                ...SAMPLE,
                checkpoint: { ...SAMPLE.checkpoint, latest: { ...DEPLOYMENT, resources: [{}] } },
            });
            assert.deepEqual(
                faultsIn(text),
                ["urn", "custom", "type"].map((field) => `checkpoint.latest.resources[0].${field}: missing`),
            );
        });

        it("ends with a manifest that something else has written", () => {
            const manifest = { ...DEPLOYMENT.manifest, version: "v3.221.0" };
            assert.deepEqual(faultsIn(sampleWith({ manifest })), [
                `checkpoint.latest.manifest.magic: isn't the digest of the version, "v3.221.0"`,
            ]);
        });

        it("ends with the engine's own note of a fault", () => {
            assert.deepEqual(faultsIn(sampleWith({ metadata: { integrity_error: { error: "…" } } })), [
                "checkpoint.latest.metadata.integrity_error: the engine found fault with it when it wrote it",
            ]);
        });
    });

    describe("of names", () => {
        it("ends where the state is another stack's", () => {
            const faults = stateFaults(SAMPLE_TEXT, { project: "data", environment: "production" }).map(faultLine);
            assert.equal(
                faults[0],
                'checkpoint.stack: is "organization/data/staging", not organization/data/production',
            );
            // Every resource and every pending operation.
            assert.equal(faults.length, 1 + RESOURCES.length + 1);
            assert.match(faults[1] ?? "", /is of project data, stack staging, not of data, production$/);
        });

        it("ends with one resource of another project", () => {
            const urn = urnOf("aws:s3/bucket:Bucket", "b").replace("::data::", "::services::");
            const resources = [...RESOURCES, { ...resource("aws:s3/bucket:Bucket", "b"), urn }];
            assert.deepEqual(faultsIn(sampleWith({ resources })), [
                "checkpoint.latest.resources[7] (b, aws:s3:Bucket): is of project services, stack staging, not of data, staging",
            ]);
        });

        it("ends with a URN that is none, or that contradicts the type", () => {
            assert.deepEqual(faultsIn(sampleWithResource(PASSWORD, { urn: "urn:pulumi:staging::data::x" })), [
                'checkpoint.latest.resources[6]: has the malformed URN "urn:pulumi:staging::data::x"',
            ]);
            assert.match(
                faultsIn(sampleWithResource(PASSWORD, { type: "random:index/x:X" })).join(),
                /its URN says "random:/,
            );
        });

        it("ends where two live resources have one URN, not where one of them is to be deleted", () => {
            const [first] = RESOURCES.filter(({ urn }) => urn === SUBNET);
            assert.ok(first);
            assert.deepEqual(faultsIn(sampleWith({ resources: [...RESOURCES, { ...first, id: "subnet-9" }] })), [
                "checkpoint.latest.resources[7] (a, aws:ec2:Subnet): has the URN of resources[4]",
            ]);
        });

        it("ends where one thing of a cloud has two URNs", () => {
            const [vpc] = RESOURCES.filter(({ urn }) => urn === VPC);
            assert.ok(vpc);
            const again = { ...vpc, urn: urnOf("plinth:network:Network$aws:ec2/vpc:Vpc", "other") };
            assert.deepEqual(faultsIn(sampleWith({ resources: [...RESOURCES, again] })), [
                "checkpoint.latest.resources[7] (other, aws:ec2:Vpc): is the same as resources[3] (main): both are vpc-1",
            ]);
            // Looked up in place of managed.
            assert.deepEqual(faultsIn(sampleWith({ resources: [...RESOURCES, { ...again, external: true }] })), []);
        });

        it("stays where things without an ARN share an id, as all random values do", () => {
            const other = resource("random:index/randomPassword:RandomPassword", "other", { id: "none" });
            assert.deepEqual(faultsIn(sampleWith({ resources: [...RESOURCES, other] })), []);
        });

        it("ends with a resource of a cloud without an id, and with a component that has one", () => {
            assert.deepEqual(faultsIn(sampleWithResource(SUBNET, { id: undefined })), [
                `${subnet}: has no id, though it is in a cloud`,
            ]);
            assert.match(
                faultsIn(sampleWithResource(urnOf("plinth:network:Network", "main"), { id: "n" })).join(),
                /is a component, and has the id n$/,
            );
            // Deleted, to be made again.
            assert.deepEqual(faultsIn(sampleWithResource(SUBNET, { id: undefined, pendingReplacement: true })), []);
        });
    });

    describe("of references", () => {
        const gone = urnOf("aws:ec2/vpc:Vpc", "gone");
        const cases: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, string]>> = {
            parent: [{ parent: gone }, "parent"],
            dependency: [{ dependencies: [VPC, gone] }, "dependency"],
            "property dependency": [{ propertyDependencies: { vpcId: [gone] } }, "property vpcId"],
            "resource that it is deleted with": [{ deletedWith: gone }, "deleted with"],
            "resource that it is replaced with": [{ replaceWith: [gone] }, "replaced with"],
            "resource that it is a view of": [{ viewOf: gone }, "the resource it is a view of"],
        };
        for (const [what, [change, as]] of Object.entries(cases)) {
            it(`ends with a missing ${what}`, () => {
                assert.deepEqual(faultsIn(sampleWithResource(SUBNET, change)), [
                    `${subnet}: needs ${gone} (${as}), which isn't there`,
                ]);
            });
        }

        it("ends where something comes before what it needs", () => {
            const [subnets, others] = [
                RESOURCES.filter(({ urn, delete: left }) => urn === SUBNET && left !== true),
                RESOURCES.filter(({ urn, delete: left }) => urn !== SUBNET || left === true),
            ];
            const resources = [...others.slice(0, 3), ...subnets, ...others.slice(3)];
            assert.deepEqual(faultsIn(sampleWith({ resources })), [
                `checkpoint.latest.resources[3] (a, aws:ec2:Subnet): comes before ${VPC}, which it needs (dependency)`,
                `checkpoint.latest.resources[3] (a, aws:ec2:Subnet): comes before ${VPC}, which it needs (property vpcId)`,
                `checkpoint.latest.resources[3] (a, aws:ec2:Subnet): comes before ${VPC}, which it needs (deleted with)`,
            ]);
        });

        it("ends with an unknown provider, and with a malformed reference to one", () => {
            const other = `${REFERENCE}0`;
            assert.deepEqual(faultsIn(sampleWithResource(SUBNET, { provider: other })), [
                `${subnet}: needs the provider ${other}, which isn't before it`,
            ]);
            assert.deepEqual(faultsIn(sampleWithResource(SUBNET, { provider: VPC })), [
                `${subnet}: has the malformed provider reference ${JSON.stringify(VPC)}`,
            ]);
            assert.deepEqual(faultsIn(sampleWithResource(SUBNET, { provider: other, pendingReplacement: true })), []);
        });
    });

    describe("of secrets", () => {
        const withResult = (result: unknown): readonly string[] =>
            faultsIn(sampleWithResource(PASSWORD, { outputs: { result } }));
        const where = "checkpoint.latest.resources[6].outputs.result";

        it("ends with a damaged ciphertext", () => {
            for (const ciphertext of ["", "v1:x", SECRET.ciphertext.slice(0, -1), `v2${SECRET.ciphertext.slice(2)}`]) {
                assert.deepEqual(
                    withResult({ ...SECRET, ciphertext }),
                    [`${where}: is a secret whose ciphertext is damaged (v1:<nonce>:<base64> is expected)`],
                    ciphertext,
                );
            }
        });

        it("ends with a secret without content, or with a mark that nobody knows", () => {
            assert.match(withResult({ ...SECRET, ciphertext: undefined }).join(), /is a secret without content/);
            assert.deepEqual(withResult({ ...SECRET, "4dabf18193072939515e22adb298388d": "1b47061264138c4a" }), [
                `${where}: is marked as something that the engine doesn't know`,
            ]);
        });

        it("ends with a secret that nothing says how to read, and with a damaged salt", () => {
            const without = faultsIn(sampleWith({ secrets_providers: undefined }));
            assert.equal(without.length, 2);
            assert.match(without.join(), /is encrypted, and secrets_providers doesn't say how/);
            assert.deepEqual(
                faultsIn(sampleWith({ secrets_providers: { type: "passphrase", state: { salt: "v1:x" } } })),
                ["checkpoint.latest.secrets_providers.state.salt: has not the form of a salt (v1:…)"],
            );
        });

        it("stays with the forms of other providers", () => {
            const secrets = { secrets_providers: { type: "service", state: { url: "https://api.pulumi.com" } } };
            const own = { ...SECRET, ciphertext: "AAAB" };
            const resources = RESOURCES.map((one) => (one.urn === PASSWORD ? { ...one, outputs: { own } } : one));
            const stack = resources.map((one, index) => (index === 0 ? { ...one, outputs: {} } : one));
            assert.deepEqual(faultsIn(sampleWith({ ...secrets, resources: stack })), []);
        });
    });

    it("ends with a pending operation without a resource, without a URN or of an unknown kind", () => {
        const pending = (operation: unknown): string => {
            const latest = { ...DEPLOYMENT, pending_operations: [operation] };
            return JSON.stringify({ ...SAMPLE, checkpoint: { ...SAMPLE.checkpoint, latest } });
        };
        const at = "checkpoint.latest.pending_operations[0]";
        assert.deepEqual(faultsIn(pending({ type: "creating" })), [`${at}.resource: missing, not an object`]);
        assert.deepEqual(faultsIn(pending({ ...PENDING, resource: { ...PENDING.resource, urn: "" } })), [
            `${at}.resource: has no URN`,
        ]);
        assert.deepEqual(faultsIn(pending({ ...PENDING, type: "making" })), [
            `${at}.type: the text "making", not one of creating, updating, deleting, reading`,
        ]);
    });

    it("never shows a secret's content", () => {
        const text = sampleWithResource(PASSWORD, {
            outputs: { result: { ...SECRET, ciphertext: "v1:canary" } },
            inputs: 7,
        });
        assert.doesNotMatch(JSON.stringify(stateFaults(text, DATA)), /canary/);
    });
});
