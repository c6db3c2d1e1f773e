/** The instances of an Auto Scaling group, launched from its template and spread over its subnets. */
import type { Properties } from "../../../values";
import { isObject } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { namesAt } from "../../kernel/references";
import type { Refusal } from "../../kernel/refusal";
import { Refused } from "../../kernel/refusal";
import { groupsOrDefault } from "../ec2/interface-groups";
import { networkInterface } from "../ec2/interfaces";
import { imageOfParameter } from "../ec2/images";
import type { Launch } from "../ec2/launch";
import { instanceDefaults, metadataDefaults, publicOutputs, refuseLaunch } from "../ec2/launch";
import { findTemplate, templateVersion } from "../ec2/launch-template";
import { asText, objects, text, TYPES } from "../ec2/records";
import { row } from "../ec2/sources";
import { defaultVpc } from "../ec2/vpc-lookup";

const API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html";

export const templateRefusals = {
    unknownTemplate: row("ValidationError", "the launch template does not exist", API),
    unknownTemplateVersion: row("ValidationError", "the launch template has no such version", API),
    unfitTemplate: row(
        "ValidationError",
        "an instance could not be launched from the template: no image, an unknown type, group, key or profile",
        "https://github.com/eksctl-io/eksctl/issues/1989",
    ),
    groupsBesideInterface: row(
        "InvalidQueryParameter",
        "the template has both interfaces and security groups of the instance",
        "https://github.com/hashicorp/terraform-provider-aws/issues/4570",
    ),
} as const satisfies Record<string, Refusal>;

/** The inputs that a group's instances follow from. */
interface MemberInputs {
    readonly availabilityZones?: readonly string[];
    readonly launchTemplate?: { readonly id?: string; readonly name?: string; readonly version?: string };
    readonly mixedInstancesPolicy?: {
        readonly launchTemplate: {
            readonly launchTemplateSpecification: {
                readonly launchTemplateId?: string;
                readonly launchTemplateName?: string;
                readonly version?: string;
            };
            readonly overrides?: readonly { readonly instanceType?: string }[];
        };
    };
    readonly tags?: readonly { readonly key: string; readonly value: string; readonly propagateAtLaunch: boolean }[];
    readonly vpcZoneIdentifiers?: readonly string[];
}

type MemberOperation = Operation<MemberInputs>;

interface NamedTemplate {
    readonly template: WorldRecord;
    readonly data: Properties;
    readonly version: string;
}

function specification(inputs: MemberInputs): { id?: string; name?: string; version: string } | undefined {
    const mixed = inputs.mixedInstancesPolicy?.launchTemplate.launchTemplateSpecification;
    if (mixed) {
        const { launchTemplateId, launchTemplateName, version = "$Default" } = mixed;
        return {
            ...(launchTemplateId === undefined ? {} : { id: launchTemplateId }),
            ...(launchTemplateName === undefined ? {} : { name: launchTemplateName }),
            version,
        };
    }
    const { launchTemplate } = inputs;
    return launchTemplate && { ...launchTemplate, version: launchTemplate.version ?? "$Default" };
}

/** The group's template in the version that it names, checked as Auto Scaling checks it; none with a configuration. */
export function templateOf(op: MemberOperation): NamedTemplate | undefined {
    const named = specification(op.inputs);
    if (!named) {
        return undefined;
    }
    const template = findTemplate(op.world, named);
    if (!template) {
        const how = named.id === undefined ? `template name ${named.name}` : `template ID ${named.id}`;
        return op.refuse(
            templateRefusals.unknownTemplate,
            `You must use a valid fully-formed launch template. The specified launch template, with ${how}, does not exist.`,
        );
    }
    const data = templateVersion(op.world, template, named.version);
    if (!data) {
        return op.refuse(
            templateRefusals.unknownTemplateVersion,
            "You must use a valid fully-formed launch template. Could not find the specified version " +
                `${named.version} for the launch template with ID ${template.id}.`,
        );
    }
    refuseTemplate(op, data);
    return { template, data, version: named.version };
}

function refuseTemplate(op: MemberOperation, data: Properties): void {
    const interfaces = objects(data["networkInterfaces"]);
    if (interfaces.length > 0 && namesAt(data, "vpcSecurityGroupIds[*]").length > 0) {
        op.refuse(
            templateRefusals.groupsBesideInterface,
            "Invalid launch template: When a network interface is provided, the security groups must be a part of it.",
        );
    }
    const unfit = (why: string): never =>
        op.refuse(templateRefusals.unfitTemplate, `You must use a valid fully-formed launch template. ${why}`);
    if (asText(data["imageId"]) === "") {
        unfit("The request must contain the parameter ImageId");
    }
    const [subnet] = zoneSubnets(op);
    if (subnet) {
        try {
            refuseLaunch(op, launchFrom(op, data, subnet));
        } catch (error) {
            // Auto Scaling passes on EC2's sentence under a code of its own.
            unfit(error instanceof Refused ? error.detail : String(error));
        }
    }
}

/** Where instances go: the group's subnets, or those of the default VPC in its zones. */
export function zoneSubnets(op: MemberOperation): readonly WorldRecord[] {
    const { availabilityZones = [], vpcZoneIdentifiers } = op.inputs;
    if (vpcZoneIdentifiers) {
        return vpcZoneIdentifiers.map((id) => op.world.get(TYPES.subnet, id)).filter((subnet) => subnet !== undefined);
    }
    const vpc = defaultVpc(op.world);
    return op.world
        .list(TYPES.subnet)
        .filter((subnet) => vpc !== undefined && text(subnet, "vpcId") === vpc.id)
        .filter((subnet) => availabilityZones.includes(text(subnet, "availabilityZone")));
}

