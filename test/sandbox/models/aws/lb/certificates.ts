/** Certificates for the tests of listeners. */
import { objects } from "../../../../../sandbox/models/aws/ec2/records";
import { CERTIFICATE } from "../../../../../sandbox/models/aws/lb/sources";
import type { Made, TestCloud } from "../../../../support/cloud";

/** A certificate that is asked for and not proved yet. */
export function requestCertificate(cloud: TestCloud, domainName = "api.example.com"): Promise<Made> {
    return cloud.create(CERTIFICATE, { domainName, validationMethod: "DNS" });
}

/** A certificate that is issued. */
export async function makeCertificate(cloud: TestCloud, domainName?: string): Promise<Made> {
    const certificate = await requestCertificate(cloud, domainName);
    const options = objects(certificate.outputs["domainValidationOptions"]);
    await cloud.create("aws:acm/certificateValidation:CertificateValidation", {
        certificateArn: certificate.outputs["arn"],
        validationRecordFqdns: options.map((option) => option["resourceRecordName"] ?? ""),
    });
    return certificate;
}
