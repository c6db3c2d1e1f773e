/**
 * What replaces a Cloudflare resource: the attributes with a RequiresReplace plan modifier.
 *
 * RequiresReplaceIfConfigured counts as well: only taking the value out of a program escapes it.
 */

/** By the type's name. A type with an empty list changes in place whatever happens. */
export const CLOUDFLARE_REPLACING: Readonly<Record<string, readonly string[]>> = {
    AccountToken: ["accountId"],
    ApiToken: [],
    AuthenticatedOriginPulls: ["zoneId"],
    AuthenticatedOriginPullsCertificate: ["certificate", "zoneId"],
    AuthenticatedOriginPullsSettings: ["zoneId"],
    BotManagement: ["zoneId"],
    CertificatePack: [
        "certificateAuthority",
        "cloudflareBranding",
        "hosts",
        "type",
        "validationMethod",
        "validityDays",
        "zoneId",
    ],
    CustomHostname: ["hostname", "zoneId"],
    CustomHostnameFallbackOrigin: ["zoneId"],
    DnsRecord: ["type", "zoneId"],
    HostnameTlsSetting: ["hostname", "settingId", "zoneId"],
    LeakedCredentialCheck: ["zoneId"],
    List: ["accountId", "kind", "name"],
    ManagedTransforms: ["zoneId"],
    OriginCaCertificate: ["csr", "hostnames", "requestType", "requestedValidity"],
    PageRule: ["zoneId"],
    R2Bucket: ["accountId", "location", "name"],
    RegionalTieredCache: ["zoneId"],
    Ruleset: ["accountId", "kind", "name", "phase", "zoneId"],
    TieredCache: ["zoneId"],
    TotalTls: ["zoneId"],
    UrlNormalizationSettings: ["zoneId"],
    WorkersRoute: ["zoneId"],
    WorkersScript: ["accountId", "scriptName"],
    ZeroTrustTunnelCloudflared: ["accountId", "configSrc"],
    ZeroTrustTunnelCloudflaredConfig: ["accountId", "tunnelId"],
    Zone: ["account", "name"],
    ZoneDnssec: ["zoneId"],
    ZoneSetting: ["settingId", "zoneId"],
};

const PROVIDER = "https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services";

/** The schema that the row was read from. */
export function cloudflareSource(name: string): string {
    const folder = name.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase();
    return `${PROVIDER}/${folder}/schema.go`;
}
