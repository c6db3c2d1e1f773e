/**
 * Functions that @pulumi/pulumi exports and leaves out of its declarations, as far as remote components need them.
 * Checked with 3.248.0; what uses them is `construct.ts` alone.
 */
import type { Inputs } from "@pulumi/pulumi";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

declare module "@pulumi/pulumi/runtime/state" {
    /** Runs a program with settings of its own, which follow it through all that is asynchronous. */
    export function withLocalStorage<T>(run: () => Promise<T>): Promise<T>;
}

declare module "@pulumi/pulumi/runtime/settings" {
    /** Asks the engine that was set what it can do. */
    export function awaitFeatureSupport(): Promise<void>;
    /** Resolves once every call to the engine has been answered. */
    export function waitForRPCs(): Promise<void>;
}

declare module "@pulumi/pulumi/provider/server" {
    /** @param dependencies the resources that each input depends on */
    export function deserializeInputs(
        inputs: Struct | undefined,
        dependencies: { get(key: string): { getUrnsList(): string[] } | undefined },
    ): Promise<Inputs>;
}

declare module "@pulumi/pulumi/output" {
    interface OutputInstance<T> {
        /** The value once it is there; rejected where it cannot be had. */
        promise(withUnknowns?: boolean): Promise<T>;
    }
}
