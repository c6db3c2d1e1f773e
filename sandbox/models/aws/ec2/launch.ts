/** What EC2 checks of a launch and what it makes: the same for an instance of a program and one of a scaling group. */
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import { GLOBAL } from "../../../worlds/records";
import type { Refusal } from "../../kernel/refusal";
import { text as iamText, IAM_TYPES } from "../iam/sources";
import { publicAddress } from "./addresses";
import { publicDnsName } from "./dns-names";
import type { Image } from "./images";
import { imageById } from "./images";
import { instanceType } from "./instance-types";
import { groupRefusals } from "./interface-groups";
import type { InterfaceMaker } from "./interfaces";
import { addressRefusals } from "./interfaces";
import { publicAddresses } from "./public-mappings";
import { quotas } from "./quotas";
import { flag, text, TYPES } from "./records";
import { operation, row } from "./sources";

const RUN = operation("RunInstances");

/** Rows for the table of every model that launches instances. */
export const launchRefusals = {
    ...addressRefusals,
    tooManyGroups: groupRefusals.tooManyGroups,
    groupOfOtherVpc: groupRefusals.groupOfOtherVpc,
    unknownGroup: row("InvalidGroup.NotFound", "a security group does not exist"),
    unknownImage: row("InvalidAMIID.NotFound", "the region has no such image, of those the sandbox knows"),
    malformedImage: row("InvalidAMIID.Malformed", "the image's id does not begin with `ami-`"),
    unknownType: row("InvalidParameterValue", "there is no instance type of this name", RUN),
    otherArchitecture: row(
        "InvalidParameterValue",
        "the image is for another processor architecture than the instance type has",
        RUN,
    ),
    unknownKey: row("InvalidKeyPair.NotFound", "the key pair does not exist"),
    unknownProfile: row("InvalidParameterValue", "the instance profile does not exist", RUN),
    emptyProfile: row("InvalidParameterValue", "the instance profile has no role", RUN),
    smallVolume: row("InvalidBlockDeviceMapping", "the root volume is smaller than the image's snapshot", RUN),
} as const satisfies Record<string, Refusal>;

/** A launch whose parameters are put together already. */
export interface Launch {
    readonly imageId: string;
    readonly instanceType: string;
    readonly subnet: WorldRecord;
    /** Ids. @default - the VPC's default group */
    readonly securityGroups?: readonly string[];
    readonly keyName?: string;
    /** The name of the instance profile. */
    readonly profile?: string;
    /** GiB. @default - the size of the image's snapshot */
    readonly rootSize?: number;
    /** @default - as the subnet does */
    readonly publicIp?: boolean;
}

/** Refuses what EC2 refuses of a launch, and gives the image. */
export function refuseLaunch(op: InterfaceMaker & { readonly partition: string }, launch: Launch): Image {
    const image = refuseImage(op, launch);
    refuseGroups(op, launch);
    if (launch.keyName !== undefined && !hasKey(op, launch.keyName)) {
        op.refuse(launchRefusals.unknownKey, `The key pair '${launch.keyName}' does not exist`);
    }
    if (launch.profile !== undefined && launch.profile !== "") {
        refuseProfile(op, launch.profile);
    }
    if (launch.rootSize !== undefined && launch.rootSize < image.rootSize) {
        op.refuse(
            launchRefusals.smallVolume,
            `Volume of size ${launch.rootSize}GB is smaller than snapshot 'snap-0${op.hash(image.id, 16)}', ` +
                `expect size >= ${image.rootSize}GB`,
        );
    }
    return image;
}

function refuseImage(op: InterfaceMaker, launch: Launch): Image {
    if (!launch.imageId.startsWith("ami-")) {
        op.refuse(launchRefusals.malformedImage, `Invalid id: "${launch.imageId}" (expecting "ami-...")`);
    }
    const image = imageById(op.world, op, launch.imageId);
    if (!image) {
        return op.refuse(launchRefusals.unknownImage, `The image id '[${launch.imageId}]' does not exist`);
    }
    const kind = instanceType(launch.instanceType);
    if (!kind) {
        return op.refuse(launchRefusals.unknownType, `Invalid value '${launch.instanceType}' for InstanceType.`);
    }
    if (kind.architecture !== image.architecture) {
        op.refuse(
            launchRefusals.otherArchitecture,
            `The architecture '${kind.architecture}' of the specified instance type does not match the architecture ` +
                `'${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching ` +
                "architectures, and try again.",
        );
    }
    return image;
}

