/** Certificates: requested of ACM, issued by a private authority, or imported. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";
import { replacementRules } from "../ec2/sources";
import { asText } from "../ec2/records";
import { CERTIFICATE, validationOptions } from "./domain-validation";
import { operation, provider } from "./sources";

type CertificateInputs = Unwrap<aws.acm.CertificateArgs>;

const REQUEST = operation("RequestCertificate");
const PROVIDER = provider("certificate");

/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html, L-FB94F0B0 */
const MOST_NAMES = 10;
const KEY_ALGORITHMS = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
];
/** https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html#ACM-RequestCertificate-request-DomainName */
const DOMAIN = /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/;

const LISTENER_TYPES = [
    "aws:lb/listener:Listener",
    "aws:alb/listener:Listener",
    "aws:lb/listenerCertificate:ListenerCertificate",
    "aws:alb/listenerCertificate:ListenerCertificate",
];

const checkRow = (when: string): Refusal => ({ code: PROVIDER_CHECK, when, source: PROVIDER });

export const certificateRefusals = {
    domainForm: {
        code: "ValidationException",
        when: "a domain name is longer than 253 characters or of another form; a wildcard stands first and alone",
        source: REQUEST,
    },
    tooMany: {
        code: "LimitExceededException",
        when: "the certificate has more than ten domain names",
        source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html",
    },
    inUse: {
        code: "ResourceInUseException",
        when: "a listener of a load balancer has the certificate",
        source: operation("DeleteCertificate"),
    },
    nothing: checkRow("neither a domain name nor a private key is given, or both"),
    noMethod: checkRow("a domain name is given with neither validationMethod nor certificateAuthorityArn"),
    period: checkRow("a domain name ends with a period"),
    nameLength: checkRow("an alternative name is empty or longer than 253 characters"),
    method: checkRow("the validation method is neither DNS nor EMAIL"),
    keyAlgorithm: checkRow("the key algorithm is none"),
    logging: checkRow("the preference for transparency logs is neither ENABLED nor DISABLED"),
} as const satisfies Record<string, Refusal>;

function oneOf(property: string, value: string | undefined, allowed: readonly string[]): readonly CheckFault[] {
    return value === undefined || allowed.includes(value)
        ? []
        : [{ property, reason: `is '${value}'; expected one of ${allowed.join(", ")}` }];
}

function nameFaults(inputs: Partial<CertificateInputs>): readonly CheckFault[] {
    const alternatives = (inputs.subjectAlternativeNames ?? []).map(
        (name, index) => [`subjectAlternativeNames[${index}]`, name] as const,
    );
    const given = [
        ...(inputs.domainName === undefined ? [] : [["domainName", inputs.domainName] as const]),
        ...alternatives,
    ];
    return [
        ...given
            .filter(([, name]) => name.endsWith("."))
            .map(([property, name]) => ({ property, reason: `'${name}' cannot end with a period` })),
        ...alternatives
            .filter(([, name]) => name.length < 1 || name.length > 253)
            .map(([property, name]) => ({ property, reason: `has ${name.length} characters; allowed are 1 to 253` })),
    ];
}

function faults(inputs: Partial<CertificateInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const has = (name: keyof CertificateInputs): boolean => inputs[name] !== undefined || unknown.has(name);
    const found: CheckFault[] = [];
    if (has("domainName") === has("privateKey")) {
        found.push({ property: "domainName", reason: "exactly one of domainName and privateKey must be given" });
    } else if (has("domainName") && !has("validationMethod") && !has("certificateAuthorityArn")) {
        found.push({
            property: "validationMethod",
            reason: "`certificate_authority_arn` or `validation_method` must be set when creating an ACM certificate",
        });
    }
    return [
        ...found,
        ...nameFaults(inputs),
        ...oneOf("validationMethod", inputs.validationMethod, ["DNS", "EMAIL"]),
        ...oneOf("keyAlgorithm", inputs.keyAlgorithm, KEY_ALGORITHMS),
        ...oneOf(
            "options.certificateTransparencyLoggingPreference",
            inputs.options?.certificateTransparencyLoggingPreference,
            ["ENABLED", "DISABLED"],
        ),
    ];
}

/** ACM counts the first name among the alternative ones. */
function domainNames({ domainName, subjectAlternativeNames = [] }: CertificateInputs): readonly string[] {
    return domainName === undefined ? [] : [...new Set([domainName, ...subjectAlternativeNames])];
}

