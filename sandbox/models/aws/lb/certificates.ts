/** What Elastic Load Balancing refuses of a certificate, as a listener's own or as a further one. */
import type { Reference } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { row } from "../ec2/sources";
import type { Judge } from "./sources";
import { api, CERTIFICATE } from "./sources";

/** Rows for the table of every model that names a certificate. */
export const certificateRefusals = {
    unknownCertificate: row(
        "CertificateNotFound",
        "the certificate does not exist in the region",
        api("CreateListener"),
    ),
    unissued: row(
        "UnsupportedCertificate",
        "the certificate is not issued yet",
        "https://github.com/hashicorp/terraform-provider-aws/issues/41789",
    ),
} as const satisfies Record<string, Refusal>;

export const toCertificate: Reference = {
    property: "certificateArn",
    to: CERTIFICATE,
    by: "arn",
    missing: certificateRefusals.unknownCertificate,
    message: (arn) => `Certificate '${arn}' not found`,
};

export function refuseCertificate(op: Judge, arn: string): void {
    const certificate = op.world.list(CERTIFICATE).find((record) => text(record, "arn") === arn);
    if (certificate && text(certificate, "status") !== "ISSUED") {
        op.refuse(
            certificateRefusals.unissued,
            `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported ` +
                "key size.",
        );
    }
}
