/** `getAmi`: one of the machine images that the sandbox knows, or of the program's own. */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { filtered, filterRefusals } from "./filters";
import type { Image } from "./images";
import { images } from "./images";
import { checkRow, provider } from "./sources";

type Args = aws.ec2.GetAmiArgs;

const SOURCE = provider("ec2_ami_data_source");

export const getAmiRefusals = {
    ...filterRefusals,
    none: checkRow("no image matches, of those the sandbox knows", SOURCE),
    several: checkRow("more than one image matches and the most recent one is not asked for", SOURCE),
    unboundedSearch: checkRow("the most recent image is asked for without owners or an owner filter", SOURCE),
} as const satisfies Record<string, Refusal>;

const TEXTS = {
    architecture: (image: Image) => image.architecture,
    description: (image: Image) => image.description,
    "ena-support": () => "true",
    hypervisor: () => "xen",
    "image-id": (image: Image) => image.id,
    "image-type": () => "machine",
    "is-public": () => "true",
    name: (image: Image) => image.name,
    "owner-alias": (image: Image) => image.ownerAlias,
    "owner-id": (image: Image) => image.ownerId,
    "root-device-name": (image: Image) => image.rootDeviceName,
    "root-device-type": () => "ebs",
    state: () => "available",
    "virtualization-type": () => "hvm",
};

function ownedBy(image: Image, owners: readonly string[] | undefined, account: string): boolean {
    return (
        owners === undefined ||
        owners.some(
            (owner) =>
                owner === image.ownerId ||
                owner === image.ownerAlias ||
                (owner === "self" && image.ownerId === account),
        )
    );
}

/** Without an owner anybody's image could be the newest: the provider refuses that. */
function refuseUnbounded(args: Args, context: InvokeContext): void {
    const bounding = ["image-id", "owner-id", "owner-alias"];
    const bounded = (args.filters ?? []).some((filter) => bounding.includes(filter.name));
    if (args.mostRecent && !args.allowUnsafeFilter && (args.owners ?? []).length === 0 && !bounded) {
        context.refuse(
            getAmiRefusals.unboundedSearch,
            'Most Recent Image Not Filtered: "most_recent" is set to "true" and results are not filtered by owner or ' +
                "image ID. With this configuration, a third party may introduce a new image which will be returned.",
        );
    }
}

function choose(args: Args, context: InvokeContext): Image {
    const all = images(context.view, context).filter((image) => ownedBy(image, args.owners, context.account));
    const named =
        args.nameRegex === undefined ? all : all.filter((image) => new RegExp(args.nameRegex ?? "").test(image.name));
    const found = [...filtered(context, named, args.filters, TEXTS, () => ({}))];
    const newest = found.sort((left, right) => (left.creationDate < right.creationDate ? 1 : -1))[0];
    if (!newest) {
        return context.refuse(
            getAmiRefusals.none,
            "Your query returned no results. Please change your search criteria and try again.",
        );
    }
    if (found.length > 1 && !args.mostRecent) {
        return context.refuse(
            getAmiRefusals.several,
            "Your query returned more than one result. Please try a more specific search criteria, or set `most_recent` " +
                "attribute to true.",
        );
    }
    return newest;
}

export const getAmi = defineInvoke<Args>({
    token: "aws:ec2/getAmi:getAmi",
    source: SOURCE,
    refusals: getAmiRefusals,
    invoke: (args, context): Properties => {
        refuseUnbounded(args, context);
        const image = choose(args, context);
        const snapshotId = `snap-0${context.hash(`snapshot ${image.id}`, 16)}`;
        return {
            architecture: image.architecture,
            arn: `arn:${context.partition}:ec2:${context.region}::image/${image.id}`,
            blockDeviceMappings: [
                {
                    deviceName: image.rootDeviceName,
                    ebs: {
                        delete_on_termination: "true",
                        encrypted: "false",
                        iops: "3000",
                        snapshot_id: snapshotId,
                        throughput: "125",
                        volume_size: String(image.rootSize),
                        volume_type: "gp3",
                    },
                    noDevice: "",
                    virtualName: "",
                },
            ],
            bootMode: "uefi-preferred",
            creationDate: image.creationDate,
            deprecationTime: "",
            description: image.description,
            enaSupport: true,
            hypervisor: "xen",
            id: image.id,
            imageId: image.id,
            imageLocation: `${image.ownerAlias || image.ownerId}/${image.name}`,
            imageOwnerAlias: image.ownerAlias,
            imageType: "machine",
            imdsSupport: "v2.0",
            kernelId: "",
            lastLaunchedTime: "",
            mostRecent: args.mostRecent ?? false,
            name: image.name,
            ownerId: image.ownerId,
            ...(args.owners === undefined ? {} : { owners: args.owners }),
            platform: "",
            platformDetails: "Linux/UNIX",
            productCodes: [],
            public: image.ownerAlias !== "self",
            ramdiskId: "",
            region: context.region,
            rootDeviceName: image.rootDeviceName,
            rootDeviceType: "ebs",
            rootSnapshotId: snapshotId,
            sriovNetSupport: "simple",
            state: "available",
            stateReason: { code: "UNSET", message: "UNSET" },
            tags: {},
            tpmSupport: "",
            usageOperation: "RunInstances",
            virtualizationType: "hvm",
        };
    },
});
