/**
 * What the installed SDKs declare of a type, read from their files: nothing of an SDK is loaded or run.
 *
 * Reading 60 types of AWS takes some 20 ms; answers are kept for the life of the process.
 */
import { filesOf, packageOf, packageVersion, providerScript } from "./sdk-files";
import type { OutputKind, OutputShape } from "./sdk-text";
import { classOutputs, interfaceMembers, invokeArguments, scriptFacts } from "./sdk-text";

export { packageOf, packageVersion };
export type { OutputKind, OutputShape };

/** A resource type as its SDK declares it. */
export interface TypeDeclaration {
    /** `aws:ec2/subnet:Subnet`. */
    readonly token: string;
    /** Every property a program may give. */
    readonly inputs: ReadonlySet<string>;
    /** The inputs a program must give. */
    readonly required: ReadonlySet<string>;
    /** Properties that only the provider sets. */
    readonly computedOnly: ReadonlySet<string>;
    /** All properties of a resource that exists, inputs included. */
    readonly outputs: ReadonlyMap<string, OutputShape>;
    /** Outputs that the SDK marks as secret whatever the provider answers. */
    readonly secretOutputs: ReadonlySet<string>;
    /** Inputs that the SDK wraps as secrets before it sends them. */
    readonly secretInputs: ReadonlySet<string>;
    /** Earlier tokens of the type. */
    readonly aliases: readonly string[];
}

/** The configuration of a provider resource, such as `new aws.Provider(…)`. */
export interface ProviderDeclaration {
    /** `pulumi:providers:aws`. */
    readonly token: string;
    readonly inputs: ReadonlySet<string>;
    /** Inputs that arrive as JSON text, since provider configuration is text on the wire. */
    readonly jsonEncoded: ReadonlySet<string>;
    readonly secretInputs: ReadonlySet<string>;
}

/** A data source as its SDK declares it. */
export interface InvokeDeclaration {
    /** `aws:ec2/getVpc:getVpc`. */
    readonly token: string;
    readonly arguments: ReadonlySet<string>;
    readonly required: ReadonlySet<string>;
    readonly results: ReadonlyMap<string, OutputShape>;
}

const resources = new Map<string, TypeDeclaration | undefined>();
const providers = new Map<string, ProviderDeclaration | undefined>();
const invokes = new Map<string, InvokeDeclaration | undefined>();

/**
 * The declaration of a resource type; `undefined` for a type that no installed SDK declares, such as a Kubernetes
 * custom resource, and for provider resources ({@link providerDeclaration}).
 */
export function declarationOf(token: string): TypeDeclaration | undefined {
    return remembered(resources, token, readType);
}

/**
 * Inputs that the cloud fills in where a program leaves them out: optional, yet always there once the resource exists.
 * Means nothing for Kubernetes, whose SDK declares every output as always there.
 */
export function filledIn(declaration: TypeDeclaration): ReadonlySet<string> {
    const optional = [...declaration.inputs].filter((name) => !declaration.required.has(name));
    return new Set(optional.filter((name) => declaration.outputs.get(name)?.optional === false));
}

/** The configuration a package's provider takes. @param pkg `aws` */
export function providerDeclaration(pkg: string): ProviderDeclaration | undefined {
    return remembered(providers, pkg, readProvider);
}

/** The declaration of a data source; `undefined` where no installed SDK declares it. */
export function invokeDeclaration(token: string): InvokeDeclaration | undefined {
    return remembered(invokes, token, readInvoke);
}

function remembered<T>(
    store: Map<string, T | undefined>,
    key: string,
    read: (key: string) => T | undefined,
): T | undefined {
    if (!store.has(key)) {
        store.set(key, read(key));
    }
    return store.get(key);
}

function readType(token: string): TypeDeclaration | undefined {
    const files = filesOf(token, `__pulumiType = '${token}'`);
    if (!files) {
        return undefined;
    }
    const { inputs, required, computedOnly, secretOutputs, secretInputs, aliases } = scriptFacts(files.script);
    let outputs: ReadonlyMap<string, OutputShape> | undefined;
    return {
        token,
        inputs,
        required,
        computedOnly,
        get outputs() {
            outputs ??= classOutputs(files.types());
            return outputs;
        },
        secretOutputs,
        secretInputs,
        aliases,
    };
}

function readProvider(pkg: string): ProviderDeclaration | undefined {
    const script = providerScript(pkg);
    if (script === undefined) {
        return undefined;
    }
    const { inputs, jsonEncoded, secretInputs } = scriptFacts(script);
    return { token: `pulumi:providers:${pkg}`, inputs, jsonEncoded, secretInputs };
}

function readInvoke(token: string): InvokeDeclaration | undefined {
    const files = filesOf(token, `invoke("${token}"`);
    const name = token.split(":").at(-1);
    if (!files || !name) {
        return undefined;
    }
    const stem = `${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`;
    const types = files.types();
    const members = interfaceMembers(types, `${stem}Args`) ?? new Map<string, OutputShape>();
    return {
        token,
        arguments: invokeArguments(files.script, token),
        required: new Set([...members].filter(([, shape]) => !shape.optional).map(([member]) => member)),
        results: interfaceMembers(types, `${stem}Result`) ?? new Map<string, OutputShape>(),
    };
}
