import fs from "node:fs";
import path from "node:path";
import type { Dependent } from "./dependency-order";

/** A project's program, run in this process. */
export type Program = () => Promise<Record<string, unknown>>;

/** One Pulumi project of the repository. Its stacks are named for the environment they hold. */
export interface Project extends Dependent {
    /** As in its Pulumi.yaml. */
    readonly name: string;
    /** Relative to the repository. */
    readonly folder: string;
    /** Files and folders that its program is made of, relative to the repository. @default - unknown */
    readonly sources?: readonly string[];
    /** Projects whose outputs it reads. */
    readonly dependsOn: readonly string[];
    /** `people`: real clouds are changed by somebody who has looked at the plan, never by CI or unasked. @default - by either */
    readonly appliedBy?: "people";
    /** Loads the program and with it the SDKs: called only once everything else is checked. */
    load(): Promise<Program>;
    /** Checks the whole configuration of one stack without an engine; throws an error that lists all faults. */
    checkConfig(stackFile: string, environment: string): Promise<void>;
}

/** A project's config, as its schema module exports it. */
interface CheckableConfig {
    parse(record: Readonly<Record<string, unknown>>, stack: string): unknown;
}

/** Reads a stack's file against the project's schema, which is loaded when it is needed. */
function checkedBy(load: () => Promise<CheckableConfig>): Project["checkConfig"] {
    return async (stackFile, environment) => {
        const { readStackFile } = await import("../config/stack-file.js");
        (await load()).parse(readStackFile(stackFile), environment);
    };
}

/** What every program is made of. */
const SHARED_SOURCES = ["components", "config", "contracts", "package-lock.json"];

/** All projects. A further one is one entry here. */
export const PROJECTS: readonly Project[] = [
    {
        name: "foundation",
        folder: ".",
        sources: ["index.ts", ...SHARED_SOURCES],
        dependsOn: [],
        load: async () => (await import("../index.js")).default,
        checkConfig: checkedBy(async () => (await import("../config/foundation.js")).foundationConfig),
    },
    {
        name: "data",
        folder: "stacks/data",
        sources: ["stacks/data", ...SHARED_SOURCES],
        dependsOn: ["foundation"],
        load: async () => (await import("../stacks/data/index.js")).default,
        checkConfig: checkedBy(async () => (await import("../config/data.js")).dataConfig),
    },
    {
        name: "services",
        folder: "stacks/services",
        sources: ["stacks/services", ...SHARED_SOURCES],
        dependsOn: ["foundation", "data"],
        load: async () => (await import("../stacks/services/index.js")).default,
        checkConfig: checkedBy(async () => (await import("../config/services.js")).servicesConfig),
    },
    {
        name: "vendor-buckets",
        folder: "stacks/vendor-buckets",
        sources: ["stacks/vendor-buckets", "runtime", ...SHARED_SOURCES],
        dependsOn: [],
        appliedBy: "people",
        load: async () => {
            const { default: program } = await import("../stacks/vendor-buckets/index.js");
            // `requirePeople` of the command has been called by then, for these projects alone.
            return () => program({ asked: true });
        },
        checkConfig: checkedBy(async () => (await import("../config/vendor-buckets.js")).vendorBucketsConfig),
    },
];

/** A file whose name tells an environment of the project in whose folder it is. */
export const ENVIRONMENT_FILE = /^Pulumi\.([A-Za-z0-9_-]+)\.ya?ml$/;

/** The environments of a project, from the names of the files in its folder. */
export function environmentsAmong(fileNames: readonly string[]): readonly string[] {
    return fileNames
        .map((name) => ENVIRONMENT_FILE.exec(name)?.[1])
        .filter((environment) => environment !== undefined)
        .sort();
}

/** The environments that a project's folder holds; none where there is no such folder. */
export function environmentsOf(root: string, project: Pick<Project, "folder">): readonly string[] {
    const folder = path.join(root, project.folder);
    return fs.existsSync(folder) ? environmentsAmong(fs.readdirSync(folder)) : [];
}

/** The file with the configuration of one environment of a project. */
export function stackFileOf(root: string, project: Pick<Project, "folder">, environment: string): string {
    return path.join(root, project.folder, `Pulumi.${environment}.yaml`);
}
