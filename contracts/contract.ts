import * as pulumi from "@pulumi/pulumi";
import { previewedOutputsOf } from "./previewed";

/** The output that carries the contract's version beside its values. */
export const VERSION_OUTPUT = "contractVersion";

/** The types that an output of a stack may have, by the name a contract gives them. */
export interface OutputTypes {
    string: string;
    number: number;
    boolean: boolean;
    "string[]": string[];
    "map<string>": Record<string, string>;
}

export type OutputType = keyof OutputTypes;

type OutputShape = Readonly<Record<string, OutputType>>;

/** What a project promises to export: the only thing that other stacks may know of it. */
export interface Contract<Shape extends OutputShape = OutputShape> {
    /** The Pulumi project that exports it. */
    readonly project: string;
    /** A positive whole number. Raise it when an output changes its meaning or goes; adding one needs no new version. */
    readonly version: number;
    /** Every output by its name, with its type. */
    readonly outputs: Shape;
}

/** The outputs of a contract as a program gives them. */
export type ContractValues<C extends Contract> = {
    readonly [Name in keyof C["outputs"]]: pulumi.Input<OutputTypes[C["outputs"][Name]]>;
};

/** The outputs of a stack that keeps to a contract. */
export type ExportedOutputs<C extends Contract> = ContractValues<C> & { readonly [VERSION_OUTPUT]: number };

/** The outputs of a contract as a program reads them. */
export type ContractOutputs<C extends Contract> = {
    readonly [Name in keyof C["outputs"]]: pulumi.Output<OutputTypes[C["outputs"][Name]]>;
};

/** A stack and its contract don't fit together. */
export class ContractError extends Error {
    override readonly name = "ContractError";
}

/** Declares a contract, keeping the literal names and types for the compiler. */
export function defineContract<const Shape extends OutputShape>(contract: Contract<Shape>): Contract<Shape> {
    if (!Number.isInteger(contract.version) || contract.version < 1) {
        throw new ContractError(
            `The contract of ${contract.project} has version ${contract.version}; allowed: 1, 2, …`,
        );
    }
    if (VERSION_OUTPUT in contract.outputs) {
        throw new ContractError(`The contract of ${contract.project} may not have an output named ${VERSION_OUTPUT}`);
    }
    return contract;
}

/** Values with every output of the contract and no other. */
export type ExactValues<C extends Contract, Values> = Values &
    ContractValues<C> &
    Readonly<Record<Exclude<keyof Values, keyof C["outputs"]>, never>>;

/** The stack's outputs: the contract's, all of them and no other, and its version. A missing one doesn't compile. */
export function exportOutputs<C extends Contract, Values extends ContractValues<C>>(
    contract: C,
    values: ExactValues<C, Values>,
): ExportedOutputs<C> {
    const given = Object.keys(values);
    const promised = Object.keys(contract.outputs);
    const missing = promised.filter((name) => !given.includes(name));
    const extra = given.filter((name) => !promised.includes(name));
    if (missing.length + extra.length > 0) {
        const list = (names: string[]): string => (names.length === 0 ? "none" : names.join(", "));
        throw new ContractError(
            `The outputs of ${contract.project} break its contract: missing: ${list(missing)}; extra: ${list(extra)}. ` +
                `Change contracts/${contract.project}.ts and the program together`,
        );
    }
    return { ...values, [VERSION_OUTPUT]: contract.version };
}

/** The full name by which the stack of an environment is referred to: `organization/foundation/staging`. */
export function stackReferenceName(contract: Contract, stack: string): string {
    return `${pulumi.getOrganization()}/${contract.project}/${stack}`;
}

/**
 * The outputs of another stack, typed by its contract. An output that is missing, of another type, or of another
 * version of the contract fails whatever uses it, naming the output and the command that makes it; one that isn't
 * known yet stays unknown. In a preview of the whole environment the values are those that the other stack's preview
 * foretold.
 *
 * @param stackName `<organization>/<project>/<stack>`, see {@link stackReferenceName}.
 */
export function readContract<C extends Contract>(
    contract: C,
    stackName: string,
    opts?: pulumi.CustomResourceOptions,
): ContractOutputs<C> {
    const outputOf = outputReader(stackName, opts);
    const source = { contract, stackName };
    const versionChecked = outputOf(VERSION_OUTPUT).apply((version) => checkVersion(source, version));
    const read = ([name, type]: [string, OutputType]) => {
        const value = pulumi.all([versionChecked, outputOf(name)]);
        return [name, value.apply(([, found]) => checkOutput(source, name, type, found))] as const;
    };
    return Object.fromEntries(Object.entries(contract.outputs).map(read)) as unknown as ContractOutputs<C>;
}

/** The stack is referred to in any case, so that a preview and an update see the same resources. */
function outputReader(
    stackName: string,
    opts: pulumi.CustomResourceOptions | undefined,
): (name: string) => pulumi.Output<unknown> {
    const reference = new pulumi.StackReference(stackName, {}, opts);
    const previewed = previewedOutputsOf(stackName);
    return (name) =>
        previewed === undefined
            ? reference.getOutput(name)
            : pulumi.output<unknown>(Promise.resolve(previewed).then((outputs) => outputs[name]));
}

interface ContractSource {
    readonly contract: Contract;
    readonly stackName: string;
}

function checkVersion(source: ContractSource, version: unknown): void {
    const { contract, stackName } = source;
    if (version === undefined) {
        throw new ContractError(
            `Stack ${stackName} exports no ${VERSION_OUTPUT}: it was never deployed with its contract. ${remedy(source)}`,
        );
    }
    if (version !== contract.version) {
        throw new ContractError(
            `Stack ${stackName} exports version ${JSON.stringify(version)} of its contract, ` +
                `and version ${contract.version} is read here. ${remedy(source)}`,
        );
    }
}

function checkOutput(source: ContractSource, name: string, type: OutputType, found: unknown): unknown {
    if (found === undefined) {
        throw new ContractError(`Stack ${source.stackName} has no output ${name}. ${remedy(source)}`);
    }
    if (!isOfType(type, found)) {
        // The value stays out of the message: it may be a secret.
        throw new ContractError(`Output ${name} of stack ${source.stackName} is not a ${type}. ${remedy(source)}`);
    }
    return found;
}

function remedy({ contract, stackName }: ContractSource): string {
    const environment = stackName.split("/").at(-1) ?? stackName;
    return `Run: plinth up ${environment} ${contract.project}`;
}

function isOfType(type: OutputType, value: unknown): boolean {
    const isString = (item: unknown): boolean => typeof item === "string";
    switch (type) {
        case "string":
        case "number":
        case "boolean":
            return typeof value === type;
        case "string[]":
            return Array.isArray(value) && value.every(isString);
        case "map<string>":
            return (
                typeof value === "object" &&
                value !== null &&
                !Array.isArray(value) &&
                Object.values(value).every(isString)
            );
    }
}
