/**
 * Machine images: those the sandbox knows in each region, published by their real owners under their real naming rules,
 * with ids of the sandbox's own. An image's id differs by region, as it does in EC2.
 */
import { stableHex } from "../../../worlds/hash";
import type { Place, View } from "../../kernel/model";
import type { Architecture } from "./instance-types";
import { text } from "./records";

export interface Image {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly ownerId: string;
    readonly ownerAlias: string;
    readonly architecture: Architecture;
    readonly creationDate: string;
    readonly rootDeviceName: string;
    /** GiB of the root volume's snapshot: a smaller root volume is refused. */
    readonly rootSize: number;
}

interface Family {
    readonly name: (architecture: Architecture, version: string) => string;
    readonly description: string;
    readonly ownerId: string;
    readonly ownerAlias: string;
    readonly rootDeviceName: string;
    readonly rootSize: number;
    /** Newest last; an image's creation date follows from its place. */
    readonly versions: readonly string[];
}

const AMAZON = { ownerId: "137112412989", ownerAlias: "amazon" };
const ECS = { ownerId: "591542846629", ownerAlias: "amazon" };
const EKS = { ownerId: "602401143452", ownerAlias: "amazon" };
const CANONICAL = { ownerId: "099720109477", ownerAlias: "" };
/** https://fck-nat.dev/stable/deploying/ */
const FCK_NAT = { ownerId: "568608671756", ownerAlias: "" };

const FAMILIES: Readonly<Record<string, Family>> = {
    al2023: {
        ...AMAZON,
        name: (architecture, version) => `al2023-ami-${version}-kernel-6.1-${architecture}`,
        description: "Amazon Linux 2023 AMI",
        rootDeviceName: "/dev/xvda",
        rootSize: 8,
        versions: ["2023.6.20250303.0", "2023.7.20250512.0", "2023.8.20250804.0"],
    },
    al2023Minimal: {
        ...AMAZON,
        name: (architecture, version) => `al2023-ami-minimal-${version}-kernel-6.1-${architecture}`,
        description: "Amazon Linux 2023 minimal AMI",
        rootDeviceName: "/dev/xvda",
        rootSize: 2,
        versions: ["2023.7.20250512.0", "2023.8.20250804.0"],
    },
    al2: {
        ...AMAZON,
        name: (architecture, version) => `amzn2-ami-hvm-${version}-${architecture}-gp2`,
        description: "Amazon Linux 2 AMI",
        rootDeviceName: "/dev/xvda",
        rootSize: 8,
        versions: ["2.0.20250305.0", "2.0.20250728.1"],
    },
    ecs: {
        ...ECS,
        name: (architecture, version) => `al2023-ami-ecs-hvm-${version}-kernel-6.1-${architecture}`,
        description: "Amazon Linux AMI amzn-ami-2023 ECS HVM EBS",
        rootDeviceName: "/dev/xvda",
        rootSize: 30,
        versions: ["2023.0.20250610", "2023.0.20250807"],
    },
    eks: {
        ...EKS,
        name: (architecture, version) => `amazon-eks-node-al2023-${architecture}-standard-${version}`,
        description: "EKS-optimized Kubernetes node based on Amazon Linux 2023",
        rootDeviceName: "/dev/xvda",
        rootSize: 20,
        versions: ["1.32-v20250610", "1.33-v20250807"],
    },
    ubuntu2404: {
        ...CANONICAL,
        name: (architecture, version) =>
            `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${architecture === "arm64" ? "arm64" : "amd64"}-server-${version}`,
        description: "Canonical, Ubuntu, 24.04",
        rootDeviceName: "/dev/sda1",
        rootSize: 8,
        versions: ["20250516", "20250805"],
    },
    fckNat: {
        ...FCK_NAT,
        name: (architecture, version) => `fck-nat-al2023-hvm-${version}-${architecture}-ebs`,
        description: "fck-nat on Amazon Linux 2023",
        rootDeviceName: "/dev/xvda",
        rootSize: 2,
        versions: ["1.3.0-20240125", "1.4.0-20250905"],
    },
};

const ARCHITECTURES: readonly Architecture[] = ["x86_64", "arm64"];

function imagesOf(family: Family, region: string): readonly Image[] {
    return ARCHITECTURES.flatMap((architecture) =>
        family.versions.map((version, index) => {
            const name = family.name(architecture, version);
            return {
                id: `ami-0${stableHex(16, region, name)}`,
                name,
                description: family.description,
                ownerId: family.ownerId,
                ownerAlias: family.ownerAlias,
                architecture,
                creationDate: `2025-0${index + 1}-15T00:00:00.000Z`,
                rootDeviceName: family.rootDeviceName,
                rootSize: family.rootSize,
            };
        }),
    );
}

/** Images a program makes itself are taken over as they are. */
const OWN_TYPES = ["aws:ec2/ami:Ami", "aws:ec2/amiCopy:AmiCopy", "aws:ec2/amiFromInstance:AmiFromInstance"];

export function images(view: Pick<View, "list">, place: Pick<Place, "region" | "account">): readonly Image[] {
    const published = Object.values(FAMILIES).flatMap((family) => imagesOf(family, place.region));
    const own = OWN_TYPES.flatMap((type) => view.list(type)).map((record) => ({
        id: record.id,
        name: text(record, "name"),
        description: text(record, "description"),
        ownerId: place.account,
        ownerAlias: "self",
        architecture: text(record, "architecture") === "arm64" ? ("arm64" as const) : ("x86_64" as const),
        creationDate: "2025-12-31T00:00:00.000Z",
        rootDeviceName: text(record, "rootDeviceName") || "/dev/xvda",
        rootSize: 1,
    }));
    return [...published, ...own];
}

export function imageById(
    view: Pick<View, "list">,
    place: Pick<Place, "region" | "account">,
    id: string,
): Image | undefined {
    return images(view, place).find((image) => image.id === id);
}

/** Public parameters that name the newest image of a family, by the start of their path. */
const PARAMETERS: readonly (readonly [RegExp, string])[] = [
    [/^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-(?:default|6\.1)-(?<arch>x86_64|arm64)$/, "al2023"],
    [
        /^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-minimal-kernel-(?:default|6\.1)-(?<arch>x86_64|arm64)$/,
        "al2023Minimal",
    ],
    [/^\/aws\/service\/ami-amazon-linux-latest\/amzn2-ami-(?:kernel-5\.10-)?hvm-(?<arch>x86_64|arm64)-gp2$/, "al2"],
    [/^\/aws\/service\/ecs\/optimized-ami\/amazon-linux-2023\/(?<arch>arm64\/)?recommended\/image_id$/, "ecs"],
    [
        /^\/aws\/service\/eks\/optimized-ami\/1\.\d\d\/amazon-linux-2023\/(?<arch>x86_64|arm64)\/standard\/recommended\/image_id$/,
        "eks",
    ],
    [
        /^\/aws\/service\/canonical\/ubuntu\/server\/24\.04\/stable\/current\/(?<arch>amd64|arm64)\/hvm\/ebs-gp3\/ami-id$/,
        "ubuntu2404",
    ],
];

/** The image that a public parameter names: `/aws/service/ami-amazon-linux-latest/…`. */
export function imageOfParameter(parameter: string, region: string): Image | undefined {
    for (const [form, name] of PARAMETERS) {
        const match = form.exec(parameter);
        const family = FAMILIES[name];
        if (match && family) {
            const architecture = match.groups?.["arch"]?.startsWith("arm64") ? "arm64" : "x86_64";
            return imagesOf(family, region)
                .filter((image) => image.architecture === architecture)
                .at(-1);
        }
    }
    return undefined;
}
