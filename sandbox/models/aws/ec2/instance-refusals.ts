/** What EC2 and the provider refuse of an instance. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { attachmentRefusals } from "./attachments";
import { conflict, given } from "./input-checks";
import { launchRefusals } from "./launch";
import { checkRow, operation, provider, row } from "./sources";

export type InstanceInputs = Unwrap<aws.ec2.InstanceArgs>;

export const RUN = operation("RunInstances");
export const PROVIDER = provider("ec2_instance");

export const instanceRefusals = {
    ...launchRefusals,
    unknownSubnet: row("InvalidSubnetID.NotFound", "the subnet does not exist"),
    unknownInterface: row("InvalidNetworkInterfaceID.NotFound", "a network interface to attach does not exist"),
    interfaceAttached: attachmentRefusals.interfaceAttached,
    noSubnet: row("MissingInput", "no subnet is named and the region has no default VPC", RUN),
    unknownTemplate: row("InvalidLaunchTemplateId.NotFound", "the launch template does not exist"),
    unknownTemplateVersion: row("InvalidLaunchTemplateId.VersionNotFound", "the launch template has no such version"),
    otherZone: row("InvalidParameterValue", "the subnet is in another zone than the one named", RUN),
    longUserData: row("InvalidParameterValue", "the user data are longer than 16 KiB", RUN),
    protectedInstance: row(
        "OperationNotPermitted",
        "the instance is protected from termination and is not deleted by force",
        operation("TerminateInstances"),
    ),
    noImage: checkRow("neither an image nor a launch template is given", PROVIDER),
    noType: checkRow("neither an instance type nor a launch template is given", PROVIDER),
    interfaceAndSubnet: checkRow(
        "interfaces are given together with what only an interface made along can have",
        PROVIDER,
    ),
    userDataTwice: checkRow("user data are given as text and in Base64", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** What belongs to an interface, and conflicts with interfaces of the program's own. */
const OF_INTERFACE = [
    "associatePublicIpAddress",
    "privateIp",
    "secondaryPrivateIps",
    "securityGroups",
    "subnetId",
    "vpcSecurityGroupIds",
];

export function instanceFaults(inputs: Partial<InstanceInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    const lacks = (property: "ami" | "instanceType"): readonly CheckFault[] =>
        [property, "launchTemplate"].every((name) => of.inputs[name] === undefined && !unknown.has(name))
            ? [{ property, reason: `one of ${property}, launchTemplate must be given` }]
            : [];
    return [
        ...lacks("ami"),
        ...lacks("instanceType"),
        ...conflict(of, "networkInterfaces", OF_INTERFACE),
        ...conflict(of, "primaryNetworkInterface", OF_INTERFACE),
        ...conflict(of, "userData", ["userDataBase64"]),
    ];
}