function launchFrom(op: MemberOperation, data: Properties, subnet: WorldRecord): Launch {
    const [first] = objects(data["networkInterfaces"]);
    const groups = [
        ...namesAt(data, "vpcSecurityGroupIds[*]"),
        ...namesAt(data, "networkInterfaces[*].securityGroups[*]"),
    ];
    const override = op.inputs.mixedInstancesPolicy?.launchTemplate.overrides?.[0]?.instanceType;
    const publicIp = first?.["associatePublicIpAddress"];
    const keyName = asText(data["keyName"]);
    const rootSize = rootSizeOf(data);
    return {
        imageId: imageOf(op, asText(data["imageId"])),
        instanceType: override ?? asText(data["instanceType"]),
        subnet,
        ...(groups.length === 0 ? {} : { securityGroups: groups }),
        ...(keyName === "" ? {} : { keyName }),
        profile: profileOf(data),
        ...(rootSize === undefined ? {} : { rootSize }),
        ...(publicIp === undefined || publicIp === "" ? {} : { publicIp: publicIp === "true" || publicIp === true }),
    };
}

/** A template may name its image by a parameter: `resolve:ssm:/aws/service/…`. */
function imageOf(op: MemberOperation, imageId: string): string {
    const parameter = /^resolve:ssm:([^:]+)/.exec(imageId)?.[1];
    return parameter === undefined ? imageId : (imageOfParameter(parameter, op.region)?.id ?? imageId);
}

/** A profile by name, or by its ARN, whose last part is the name. */
function profileOf(data: Properties): string {
    const profile = data["iamInstanceProfile"];
    if (!isObject(profile)) {
        return "";
    }
    return asText(profile["name"]) || (asText(profile["arn"]).split("/").at(-1) ?? "");
}

function rootSizeOf(data: Properties): number | undefined {
    const [first] = objects(data["blockDeviceMappings"]);
    const ebs = first?.["ebs"];
    const size = isObject(ebs) ? ebs["volumeSize"] : undefined;
    return typeof size === "number" ? size : undefined;
}

/** The group's instances, in the order in which they were launched. */
export function membersOf(view: Pick<View, "list">, type: string, group: string): readonly WorldRecord[] {
    return view.list(TYPES.instance).filter((record) => record.ownedBy?.type === type && record.ownedBy.id === group);
}

/** Launches instances up to the capacity, or terminates the oldest ones down to it. */
export function scale(op: MemberOperation, type: string, capacity: number, subnets: readonly WorldRecord[]): void {
    const members = membersOf(op.world, type, op.id);
    for (const member of members.slice(0, Math.max(0, members.length - capacity))) {
        terminate(op.world, member);
    }
    const named = templateOf(op);
    if (!named || subnets.length === 0) {
        return;
    }
    for (let index = members.length; index < capacity; index += 1) {
        const subnet = subnets[index % subnets.length];
        if (subnet) {
            launchMember(op, { type, label: nextLabel(op, index), named, subnet });
        }
    }
}

/** A label that no instance of the group has; one that was terminated may come again. */
function nextLabel(op: MemberOperation, index: number): string {
    let number = index;
    while (op.world.get(TYPES.instance, idOf(op, `instance ${number}`))) {
        number += 1;
    }
    return `instance ${number}`;
}

function idOf(op: MemberOperation, label: string): string {
    return `i-0${op.hash(label, 16)}`;
}

interface MemberSpec {
    readonly type: string;
    readonly label: string;
    readonly named: NamedTemplate;
    readonly subnet: WorldRecord;
}

function launchMember(op: MemberOperation, { type, label, named, subnet }: MemberSpec): void {
    const launch = launchFrom(op, named.data, subnet);
    const image = refuseLaunch(op, launch);
    const id = idOf(op, label);
    const card = networkInterface(op, {
        label: `${label} interface`,
        subnet,
        interfaceType: "interface",
        description: "",
        securityGroups: groupsOrDefault(launch.securityGroups, text(subnet, "vpcId")),
        attachedTo: { instance: id, deviceIndex: 0 },
        requesterManaged: false,
        ownedBy: { type: TYPES.instance, id },
    });
    op.world.put({
        type: TYPES.instance,
        id,
        ownedBy: { type, id: op.id },
        outputs: {
            ...instanceDefaults(launch, image, `vol-0${op.hash(`${label} volume`, 16)}`),
            arn: op.arn("ec2", `instance/${id}`),
            launchTemplate: { id: named.template.id, name: text(named.template, "name"), version: named.version },
            metadataOptions: metadataDefaults(image),
            primaryNetworkInterfaceId: card.id,
            privateDns: card.outputs["privateDnsName"],
            privateIp: card.outputs["privateIp"],
            ...publicOutputs(op, launch, label),
            tags: memberTags(op),
            tagsAll: memberTags(op),
            vpcSecurityGroupIds: card.outputs["securityGroups"],
        },
    });
    op.world.put(card);
}

function memberTags(op: MemberOperation): Properties {
    const propagated = (op.inputs.tags ?? []).filter((tag) => tag.propagateAtLaunch);
    return {
        ...Object.fromEntries(propagated.map((tag) => [tag.key, tag.value])),
        "aws:autoscaling:groupName": op.id,
    };
}

function terminate(view: View, member: WorldRecord): void {
    const cards = view.list(TYPES.networkInterface).filter((record) => record.ownedBy?.id === member.id);
    cards.forEach((card) => view.remove(card.type, card.id));
    view.remove(member.type, member.id);
}
