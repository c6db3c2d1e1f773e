/**
 * Instance types: what a launch needs to know of them. Families not listed pass as x86_64 with room for interfaces, so
 * that a new type of AWS's is not refused here.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (interfaces: "Maximum network interfaces").
 */

export type Architecture = "x86_64" | "arm64";

export interface InstanceType {
    readonly name: string;
    readonly architecture: Architecture;
    readonly vcpus: number;
    readonly maxInterfaces: number;
    readonly burstable: boolean;
}

const SIZES: Readonly<Record<string, { readonly vcpus: number; readonly interfaces: number }>> = {
    nano: { vcpus: 2, interfaces: 2 },
    micro: { vcpus: 2, interfaces: 2 },
    small: { vcpus: 2, interfaces: 3 },
    medium: { vcpus: 2, interfaces: 3 },
    large: { vcpus: 2, interfaces: 3 },
    xlarge: { vcpus: 4, interfaces: 4 },
    "2xlarge": { vcpus: 8, interfaces: 4 },
    "4xlarge": { vcpus: 16, interfaces: 8 },
    "8xlarge": { vcpus: 32, interfaces: 8 },
    "9xlarge": { vcpus: 36, interfaces: 8 },
    "12xlarge": { vcpus: 48, interfaces: 8 },
    "16xlarge": { vcpus: 64, interfaces: 15 },
    "18xlarge": { vcpus: 72, interfaces: 15 },
    "24xlarge": { vcpus: 96, interfaces: 15 },
    "32xlarge": { vcpus: 128, interfaces: 15 },
    "48xlarge": { vcpus: 192, interfaces: 15 },
    metal: { vcpus: 96, interfaces: 15 },
};

/** Sizes whose figures differ within a family. */
const EXCEPTIONS: Readonly<Record<string, { readonly vcpus: number; readonly interfaces: number }>> = {
    "t2.nano": { vcpus: 1, interfaces: 2 },
    "t2.micro": { vcpus: 1, interfaces: 2 },
    "t2.small": { vcpus: 1, interfaces: 3 },
    "m6g.medium": { vcpus: 1, interfaces: 2 },
    "m7g.medium": { vcpus: 1, interfaces: 2 },
    "c6g.medium": { vcpus: 1, interfaces: 2 },
    "c7g.medium": { vcpus: 1, interfaces: 2 },
    "r6g.medium": { vcpus: 1, interfaces: 2 },
    "r7g.medium": { vcpus: 1, interfaces: 2 },
};

/** `t4g.nano`; a family is letters, a generation and the marks of its variant, among them `g` for Graviton. */
const FORM = /^(?<family>[a-z]+)(?<generation>\d+)(?<variant>[a-z]*)(?<more>-[0-9a-z]+)*\.(?<size>[0-9a-z-]+)$/;

/** The type, or `undefined` for a text that cannot be one. */
export function instanceType(name: string): InstanceType | undefined {
    const parts = FORM.exec(name)?.groups;
    const size = SIZES[parts?.["size"] ?? ""];
    if (!parts || (!size && !/^(\d+x)?metal(-\d+xl)?$|^\d+xlarge$/.test(parts["size"] ?? ""))) {
        return undefined;
    }
    const figures = EXCEPTIONS[name] ?? size ?? { vcpus: 96, interfaces: 15 };
    return {
        name,
        architecture: isGraviton(parts["family"] ?? "", parts["variant"] ?? "") ? "arm64" : "x86_64",
        vcpus: figures.vcpus,
        maxInterfaces: figures.interfaces,
        burstable: parts["family"] === "t",
    };
}

function isGraviton(family: string, variant: string): boolean {
    return family === "a" || variant.startsWith("g");
}
