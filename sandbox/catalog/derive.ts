/** From CloudFormation's words to Pulumi's: which inputs of a type replace the resource. Pure. */
import { IRREGULAR_PROPERTIES, IRREGULAR_TYPES, MODULE_SERVICES } from "./cloudformation-names";

/** A resource type of CloudFormation, cut down to what matters here. */
export interface CloudFormationType {
    /** `AWS::EC2::Subnet`. */
    readonly name: string;
    /** Properties whose change replaces the resource, always (`yes`) or in some cases (`maybe`). */
    readonly properties: ReadonlyMap<string, "yes" | "maybe">;
}

export interface DerivedType {
    readonly cloudFormation: string;
    readonly replaces: readonly string[];
    readonly maybe: readonly string[];
    /** Replacing properties of CloudFormation for which the SDK has no input of that name. */
    readonly unmapped: readonly string[];
}

/**
 * CloudFormation replaces some resources for their tags; the provider sets tags with each service's own calls.
 *
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.0.0/docs/resource-tagging.md
 */
const TAGS: ReadonlySet<string> = new Set(["Tags", "TagSpecifications"]);

/** CloudFormation's types by lower-case name. */
export type CloudFormationTypes = ReadonlyMap<string, CloudFormationType>;

export function typesByName(types: Iterable<CloudFormationType>): CloudFormationTypes {
    return new Map([...types].map((type) => [type.name.toLowerCase(), type]));
}

/** The counterpart of a Pulumi token such as `aws:ec2/subnet:Subnet`, or `undefined`. */
export function counterpartOf(token: string, types: CloudFormationTypes): CloudFormationType | undefined {
    const [, place = "", name = ""] = token.split(":");
    const module = place.split("/")[0] ?? "";
    const irregular = IRREGULAR_TYPES[`${module}:${name}`];
    if (irregular !== undefined) {
        return irregular === "none" ? undefined : types.get(`aws::${irregular}`.toLowerCase());
    }
    for (const { service, strip = "", add = "" } of MODULE_SERVICES[module] ?? [{ service: module }]) {
        if (name.startsWith(strip)) {
            const found = types.get(`aws::${service}::${add}${name.slice(strip.length)}`.toLowerCase());
            if (found) {
                return found;
            }
        }
    }
    return undefined;
}

/** @param inputs the inputs that the SDK declares of the type */
export function derive(type: CloudFormationType, inputs: ReadonlySet<string>): DerivedType {
    const named = [...type.properties]
        .filter(([property]) => !TAGS.has(property))
        .map(([property, causes]) => ({ property, causes, inputs: inputsOf(type.name, property, inputs) }));
    const found = (causes: "yes" | "maybe"): readonly string[] =>
        named.flatMap((entry) => (entry.causes === causes ? entry.inputs : []));
    const replaces = new Set(found("yes").flatMap((input) => [input, ...prefixInput(input, inputs)]));
    return {
        cloudFormation: type.name,
        replaces: [...replaces].sort(),
        maybe: [...new Set(found("maybe"))].filter((input) => !replaces.has(input)).sort(),
        unmapped: named.flatMap((entry) => (entry.inputs.length === 0 ? [entry.property] : [])).sort(),
    };
}

/**
 * The provider makes a name from `namePrefix` just once, so that a new prefix means a new resource.
 *
 * https://github.com/hashicorp/terraform-provider-aws/blob/v6.0.0/docs/resource-name-generation.md
 */
function prefixInput(input: string, inputs: ReadonlySet<string>): readonly string[] {
    return inputs.has(`${input}Prefix`) ? [`${input}Prefix`] : [];
}

/** The inputs that a CloudFormation property goes by; none where the SDK has no such input. */
function inputsOf(typeName: string, property: string, inputs: ReadonlySet<string>): readonly string[] {
    const irregular = IRREGULAR_PROPERTIES[typeName.replace(/^AWS::/, "")]?.[property];
    if (irregular !== undefined) {
        return irregular.filter((input) => inputs.has(input));
    }
    const byName = new Map([...inputs].map((input) => [input.toLowerCase(), input]));
    const candidates = candidateNames(typeName.split("::").at(-1) ?? "", property);
    const input = candidates.map((name) => byName.get(name.toLowerCase())).find((name) => name !== undefined);
    return input === undefined ? [] : [input];
}

/** Names to try, best first. */
function candidateNames(kind: string, property: string): readonly string[] {
    const names = [property, ...otherNumber(property)];
    if (property.toLowerCase().startsWith(kind.toLowerCase()) && property.length > kind.length) {
        const rest = property.slice(kind.length);
        names.push(rest, ...otherNumber(rest));
    }
    const stem = property.replace(/Name$/, "").toLowerCase();
    if (stem !== property.toLowerCase() && (kind.toLowerCase().endsWith(stem) || stem.endsWith(kind.toLowerCase()))) {
        // SecurityGroup's GroupName, and SubnetGroup's CacheSubnetGroupName, are plain `name`.
        names.push("name");
    }
    // The provider calls a reference by the thing referred to: RoleName is `role`, RestApiId `restApi`.
    names.push(property.replace(/(Id|Arn|Name)$/, ""));
    return names;
}

/** The provider has lists in the plural (`subnetIds`), CloudFormation not always. */
function otherNumber(name: string): readonly string[] {
    return name.endsWith("s") ? [name.slice(0, -1)] : [`${name}s`, name.replace(/y$/, "ies")];
}
