import assert from "node:assert/strict";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import fc from "fast-check";
import { ValidatedCertificate, type ValidatedCertificateArgs } from "../../../components/dns";
import { planValidatedCertificate, validateCertificate } from "../../../components/dns/plan";
import { InvalidArgsError } from "../../../components/faults";
import { baseName } from "../../../components/host-name";
import { environmentNaming } from "../../../components/naming";
import { record, type Recording, valueOf } from "../../support/mocks";

const ZONE = "0123456789abcdef0123456789abcdef";
const ARGS: ValidatedCertificateArgs = {
    naming: environmentNaming({ prefix: "restartix", environment: "staging" }),
    domainNames: ["api.example.com", "*.clinic.example.com", "clinic.example.com"],
    zoneId: ZONE,
};

const COMPONENT = "plinth:dns:ValidatedCertificate";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

function recordCertificate(
    change: Partial<ValidatedCertificateArgs> = {},
    preview = false,
): Promise<Recording<ValidatedCertificate>> {
    return record(
        () => {
            const aws = new AwsProvider("aws", { region: "eu-central-1" });
            const cloudflare = new CloudflareProvider("cloudflare", {});
            return new ValidatedCertificate("certificate", { ...ARGS, ...change }, { providers: [aws, cloudflare] });
        },
        { preview },
    );
}

const ofCertificate = ({ urns }: Recording<unknown>): string[] => urns.filter((urn) => urn.startsWith(COMPONENT));

describe("ValidatedCertificate", () => {
    let certificate: Recording<ValidatedCertificate>;

    before(async () => {
        certificate = await recordCertificate();
    });

    it("has the URNs that state and aliases rely on: one record for a wildcard and its base", () => {
        assert.deepEqual(ofCertificate(certificate), [
            `${COMPONENT}$aws:acm/certificate:Certificate::certificate-acm`,
            `${COMPONENT}$${VALIDATION}::certificate-validation`,
            `${COMPONENT}$${RECORD}::certificate-validation-api.example.com`,
            `${COMPONENT}$${RECORD}::certificate-validation-clinic.example.com`,
            `${COMPONENT}::certificate`,
        ]);
    });

    it("previews the same, although the records' names aren't known yet", async () => {
        assert.deepEqual(ofCertificate(await recordCertificate({}, true)), ofCertificate(certificate));
    });

    it("asks for a certificate without a name of its own, so that it can be replaced", () => {
        assert.deepEqual(certificate.find("aws:acm/certificate:Certificate", "certificate-acm").inputs, {
            domainName: "api.example.com",
            subjectAlternativeNames: ["*.clinic.example.com", "clinic.example.com"],
            validationMethod: "DNS",
            tags: { Name: "restartix-staging-certificate" },
        });
    });

    it("proves the names with records as Cloudflare writes them, outside its proxy", () => {
        assert.deepEqual(certificate.find(RECORD, "certificate-validation-clinic.example.com").inputs, {
            zoneId: ZONE,
            name: "_token.clinic.example.com",
            type: "CNAME",
            content: "_proof-clinic.example.com.acm-validations.aws",
            ttl: 60,
            proxied: false,
            comment: "Proves to AWS Certificate Manager that restartix holds the name",
        });
    });

    it("waits until all names are proved", () => {
        assert.deepEqual(certificate.find(VALIDATION, "certificate-validation").inputs, {
            certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate-acm",
            validationRecordFqdns: ["_token.api.example.com", "_token.clinic.example.com"],
        });
    });

    it("makes each child with the provider of its cloud", () => {
        const children = certificate.resources.filter(({ type }) => /^(aws|cloudflare):/.test(type));
        for (const { type, options } of children) {
            const [cloud = ""] = type.split(":");
            assert.match(options.provider, new RegExp(`pulumi:providers:${cloud}::${cloud}::`), type);
        }
        assert.equal(children.length, 4);
    });

    it("gives the names in their order", async () => {
        const { result } = certificate;
        assert.deepEqual(await valueOf(result.domainNames), ARGS.domainNames);
        assert.equal(await valueOf(result.certificateArn), "arn:aws:acm:eu-central-1:111122223333:certificate-acm");
    });

    it("touches no record of a name that stays when one is appended", async () => {
        const wider = await recordCertificate({ domainNames: [...ARGS.domainNames, "telemetry.example.com"] });
        for (const { name, inputs } of certificate.ofType(RECORD)) {
            assert.deepEqual(wider.find(RECORD, name).inputs, inputs);
        }
        assert.equal(wider.ofType(RECORD).length, 3);
    });

    it("makes nothing when an argument is wrong, and says all that is", async () => {
        const { resources } = await record(() => {
            const wrong = { ...ARGS, domainNames: ["api"], zoneId: "zone" };
            assert.throws(
                () => new ValidatedCertificate("certificate", wrong, { providers: [] }),
                (error: unknown) => {
                    assert.ok(error instanceof InvalidArgsError);
                    assert.match(error.message, /ValidatedCertificate "certificate" was not made: .* have 2 faults/);
                    return true;
                },
            );
        });
        assert.deepEqual(
            resources.filter(({ type }) => type.startsWith("aws:")),
            [],
        );
    });
});

