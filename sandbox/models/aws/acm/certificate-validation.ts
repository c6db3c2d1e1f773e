/** The provider's wait until ACM has seen the DNS records of a certificate and issues it. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { moment } from "../../kernel/moments";
import type { Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { asText, objects, text } from "../ec2/records";
import { replacementRules } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { CERTIFICATE } from "./domain-validation";
import { operation, provider } from "./sources";

type ValidationInputs = Unwrap<aws.acm.CertificateValidationArgs>;

export const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const PROVIDER = provider("certificate_validation");

const checkRow = (when: string): Refusal => ({ code: PROVIDER_CHECK, when, source: PROVIDER });

export const validationRefusals = {
    unknown: {
        code: "ResourceNotFoundException",
        when: "the certificate does not exist in the region",
        source: operation("DescribeCertificate"),
    },
    type: checkRow("the certificate was not requested of ACM, so that there is nothing to validate"),
    method: checkRow("host names of records are given for a certificate that is validated by mail"),
    missing: checkRow("validationRecordFqdns lacks a record of the certificate"),
    timeout: checkRow("nobody says that the records are there, so that the certificate is never issued"),
} as const satisfies Record<string, Refusal>;

function host(name: string): string {
    return name.replace(/\.$/, "");
}

function certificateOf(op: Operation<ValidationInputs>): WorldRecord | undefined {
    return op.world.get(CERTIFICATE, op.inputs.certificateArn);
}

/** The provider looks the records' names over before it waits; each record once, however many names share it. */
function refuseRecords(op: Operation<ValidationInputs>, options: WorldRecord, fqdns: readonly string[]): void {
    const method = text(options, "validationMethod");
    if (method !== "DNS") {
        op.refuse(validationRefusals.method, `validation_record_fqdns is not valid for ${method} validation`);
    }
    const given = new Set(fqdns.map(host));
    const lacking = new Map(
        objects(options.outputs["domainValidationOptions"])
            .map((option) => [host(asText(option["resourceRecordName"])), asText(option["domainName"])] as const)
            .filter(([fqdn]) => !given.has(fqdn)),
    );
    if (lacking.size > 0) {
        op.refuse(
            validationRefusals.missing,
            [...lacking].map(([fqdn, domain]) => `missing ${domain} DNS validation record: ${fqdn}`).join("\n"),
        );
    }
}

function refuse(op: Operation<ValidationInputs>): void {
    const certificate = certificateOf(op);
    if (op.kind !== "create" || !certificate) {
        return;
    }
    overwrite(op, VALIDATION);
    const type = text(certificate, "type");
    if (type !== "AMAZON_ISSUED") {
        op.refuse(
            validationRefusals.type,
            `ACM Certificate (${certificate.id}) has type ${type}, no validation necessary`,
        );
    }
    const fqdns = op.inputs.validationRecordFqdns ?? [];
    if (fqdns.length > 0) {
        return refuseRecords(op, certificate, fqdns);
    }
    if (text(certificate, "status") !== "ISSUED") {
        op.refuse(
            validationRefusals.timeout,
            `waiting for ACM Certificate (${certificate.id}) to be issued: timeout while waiting for state to become ` +
                "'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s). The sandbox takes " +
                "validationRecordFqdns as the sign that the records are there",
        );
    }
}

const DAY = 24 * 60 * 60 * 1000;
/** https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const VALID_DAYS = 198;

function issue(op: Operation<ValidationInputs>): void {
    const certificate = certificateOf(op);
    if (!certificate || text(certificate, "status") === "ISSUED") {
        return;
    }
    const [day = ""] = moment(certificate.id).split("T");
    const last = new Date(Date.parse(day) + (VALID_DAYS - 1) * DAY).toISOString().slice(0, 10);
    op.world.patch(CERTIFICATE, certificate.id, {
        notAfter: `${last}T23:59:59Z`,
        notBefore: `${day}T00:00:00Z`,
        status: "ISSUED",
    });
}

export const certificateValidation = defineModel<ValidationInputs>({
    type: VALIDATION,
    source: PROVIDER,
    api: { service: "ACM", create: "DescribeCertificate" },
    // The provider takes the time of issue, in Go's form; a part of a second keeps certificates apart.
    mint: ({ certificateArn }) => {
        const [day = "", time = ""] = moment(certificateArn).replace("Z", "").split("T");
        return `${day} ${time}.${moment(certificateArn, "fraction").replace(/\D/g, "").slice(-3)} +0000 UTC`;
    },
    refusals: validationRefusals,
    references: [
        {
            property: "certificateArn",
            to: CERTIFICATE,
            missing: validationRefusals.unknown,
            message: (arn) => `Could not find certificate ${arn}.`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, { replaces: ["certificateArn", "validationRecordFqdns"] }),
    unordered: ["validationRecordFqdns"],
    validate: refuse,
    outputs: () => ({}),
    afterCreate: issue,
});
