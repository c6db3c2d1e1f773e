import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNaming } from "../naming";

/** What a plan of the certificate is made from: plain values, no resource. */
export interface ValidatedCertificatePlanArgs {
    /**
     * The host names that the certificate covers, 1 to 10, each once; `*.` at the front covers one label. The first is
     * the certificate's subject and has 64 characters at most. Any change makes another certificate, which is validated
     * and put in the place of the old one before that one is deleted.
     */
    readonly domainNames: readonly string[];
    /** The Cloudflare zone in which all of the names are: 32 hexadecimal digits. */
    readonly zoneId: string;
}

/** Inputs of {@link ValidatedCertificate}. */
export interface ValidatedCertificateArgs extends ValidatedCertificatePlanArgs {
    /** Where names come from: `environmentNaming({ prefix, environment })`. */
    readonly naming: EnvironmentNaming;
}

/** Options of {@link ValidatedCertificate}: it needs one provider of each package. */
export interface ValidatedCertificateOptions extends pulumi.ComponentResourceOptions {
    /** The AWS provider of the region in which the certificate is used, and the Cloudflare provider of the zone. */
    readonly providers: pulumi.ProviderResource[];
}