function refuseNames(op: Operation<CertificateInputs>): void {
    const names = domainNames(op.inputs);
    const bad = names.find((name) => name.length > 253 || !DOMAIN.test(name));
    if (bad !== undefined) {
        const member = bad === op.inputs.domainName ? "domainName" : "subjectAlternativeNames";
        op.refuse(
            certificateRefusals.domainForm,
            `1 validation error detected: Value '${bad}' at '${member}' failed to satisfy constraint: Member must satisfy ` +
                `regular expression pattern: ${DOMAIN.source}`,
        );
    }
    if (names.length > MOST_NAMES) {
        op.refuse(certificateRefusals.tooMany, "Certificate has too many domains.");
    }
}

function kindOf({ certificateAuthorityArn, privateKey, privateKeyWo }: CertificateInputs): string {
    if (privateKey !== undefined || privateKeyWo !== undefined) {
        return "IMPORTED";
    }
    return certificateAuthorityArn === undefined ? "AMAZON_ISSUED" : "PRIVATE";
}

/** What became of it since it was requested. */
function progress(op: Operation<CertificateInputs>, type: string): Properties {
    const before = op.previous?.outputs ?? {};
    return {
        notAfter: asText(before["notAfter"]),
        notBefore: asText(before["notBefore"]),
        status: before["status"] ?? (type === "AMAZON_ISSUED" ? "PENDING_VALIDATION" : "ISSUED"),
    };
}

function attributes(op: Operation<CertificateInputs>): Properties {
    const { domainName, keyAlgorithm, options, validationMethod } = op.inputs;
    const type = kindOf(op.inputs);
    const names = domainNames(op.inputs);
    const byDns = type === "AMAZON_ISSUED" && validationMethod === "DNS";
    const byMail = type === "AMAZON_ISSUED" && validationMethod === "EMAIL";
    return {
        ...progress(op, type),
        arn: op.id,
        domainName: domainName ?? "",
        domainValidationOptions: byDns ? validationOptions(op.account, names).map((option) => ({ ...option })) : [],
        keyAlgorithm: keyAlgorithm ?? "RSA_2048",
        options: {
            certificateTransparencyLoggingPreference: options?.certificateTransparencyLoggingPreference ?? "ENABLED",
            export: options?.export ?? "DISABLED",
        },
        pendingRenewal: false,
        privateKeyWo: undefined,
        renewalEligibility: "INELIGIBLE",
        renewalSummaries: [],
        subjectAlternativeNames: names,
        type,
        validationEmails: byMail ? names.map((name) => `admin@${name.replace(/^\*\./, "")}`) : [],
        validationMethod: type === "AMAZON_ISSUED" ? (validationMethod ?? "") : "NONE",
    };
}

function inUse(id: string): string {
    return `Certificate ${id} is in use.`;
}

export const certificate = defineModel<CertificateInputs>({
    type: CERTIFICATE,
    source: REQUEST,
    api: {
        service: "ACM",
        create: "RequestCertificate",
        update: "UpdateCertificateOptions",
        delete: "DeleteCertificate",
    },
    mint: (_inputs, hex, { account, partition, region }) => {
        const digits = hex(32);
        const uuid = [0, 8, 12, 16, 20].map((from, index, all) => digits.slice(from, all[index + 1] ?? 32)).join("-");
        return `arn:${partition}:acm:${region}:${account}:certificate/${uuid}`;
    },
    refusals: certificateRefusals,
    inUse: { refusal: certificateRefusals.inUse, message: inUse },
    replacement: replacementRules(PROVIDER, {
        replaces: [
            "certificateAuthorityArn",
            "domainName",
            "keyAlgorithm",
            "subjectAlternativeNames",
            "validationMethod",
            "validationOptions",
        ],
        inPlace: ["certificateBody", "certificateChain", "earlyRenewalDuration", "options", "privateKey"],
    }),
    unordered: ["subjectAlternativeNames", "validationOptions"],
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: refuseNames,
    outputs: attributes,
    beforeDelete: (op) => {
        const users = LISTENER_TYPES.flatMap((type) => op.world.list(type));
        if (users.some((record) => record.outputs["certificateArn"] === op.id)) {
            op.refuse(certificateRefusals.inUse, inUse(op.id));
        }
    },
});