function refuseGroups(op: InterfaceMaker, launch: Launch): void {
    const groups = launch.securityGroups ?? [];
    if (groups.length > quotas.securityGroupsPerInterface.value) {
        op.refuse(
            launchRefusals.tooManyGroups,
            "The maximum number of security groups per interface has been reached.",
        );
    }
    for (const id of groups) {
        const group = op.world.get(TYPES.securityGroup, id);
        if (!group) {
            return op.refuse(launchRefusals.unknownGroup, `The security group '${id}' does not exist`);
        }
        if (text(group, "vpcId") !== text(launch.subnet, "vpcId")) {
            op.refuse(
                launchRefusals.groupOfOtherVpc,
                `Security group ${id} and subnet ${launch.subnet.id} belong to different networks.`,
            );
        }
    }
}

function hasKey(op: InterfaceMaker, name: string): boolean {
    return op.world
        .list("aws:ec2/keyPair:KeyPair")
        .some((record) => record.id === name || text(record, "keyName") === name);
}

function refuseProfile(op: InterfaceMaker, name: string): void {
    const profile = op.world.listIn(GLOBAL, IAM_TYPES.instanceProfile).find((record) => record.id === name);
    if (!profile) {
        return op.refuse(
            launchRefusals.unknownProfile,
            `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
        );
    }
    if (iamText(profile, "role") === "") {
        op.refuse(
            launchRefusals.emptyProfile,
            `IAM Instance Profile "${iamText(profile, "arn")}" has no associated IAM Roles`,
        );
    }
}

/** The public address of a new instance, where its subnet or the launch asks for one. */
export function publicOutputs(op: InterfaceMaker, launch: Launch, label: string): Properties {
    if (!(launch.publicIp ?? flag(launch.subnet, "mapPublicIpOnLaunch"))) {
        return { publicDns: "", publicIp: "" };
    }
    const publicIp = publicAddress(publicAddresses(op.world), (name, below) => op.pick(`${label} ${name}`, below));
    const vpc = op.world.get(TYPES.vpc, text(launch.subnet, "vpcId"));
    return { publicDns: flag(vpc, "enableDnsHostnames") ? publicDnsName(publicIp, op.region) : "", publicIp };
}

/** What EC2 fills in for every instance, whoever launches it. */
export function instanceDefaults(launch: Launch, image: Image, volumeId: string): Properties {
    const kind = instanceType(launch.instanceType);
    const threadsPerCore = kind?.architecture === "arm64" ? 1 : 2;
    return {
        ami: image.id,
        availabilityZone: text(launch.subnet, "availabilityZone"),
        capacityReservationSpecification: { capacityReservationPreference: "open" },
        cpuOptions: {
            amdSevSnp: "",
            coreCount: Math.max(1, (kind?.vcpus ?? threadsPerCore) / threadsPerCore),
            threadsPerCore,
        },
        disableApiStop: false,
        disableApiTermination: false,
        ebsBlockDevices: [],
        ebsOptimized: false,
        enclaveOptions: { enabled: false },
        ephemeralBlockDevices: [],
        getPasswordData: false,
        hibernation: false,
        hostId: "",
        iamInstanceProfile: launch.profile ?? "",
        instanceInitiatedShutdownBehavior: "stop",
        instanceLifecycle: "",
        instanceState: "running",
        instanceType: launch.instanceType,
        keyName: launch.keyName ?? "",
        maintenanceOptions: { autoRecovery: "default" },
        monitoring: false,
        outpostArn: "",
        passwordData: "",
        placementGroup: "",
        placementPartitionNumber: 0,
        privateDnsNameOptions: {
            enableResourceNameDnsARecord: false,
            enableResourceNameDnsAaaaRecord: false,
            hostnameType: text(launch.subnet, "privateDnsHostnameTypeOnLaunch") || "ip-name",
        },
        rootBlockDevice: {
            deleteOnTermination: true,
            deviceName: image.rootDeviceName,
            encrypted: false,
            iops: 3000,
            kmsKeyId: "",
            throughput: 125,
            volumeId,
            volumeSize: launch.rootSize ?? image.rootSize,
            volumeType: "gp3",
        },
        securityGroups: [],
        sourceDestCheck: true,
        spotInstanceRequestId: "",
        subnetId: launch.subnet.id,
        tenancy: "default",
    };
}

/** Images of AL2023 and later ask for session tokens. */
export function metadataDefaults(image: Image): Properties {
    const modern = !image.name.startsWith("amzn2-");
    return {
        httpEndpoint: "enabled",
        httpProtocolIpv6: "disabled",
        httpPutResponseHopLimit: modern ? 2 : 1,
        httpTokens: modern ? "required" : "optional",
        instanceMetadataTags: "disabled",
    };
}