describe("the arguments of a certificate", () => {
    const faultsOf = (domainNames: readonly string[], zoneId = ZONE): [string, unknown][] =>
        validateCertificate({ domainNames, zoneId }).map(({ path, given }) => [path, given]);
    const ten = Array.from({ length: 10 }, (_, index) => `host-${index}.example.com`);

    it("have one to ten names", () => {
        assert.deepEqual(faultsOf(["a.example"]), []);
        assert.deepEqual(faultsOf(ten), []);
        assert.deepEqual(faultsOf([]), [["domainNames", []]]);
        const eleven = [...ten, "one-more.example.com"];
        assert.deepEqual(faultsOf(eleven), [["domainNames", eleven]]);
        assert.deepEqual(
            validateCertificate({ zoneId: ZONE }).map(({ path, given }) => [path, given]),
            [["domainNames", undefined]],
        );
    });

    it("name hosts, each once", () => {
        assert.deepEqual(faultsOf(["API.example.com", "a.example", "a.example", "https://b.example", "*.*.example"]), [
            ["domainNames[0]", "API.example.com"],
            ["domainNames[2]", "a.example"],
            ["domainNames[3]", "https://b.example"],
            ["domainNames[4]", "*.*.example"],
        ]);
        const [fault] = validateCertificate({ domainNames: ["a.example", "a.example"], zoneId: ZONE });
        assert.equal(fault?.hint, "This name is in the list already");
    });

    it("begin with a name that fits into the subject", () => {
        const fits = `${"a".repeat(52)}.example.com`;
        assert.deepEqual(faultsOf([fits]), []);
        assert.deepEqual(faultsOf([`a${fits}`]), [["domainNames[0]", `a${fits}`]]);
        assert.deepEqual(faultsOf(["a.example", `a${fits}`]), []);
    });

    it("name a zone by its id", () => {
        for (const zoneId of ["example.com", ZONE.toUpperCase(), `${ZONE}0`]) {
            assert.deepEqual(faultsOf(["a.example"], zoneId), [["zoneId", zoneId]]);
        }
    });
});

describe("the plan of a certificate", () => {
    const label = fc.stringMatching(/^[a-z]{1,8}$/);
    const names = fc.uniqueArray(
        fc.tuple(fc.boolean(), label, label).map(([wild, a, b]) => `${wild ? "*." : ""}${a}.${b}`),
        { minLength: 1, maxLength: 10 },
    );

    it("has a record for every name, and none twice", () => {
        fc.assert(
            fc.property(names, (domainNames) => {
                const plan = planValidatedCertificate("certificate", { domainNames, zoneId: ZONE });
                assert.deepEqual([plan.domainName, ...plan.alternativeNames], domainNames);
                assert.deepEqual(new Set(plan.validatedNames), new Set(domainNames.map(baseName)));
                assert.equal(plan.validatedNames.length, new Set(plan.validatedNames).size);
            }),
        );
    });
});
