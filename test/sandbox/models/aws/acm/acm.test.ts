import assert from "node:assert/strict";
import { certificateRefusals as refusals } from "../../../../../sandbox/models/aws/acm/certificate";
import { VALIDATION, validationRefusals } from "../../../../../sandbox/models/aws/acm/certificate-validation";
import { CERTIFICATE } from "../../../../../sandbox/models/aws/acm/domain-validation";
import { asText, objects } from "../../../../../sandbox/models/aws/ec2/records";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { makeBalancer, makeBalancerNetwork, makeListener } from "../lb/balancers";

const DNS = { domainName: "example.com", validationMethod: "DNS" };

describe("ACM", () => {
    let cloud: TestCloud;
    beforeEach(() => {
        cloud = testCloud();
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(CERTIFICATE, { ...DNS, ...inputs });
    const records = ({ outputs }: Made): readonly string[] =>
        objects(outputs["domainValidationOptions"]).map((option) => asText(option["resourceRecordName"]));
    const validate = (made: Made, fqdns: readonly string[]): Promise<Made> =>
        cloud.create(VALIDATION, { certificateArn: made.id, validationRecordFqdns: fqdns });

    describe(CERTIFICATE, () => {
        it("fills in what ACM fills in, and reads the same again", async () => {
            const made = await make({ tags: { a: "b" } });
            const { id, outputs } = made;
            assert.match(
                id,
                /^arn:aws:acm:eu-central-1:111122223333:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
            );
            const [option] = objects(outputs["domainValidationOptions"]);
            assert.match(asText(option?.["resourceRecordName"]), /^_[0-9a-f]{32}\.example\.com\.$/);
            assert.match(asText(option?.["resourceRecordValue"]), /^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/);
            assert.deepEqual(outputs, {
                arn: id,
                domainName: "example.com",
                domainValidationOptions: [
                    {
                        domainName: "example.com",
                        resourceRecordName: option?.["resourceRecordName"],
                        resourceRecordType: "CNAME",
                        resourceRecordValue: option?.["resourceRecordValue"],
                    },
                ],
                id,
                keyAlgorithm: "RSA_2048",
                notAfter: "",
                notBefore: "",
                options: { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
                pendingRenewal: false,
                region: "eu-central-1",
                renewalEligibility: "INELIGIBLE",
                renewalSummaries: [],
                status: "PENDING_VALIDATION",
                subjectAlternativeNames: ["example.com"],
                tags: { a: "b" },
                tagsAll: { a: "b" },
                type: "AMAZON_ISSUED",
                validationEmails: [],
                validationMethod: "DNS",
            });
            assert.deepEqual(await cloud.read(CERTIFICATE, id), outputs);
            assert.deepEqual((await cloud.diff(CERTIFICATE, id, { ...DNS, tags: { a: "b" } })).changed, []);
        });

        it("has an option for each name, of which a wildcard and its base share the record", async () => {
            const made = await make({ subjectAlternativeNames: ["*.example.com", "example.org", "example.com"] });
            const options = objects(made.outputs["domainValidationOptions"]);
            const names = options.map((option) => asText(option["domainName"]));
            assert.deepEqual([...names].sort(), ["*.example.com", "example.com", "example.org"]);
            assert.equal(new Set(records(made)).size, 2);
            const again = await make();
            assert.ok(records(made).includes(records(again)[0] ?? ""), "an account has one record for a name");
        });

        it("is validated by mail without records", async () => {
            const { outputs } = await make({ validationMethod: "EMAIL" });
            assert.deepEqual(outputs["domainValidationOptions"], []);
            assert.deepEqual(outputs["validationEmails"], ["admin@example.com"]);
        });

        it("is there at once where it is imported", async () => {
            const inputs = { certificateBody: "body", privateKey: "key" };
            const { outputs } = await cloud.create(CERTIFICATE, inputs);
            assert.deepEqual([outputs["type"], outputs["status"]], ["IMPORTED", "ISSUED"]);
        });

        it("is replaced for other names, whatever their order, and keeps its state over a change in place", async () => {
            const names = ["a.example.com", "b.example.com"];
            const made = await make({ subjectAlternativeNames: names });
            const { id } = made;
            await validate(made, records(made));
            const turned = await cloud.diff(CERTIFICATE, id, { ...DNS, subjectAlternativeNames: [...names].reverse() });
            assert.deepEqual(turned.changed, []);
            const fewer = await cloud.diff(CERTIFICATE, id, { ...DNS, subjectAlternativeNames: ["a.example.com"] });
            assert.deepEqual(fewer.replaces, ["subjectAlternativeNames"]);
            const options = { certificateTransparencyLoggingPreference: "DISABLED" };
            const changed = await cloud.update(CERTIFICATE, id, { ...DNS, subjectAlternativeNames: names, options });
            assert.equal(changed.outputs["status"], "ISSUED");
        });
    });

    describe(`${CERTIFICATE} refuses`, () => {
        checkTable(() => cloud, CERTIFICATE, [
            [refusals.nothing, "domainName", {}],
            [refusals.nothing, "domainName", { ...DNS, privateKey: "key" }],
            [refusals.noMethod, "validationMethod", { domainName: "example.com" }],
            [refusals.period, "domainName", { ...DNS, domainName: "example.com." }],
            [refusals.nameLength, "subjectAlternativeNames[0]", { ...DNS, subjectAlternativeNames: [""] }],
            [refusals.method, "validationMethod", { ...DNS, validationMethod: "HTTP" }],
            [refusals.keyAlgorithm, "keyAlgorithm", { ...DNS, keyAlgorithm: "RSA" }],
            [
                refusals.logging,
                "options.certificateTransparencyLoggingPreference",
                { ...DNS, options: { certificateTransparencyLoggingPreference: "ON" } },
            ],
        ]);

        for (const domainName of ["example", "-a.example.com", "a.*.example.com", "a_b.example.com"]) {
            it(`ValidationException: the name ${domainName}`, async () => {
                await cloud.refuses(() => make({ domainName }), refusals.domainForm);
            });
        }

        it("LimitExceededException: more than ten names", async () => {
            const names = Array.from({ length: 10 }, (_, index) => `n${index}.example.com`);
            await make({ subjectAlternativeNames: names.slice(1) });
            const error = await cloud.refuses(() => make({ subjectAlternativeNames: names }), refusals.tooMany);
            assert.match(error.message, /LimitExceededException: Certificate has too many domains\.$/);
        });

        it("ResourceInUseException: to go while a listener has it", async () => {
            const made = await make();
            await validate(made, records(made));
            const network = await makeBalancerNetwork(cloud);
            const balancer = await makeBalancer(cloud, network);
            const inputs = { port: 443, protocol: "HTTPS", certificateArn: made.id };
            const listener = await makeListener(cloud, balancer, inputs);
            const error = await cloud.refuses(() => cloud.delete(CERTIFICATE, made.id), refusals.inUse);
            assert.match(error.message, /ResourceInUseException: Certificate arn:\S+ is in use\.$/);
            await cloud.delete(LB_TYPES.listener, listener.id);
            await cloud.delete(CERTIFICATE, made.id);
        });
    });

    describe(VALIDATION, () => {
        it("waits for the records, after which the certificate is issued", async () => {
            const made = await make({ subjectAlternativeNames: ["*.example.com"] });
            const [record = ""] = records(made);
            const { id, outputs } = await validate(made, [record.replace(/\.$/, "")]);
            assert.match(id, /^2026-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+0000 UTC$/);
            assert.deepEqual(outputs, {
                certificateArn: made.id,
                id,
                region: "eu-central-1",
                validationRecordFqdns: [record.replace(/\.$/, "")],
            });
            assert.deepEqual(await cloud.read(VALIDATION, id), outputs);
            const certificate = await cloud.read(CERTIFICATE, made.id);
            assert.equal(certificate?.["status"], "ISSUED");
            assert.match(asText(certificate["notAfter"]), /T23:59:59Z$/);
        });

        it("goes along with its certificate, and needs no records for one that is issued", async () => {
            const made = await make();
            await validate(made, records(made));
            await cloud.create(VALIDATION, { certificateArn: made.id });
            await cloud.delete(CERTIFICATE, made.id);
            assert.deepEqual(cloud.records(VALIDATION), []);
        });

        it("is replaced for another certificate or other records", async () => {
            const made = await make();
            const { id } = await validate(made, records(made));
            const inputs = { certificateArn: "arn", validationRecordFqdns: ["other"] };
            const { replaces } = await cloud.diff(VALIDATION, id, inputs);
            assert.deepEqual([...replaces].sort(), ["certificateArn", "validationRecordFqdns"]);
        });
    });

    describe(`${VALIDATION} refuses`, () => {
        it("ResourceNotFoundException: a certificate that does not exist", async () => {
            const inputs = { certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/none" };
            await cloud.refuses(() => cloud.create(VALIDATION, inputs), validationRefusals.unknown);
        });

        it("(provider check): a record that is missing", async () => {
            const made = await make({ subjectAlternativeNames: ["example.org"] });
            const error = await cloud.refuses(() => validate(made, records(made).slice(1)), validationRefusals.missing);
            assert.match(
                error.message,
                /missing example\.(com|org) DNS validation record: _[0-9a-f]{32}\.example\.\w+$/,
            );
        });

        it("(provider check): records for a validation by mail", async () => {
            const made = await make({ validationMethod: "EMAIL" });
            await cloud.refuses(() => validate(made, ["_a.example.com"]), validationRefusals.method);
        });

        it("(provider check): an imported certificate", async () => {
            const made = await cloud.create(CERTIFICATE, { certificateBody: "body", privateKey: "key" });
            await cloud.refuses(() => validate(made, ["_a.example.com"]), validationRefusals.type);
        });

        it("(provider check): to wait for ever for records that nobody names", async () => {
            const made = await make();
            await cloud.refuses(
                () => cloud.create(VALIDATION, { certificateArn: made.id }),
                validationRefusals.timeout,
            );
        });
    });
});
