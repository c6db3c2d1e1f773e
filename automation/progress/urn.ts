/** A resource as people speak of it. */
export interface ResourceName {
    /** Logical name in the program. */
    readonly name: string;
    /** Type without the file part of the module: `aws:ec2:Vpc`. */
    readonly type: string;
}

/**
 * Name and type of the resource that a URN stands for (`urn:pulumi:<stack>::<project>::<types of parents>$<type>::<name>`,
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#urns). A name may hold `::` itself.
 */
export function nameOf(urn: string): ResourceName {
    const [, , qualified = "", ...name] = urn.split("::");
    const type = qualified.split("$").at(-1) ?? "";
    return name.length === 0 ? { name: urn, type: "" } : { name: name.join("::"), type: shortType(type) };
}

/** The type of the resource that a URN stands for, as programs and providers write it: `aws:ec2/vpc:Vpc`. */
export function typeOf(urn: string): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** `aws:ec2/vpc:Vpc` as `aws:ec2:Vpc`. */
export function shortType(type: string): string {
    const [pkg = "", module = "", ...rest] = type.split(":");
    return rest.length === 0 ? type : [pkg, module.split("/")[0], ...rest].join(":");
}

/** The engine adds such a provider by itself; its summary doesn't count it. */
export function isDefaultProvider(urn: string): boolean {
    return /::pulumi:providers:[^:]+::default(_[\w]+)*$/.test(urn);
}

/** Whether the URN is the stack's own, the resource that carries the outputs. */
export function isStack(urn: string): boolean {
    return /::pulumi:pulumi:Stack::/.test(urn);
}
