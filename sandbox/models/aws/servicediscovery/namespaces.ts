/** Cloud Map namespaces: private DNS in a VPC, and names without DNS. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import { given, textRule } from "../ec2/input-checks";
import { text, TYPES } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { api, CLOUD_MAP_TYPES, provider } from "./sources";

type PrivateInputs = Unwrap<aws.servicediscovery.PrivateDnsNamespaceArgs>;
type HttpInputs = Unwrap<aws.servicediscovery.HttpNamespaceArgs>;

const { httpNamespace: HTTP, privateDnsNamespace: PRIVATE, publicDnsNamespace: PUBLIC } = CLOUD_MAP_TYPES;
const CREATE_PRIVATE = api("CreatePrivateDnsNamespace");
const CREATE_HTTP = api("CreateHttpNamespace");
const DELETE = api("DeleteNamespace");

const nameForm = checkRow(
    "the name is empty, longer than 1,024 characters or has others than letters, digits, '.', '_' and '-'",
    provider("validate"),
);
const inUse = row("ResourceInUse", "the namespace contains services", DELETE);

export const privateDnsNamespaceRefusals = {
    unknownVpc: row("CANNOT_CREATE_HOSTED_ZONE", "the VPC does not exist in the region", api("Operation")),
    conflict: row(
        "CANNOT_CREATE_HOSTED_ZONE",
        "the VPC has a private hosted zone of the same name already",
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html",
    ),
    dnsName: row("InvalidInput", "the name is no domain name", CREATE_PRIVATE),
    inUse,
    nameForm,
} as const satisfies Record<string, Refusal>;

export const httpNamespaceRefusals = {
    exists: row("NamespaceAlreadyExists", "the region has a namespace without DNS of this name", CREATE_HTTP),
    inUse,
    nameForm,
} as const satisfies Record<string, Refusal>;

function nameFaults(inputs: { readonly name?: string }, unknown: ReadonlySet<string>): readonly CheckFault[] {
    return textRule(given(inputs, unknown), "name", (name) =>
        /^[0-9A-Za-z._-]{1,1024}$/.test(name)
            ? undefined
            : `'${name}' is not a namespace's name: 1 to 1024 letters, digits, '.', '_' and '-'`,
    );
}

/** Whether it can be the name of a hosted zone: labels of at most 63 characters, 253 in all. */
function isDomain(name: string): boolean {
    return name.length <= 253 && name.split(".").every((label) => /^[!-~]{1,63}$/.test(label) && !/^-|-$/.test(label));
}

function refusePrivate(op: Operation<PrivateInputs>): void {
    if (op.kind !== "create") {
        return;
    }
    const { name = "", vpc } = op.inputs;
    if (!isDomain(name)) {
        op.refuse(
            privateDnsNamespaceRefusals.dnsName,
            `The name '${name}' is invalid: a label has 1 to 63 characters and does not begin or end with a hyphen.`,
        );
    }
    if (!op.world.get(TYPES.vpc, vpc)) {
        op.refuse(
            privateDnsNamespaceRefusals.unknownVpc,
            `The VPC ${vpc} in region ${op.region} that you provided is not authorized to make the association. ` +
                "(Service: AmazonRoute53; Status Code: 400; Error Code: InvalidVPCId)",
        );
    }
    const same = op.world.list(PRIVATE).find((other) => isNamed(other, name) && text(other, "vpc") === vpc);
    if (same) {
        op.refuse(
            privateDnsNamespaceRefusals.conflict,
            `The VPC that you chose, ${vpc} in region ${op.region}, is already associated with another private ` +
                `hosted zone that has an overlapping name space, ${name}. (Service: AmazonRoute53; Status Code: 400; ` +
                "Error Code: ConflictingDomainExists)",
        );
    }
}

function isNamed(record: WorldRecord, name: string): boolean {
    return text(record, "name").toLowerCase() === name.toLowerCase();
}

/** The namespace that Service Connect's inputs name by ARN, by name or by id. */
export function findNamespace(view: Pick<View, "list">, named: string): WorldRecord | undefined {
    const all = [PRIVATE, PUBLIC, HTTP].flatMap((type) => view.list(type));
    return all.find((record) => record.id === named || text(record, "arn") === named || text(record, "name") === named);
}

const inUseMessage = (): string =>
    "Namespace has associated services; delete the services before deleting the namespace";

export const privateDnsNamespace = defineModel<PrivateInputs>({
    type: PRIVATE,
    source: CREATE_PRIVATE,
    api: {
        service: "ServiceDiscovery",
        create: "CreatePrivateDnsNamespace",
        update: "UpdatePrivateDnsNamespace",
        delete: "DeleteNamespace",
    },
    mint: (_inputs, hex) => `ns-${hex(16)}`,
    refusals: privateDnsNamespaceRefusals,
    inUse: { refusal: inUse, message: inUseMessage },
    replacement: replacementRules(provider("private_dns_namespace"), {
        replaces: ["name", "vpc"],
        inPlace: ["description"],
    }),
    autoname: { property: "name", maxLength: 1024 },
    check: (inputs, { unknown }) => nameFaults(inputs, unknown),
    validate: refusePrivate,
    outputs: (op) => ({
        arn: op.arn("servicediscovery", `namespace/${op.id}`),
        description: op.inputs.description ?? "",
        hostedZone: `Z${op.hash("hosted zone", 20).toUpperCase()}`,
    }),
});

export const httpNamespace = defineModel<HttpInputs>({
    type: HTTP,
    source: CREATE_HTTP,
    api: {
        service: "ServiceDiscovery",
        create: "CreateHttpNamespace",
        update: "UpdateHttpNamespace",
        delete: "DeleteNamespace",
    },
    mint: (_inputs, hex) => `ns-${hex(16)}`,
    refusals: httpNamespaceRefusals,
    inUse: { refusal: inUse, message: inUseMessage },
    replacement: replacementRules(provider("http_namespace"), { replaces: ["name"], inPlace: ["description"] }),
    autoname: { property: "name", maxLength: 1024 },
    check: (inputs, { unknown }) => nameFaults(inputs, unknown),
    validate: (op) => {
        const { name = "" } = op.inputs;
        if (op.kind === "create" && op.world.list(HTTP).some((other) => text(other, "name") === name)) {
            op.refuse(
                httpNamespaceRefusals.exists,
                `The namespace that you're trying to create already exists: ${name}`,
            );
        }
    },
    outputs: (op) => ({
        arn: op.arn("servicediscovery", `namespace/${op.id}`),
        description: op.inputs.description ?? "",
        httpName: op.inputs.name ?? "",
    }),
});
