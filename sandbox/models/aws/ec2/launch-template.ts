/** Launch templates and their versions. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import { sameValue } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { conflict, given, textRule } from "./input-checks";
import { text } from "./records";
import { checkRow, operation, provider, replacementRules, row } from "./sources";

type TemplateInputs = Unwrap<aws.ec2.LaunchTemplateArgs>;

const CREATE = operation("CreateLaunchTemplate");
const PROVIDER = provider("ec2_launch_template");
const USER_DATA_LIMIT = 16384;

export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
/** A version's data: a record of its own, so that a launch can name an old version. */
const VERSION = "aws:ec2/launchTemplate:Version";

export const launchTemplateRefusals = {
    exists: row("InvalidLaunchTemplateName.AlreadyExistsException", "the region has a template of this name"),
    unknownVersion: row(
        "InvalidLaunchTemplateId.VersionNotFound",
        "the default version is one that the template does not have",
    ),
    malformedImage: row("InvalidAMIID.Malformed", "the image's id does not begin with `ami-`"),
    malformedUserData: row("InvalidUserData.Malformed", "the user data are not in Base64"),
    longUserData: row("InvalidParameterValue", "the user data are longer than 16 KiB", CREATE),
    nameForm: checkRow("the name is not 3 to 128 of letters, digits and ( ) . / _ -", PROVIDER),
    versionRules: checkRow("both a default version and `updateDefaultVersion` are given", PROVIDER),
} as const satisfies Record<string, Refusal>;

/** Inputs that are the template's own and not a version's. */
const OUTSIDE_VERSIONS = ["defaultVersion", "name", "namePrefix", "region", "tags", "updateDefaultVersion"];

function faults(inputs: Partial<TemplateInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const of = given(inputs, unknown);
    return [
        ...textRule(of, "name", (name) =>
            /^[a-zA-Z0-9()./_-]{3,128}$/.test(name)
                ? undefined
                : `'${name}' is not a launch template name: 3 to 128 of letters, digits and ( ) . / _ -`,
        ),
        ...conflict(of, "updateDefaultVersion", ["defaultVersion"]),
    ];
}

/** What one version says. */
function versionData(inputs: Properties): Properties {
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !OUTSIDE_VERSIONS.includes(key)));
}

function latestOf(record: WorldRecord | undefined): number {
    const latest = record?.outputs["latestVersion"];
    return typeof latest === "number" ? latest : 0;
}

function properties(inputs: TemplateInputs): Properties {
    return Object.fromEntries(Object.entries(inputs));
}

/** A change of anything that a version says makes a new one. */
function latestVersion(op: Operation<TemplateInputs>): number {
    const before = latestOf(op.previous);
    const data = versionData(properties(op.inputs));
    return op.previous && sameValue(versionData(op.previous.inputs), data) ? before : before + 1;
}

function defaultVersion(op: Operation<TemplateInputs>): number {
    const latest = latestVersion(op);
    if (op.inputs.updateDefaultVersion) {
        return latest;
    }
    const before = op.previous?.outputs["defaultVersion"];
    return op.inputs.defaultVersion ?? (typeof before === "number" ? before : 1);
}

function putVersion(op: Operation<TemplateInputs>): void {
    const version = latestVersion(op);
    op.world.put({
        type: VERSION,
        id: `${op.id}:${version}`,
        outputs: versionData(properties(op.inputs)),
        ownedBy: { type: LAUNCH_TEMPLATE, id: op.id },
    });
}

/** The template of this id or name. */
export function findTemplate(
    view: Pick<View, "get" | "list">,
    named: { readonly id?: string; readonly name?: string },
): WorldRecord | undefined {
    return named.id === undefined
        ? view.list(LAUNCH_TEMPLATE).find((record) => text(record, "name") === named.name)
        : view.get(LAUNCH_TEMPLATE, named.id);
}

/** The data of `$Latest`, `$Default` or a number; `undefined` for a version that does not exist. */
export function templateVersion(
    view: Pick<View, "get">,
    template: WorldRecord,
    version: string,
): Properties | undefined {
    const defaultOne = Number(template.outputs["defaultVersion"] ?? 1);
    const number = version === "$Latest" ? latestOf(template) : version === "$Default" ? defaultOne : Number(version);
    return view.get(VERSION, `${template.id}:${number}`)?.outputs;
}

function refuse(op: Operation<TemplateInputs>): void {
    const { imageId, name, userData } = op.inputs;
    const namesakes = op.world.list(LAUNCH_TEMPLATE).filter((record) => text(record, "name") === name);
    if (namesakes.some((record) => record.id !== op.id)) {
        op.refuse(launchTemplateRefusals.exists, "Launch template name already in use.");
    }
    if (imageId !== undefined && !/^(ami-|resolve:ssm:)/.test(imageId)) {
        op.refuse(launchTemplateRefusals.malformedImage, `Invalid id: "${imageId}" (expecting "ami-...")`);
    }
    if (userData !== undefined) {
        refuseUserData(op, userData);
    }
    if (op.kind === "update" && defaultVersion(op) > latestVersion(op)) {
        op.refuse(
            launchTemplateRefusals.unknownVersion,
            `Could not find the specified version ${op.inputs.defaultVersion} for the launch template with ID ${op.id}.`,
        );
    }
}

function refuseUserData(op: Operation<TemplateInputs>, userData: string): void {
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(userData)) {
        op.refuse(launchTemplateRefusals.malformedUserData, "Invalid BASE64 encoding of user data.");
    }
    if (Buffer.from(userData, "base64").length > USER_DATA_LIMIT) {
        op.refuse(launchTemplateRefusals.longUserData, `User data is limited to ${USER_DATA_LIMIT} bytes`);
    }
}

export const launchTemplate = defineModel<TemplateInputs>({
    type: LAUNCH_TEMPLATE,
    source: CREATE,
    api: {
        service: "EC2",
        create: "CreateLaunchTemplate",
        update: "CreateLaunchTemplateVersion",
        delete: "DeleteLaunchTemplate",
    },
    mint: (_inputs, hex) => `lt-0${hex(16)}`,
    refusals: launchTemplateRefusals,
    replacement: replacementRules(PROVIDER, {
        replaces: ["name", "namePrefix"],
        inPlace: [
            "blockDeviceMappings",
            "defaultVersion",
            "description",
            "iamInstanceProfile",
            "imageId",
            "instanceType",
            "keyName",
            "metadataOptions",
            "networkInterfaces",
            "tagSpecifications",
            "updateDefaultVersion",
            "userData",
            "vpcSecurityGroupIds",
        ],
    }),
    autoname: { property: "name", maxLength: 128 },
    unordered: ["vpcSecurityGroupIds"],
    check: (inputs, { unknown }) => faults(inputs, unknown),
    validate: refuse,
    outputs: (op) => ({
        arn: op.arn("ec2", `launch-template/${op.id}`),
        defaultVersion: defaultVersion(op),
        latestVersion: latestVersion(op),
        metadataOptions: {
            httpEndpoint: "",
            httpProtocolIpv6: "",
            httpPutResponseHopLimit: 0,
            httpTokens: "",
            instanceMetadataTags: "",
            ...op.inputs.metadataOptions,
        },
        namePrefix: op.inputs.namePrefix ?? "",
    }),
    afterCreate: putVersion,
    afterUpdate: putVersion,
});
