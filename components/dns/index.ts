import * as aws from "@pulumi/aws";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import * as pulumi from "@pulumi/pulumi";
import { baseName } from "../host-name";
import type { ValidatedCertificateArgs, ValidatedCertificateOptions } from "./args";
import { planValidatedCertificate, type ValidatedCertificatePlan } from "./plan";

export * from "./args";

/**
 * A certificate of AWS Certificate Manager for names in a Cloudflare zone, with the DNS records that prove the names
 * are ours. The records stay: ACM renews the certificate for as long as it finds them.
 *
 * **Cost**: none; AWS gives certificates for its own load balancers away.
 *
 * **Replacement**: any change of the names makes a new certificate. It takes the place of the old one before that one
 * goes; the records of names that stay are not touched, because ACM asks an account for the same record each time.
 *
 * @throws InvalidArgsError with all faults of the arguments at once, before the first resource.
 */
export class ValidatedCertificate extends pulumi.ComponentResource {
    /** Known once the certificate is issued, so that whatever uses it waits for that. */
    readonly certificateArn: pulumi.Output<string>;
    /** The names that it covers, wildcards among them, in the order given. */
    readonly domainNames: pulumi.Output<string[]>;

    constructor(name: string, args: ValidatedCertificateArgs, opts: ValidatedCertificateOptions) {
        super("plinth:dns:ValidatedCertificate", name, {}, opts);
        const plan = planValidatedCertificate(`ValidatedCertificate "${name}"`, args);
        const context = { name, args, plan, parent: this };

        const certificate = createCertificate(context);
        const records = plan.validatedNames.map((host) => createRecord(context, certificate, host));
        const validation = createValidation(context, certificate, records);

        this.certificateArn = validation.certificateArn;
        this.domainNames = pulumi.output([...args.domainNames]);
        this.registerOutputs({ certificateArn: this.certificateArn, domainNames: this.domainNames });
    }
}

/** What every part of the certificate is made with. */
interface CertificateContext {
    readonly name: string;
    readonly args: ValidatedCertificateArgs;
    readonly plan: ValidatedCertificatePlan;
    readonly parent: ValidatedCertificate;
}

function createCertificate({ name, args, plan, parent }: CertificateContext): aws.acm.Certificate {
    return new aws.acm.Certificate(
        `${name}-acm`,
        {
            domainName: plan.domainName,
            subjectAlternativeNames: [...plan.alternativeNames],
            validationMethod: "DNS",
            tags: args.naming.nameTag("certificate"),
        },
        { parent },
    );
}

/** ACM follows the record from its own resolvers: through Cloudflare's proxy it would not be found. */
function createRecord(
    { name, args, parent }: CertificateContext,
    certificate: aws.acm.Certificate,
    host: string,
): DnsRecord {
    const option = certificate.domainValidationOptions.apply((options) => optionFor(host, options));
    return new DnsRecord(
        `${name}-validation-${host}`,
        {
            zoneId: args.zoneId,
            name: option.resourceRecordName.apply(withoutDot),
            type: "CNAME",
            content: option.resourceRecordValue.apply(withoutDot),
            ttl: 60,
            proxied: false,
            comment: `Proves to AWS Certificate Manager that ${args.naming.prefix} holds the name`,
        },
        { parent },
    );
}

function createValidation(
    { name, parent }: CertificateContext,
    certificate: aws.acm.Certificate,
    records: readonly DnsRecord[],
): aws.acm.CertificateValidation {
    return new aws.acm.CertificateValidation(
        `${name}-validation`,
        { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.name) },
        { parent },
    );
}

type ValidationOption = aws.types.output.acm.CertificateDomainValidationOption;

function optionFor(host: string, options: readonly ValidationOption[]): ValidationOption {
    const found = options.find(({ domainName }) => baseName(domainName) === host);
    if (found === undefined) {
        throw new RangeError(`ACM names no DNS record that would validate ${host}`);
    }
    return found;
}

/** Cloudflare keeps names without the dot that ACM ends them with, and would show it as a change for ever. */
function withoutDot(name: string): string {
    return name.replace(/\.$/, "");
}
