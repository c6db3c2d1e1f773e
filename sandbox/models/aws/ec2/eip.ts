/** Elastic IP addresses. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { publicAddress } from "./addresses";
import { publicDnsName } from "./dns-names";
import type { Target } from "./eip-binding";
import { bind, bindingOutputs, bindingRefusals, bindingTarget, isMapped, release } from "./eip-binding";
import { given, oneOfValues } from "./input-checks";
import { publicAddresses } from "./public-mappings";
import { quotas } from "./quotas";
import { text, TYPES } from "./records";
import { checkRow, operation, provider, replacementRules, row } from "./sources";

type EipInputs = Unwrap<aws.ec2.EipArgs>;

const PROVIDER = provider("ec2_eip");
const ALLOCATE = operation("AllocateAddress");

export const eipRefusals = {
    ...bindingRefusals,
    tooMany: row(
        "AddressLimitExceeded",
        "the region has five Elastic IPs already",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html#using-instance-addressing-limit",
    ),
    notYours: row("AuthFailure", "a certain address is asked for that the account never had", ALLOCATE),
    inUse: row(
        "InvalidIPAddress.InUse",
        "a NAT gateway or an association beside it still uses the address",
        operation("ReleaseAddress"),
    ),
    domain: checkRow("the domain is neither `vpc` nor `standard`", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const eip = defineModel<EipInputs>({
    type: TYPES.eip,
    source: ALLOCATE,
    api: { service: "EC2", create: "AllocateAddress", update: "AssociateAddress", delete: "ReleaseAddress" },
    mint: (_inputs, hex) => `eipalloc-0${hex(16)}`,
    refusals: eipRefusals,
    inUse: { refusal: eipRefusals.inUse, message: () => "Address is in use." },
    replacement: replacementRules(PROVIDER, {
        replaces: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
        inPlace: ["associateWithPrivateIp", "customerOwnedIpv4Pool", "instance", "networkInterface"],
    }),
    check: (inputs, { unknown }) => oneOfValues(given(inputs, unknown), "domain", ["vpc", "standard"]),
    validate: (op) => {
        if (op.kind === "create") {
            refuseAllocation(op);
        }
        targetOf(op);
    },
    outputs: (op) => {
        const publicIp = publicIpOf(op);
        return {
            allocationId: op.id,
            arn: op.arn("ec2", `elastic-ip/${op.id}`),
            carrierIp: "",
            customerOwnedIp: "",
            customerOwnedIpv4Pool: op.inputs.customerOwnedIpv4Pool ?? "",
            domain: op.inputs.domain ?? "vpc",
            ipamPoolId: op.inputs.ipamPoolId ?? "",
            networkBorderGroup: op.inputs.networkBorderGroup ?? op.region,
            ptrRecord: "",
            publicDns: publicDnsName(publicIp, op.region),
            publicIp,
            publicIpv4Pool: op.inputs.publicIpv4Pool ?? "amazon",
            ...mapping(op),
        };
    },
    afterCreate: associate,
    afterUpdate: associate,
    // The provider first undoes the association it knows of: the one of the resource's own inputs.
    beforeDelete: (op) => {
        if (asksForTarget(op.inputs)) {
            release(op, op.id);
        }
    },
    read: (record, view, place) => (isMapped(view, record) ? {} : bindingOutputs(place.region, "")),
});

function refuseAllocation(op: Operation<EipInputs>): void {
    const { address } = op.inputs;
    if (address !== undefined) {
        op.refuse(eipRefusals.notYours, `The address '${address}' does not belong to you.`);
    }
    if (op.world.list(TYPES.eip).length >= quotas.elasticIps.value) {
        op.refuse(eipRefusals.tooMany, "The maximum number of addresses has been reached.");
    }
}

function publicIpOf(op: Operation<EipInputs>): string {
    return (
        text(op.previous, "publicIp") || publicAddress(publicAddresses(op.world), (name, below) => op.pick(name, below))
    );
}

function asksForTarget({ instance, networkInterface }: EipInputs): boolean {
    return (instance ?? "") !== "" || (networkInterface ?? "") !== "";
}

/** What the inputs ask for, where that differs from what the address is mapped to. */
function targetOf(op: Operation<EipInputs>): Target | undefined {
    const { instance, networkInterface, associateWithPrivateIp } = op.inputs;
    const before = op.previous?.inputs ?? {};
    const unchanged =
        before["instance"] === instance &&
        before["networkInterface"] === networkInterface &&
        before["associateWithPrivateIp"] === associateWithPrivateIp;
    if (!asksForTarget(op.inputs) || unchanged) {
        return undefined;
    }
    return bindingTarget(op, { instance, networkInterface, privateIp: associateWithPrivateIp });
}

function associationId(op: Operation<EipInputs>, target: Target): string {
    return `eipassoc-0${op.hash(`association ${target.networkInterface} ${target.privateIp}`, 16)}`;
}

/** Left out, the mapping stays as it is: a NAT gateway or an association beside the address may have made it. */
function mapping(op: Operation<EipInputs>): Properties {
    const target = targetOf(op);
    if (target !== undefined) {
        return bindingOutputs(op.region, associationId(op, target), target);
    }
    const free = bindingOutputs(op.region, "");
    return isMapped(op.world, op.previous)
        ? Object.fromEntries(Object.keys(free).map((key) => [key, text(op.previous, key)]))
        : free;
}

function associate(op: Operation<EipInputs>): void {
    const target = targetOf(op);
    if (target !== undefined) {
        bind(op, op.id, associationId(op, target), target);
    }
}
