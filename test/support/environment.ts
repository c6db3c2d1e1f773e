/** A whole environment, all of its projects, through the real engine against one sandbox. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { findingsOf, type PolicyReport } from "../../automation/policy/findings";
import { policyConfigOf } from "../../automation/policy/settings";
import { PROJECTS, type Project } from "../../automation/projects";
import { levelsOf } from "../../automation/dependency-order";
import type { Remainder } from "../../sandbox";
import type { WorldRecord } from "../../sandbox/worlds/records";
import { type Counts, discard, type TestPlace, testPlace, type TestStack, testStack } from "./engine";
import { committedConfig, projectsOf, repository, type StackConfig } from "./project-files";

export interface TestEnvironment {
    readonly place: TestPlace;
    /** Types that were answered without a model; of our own stacks there must be none. */
    readonly unmodelled: readonly string[];
    stack(project: string): TestStack;
    /** Exchanges a stack's config, and with it what the policy pack is told. */
    configure(project: string, config: StackConfig): void;
    /** What the policy pack said in all updates so far. */
    policyReport(): PolicyReport;
    /** The committed config of a project's stack. */
    config(project: string): StackConfig;
    /** Each answers how every project's stack changed. Destroy goes the other way round. */
    up(): Promise<ReadonlyMap<string, Counts>>;
    refresh(): Promise<ReadonlyMap<string, Counts>>;
    destroy(): Promise<ReadonlyMap<string, Counts>>;
    /** All that is there in the model clouds, what outlived its resource aside. */
    existing(): readonly WorldRecord[];
    remainder(): readonly Remainder[];
    discard(): Promise<void>;
}

export async function testEnvironment(environment: string): Promise<TestEnvironment> {
    const unmodelled: string[] = [];
    const events: EngineEvent[] = [];
    const place = await testPlace({ log: (line) => unmodelled.push(line) });
    const ordered = levelsOf(projectsOf(environment)).flat();
    const stacks = new Map<string, TestStack>();
    for (const project of ordered) {
        stacks.set(
            project.name,
            await stackOf(project, environment, place, (event) => {
                if (event.policyEvent !== undefined) {
                    events.push(event);
                }
            }),
        );
    }
    const each = async (
        names: readonly string[],
        act: (stack: TestStack) => Promise<{ readonly counts: Counts }>,
    ): Promise<ReadonlyMap<string, Counts>> => {
        const counted = new Map<string, Counts>();
        for (const name of names) {
            counted.set(name, (await act(at(stacks, name))).counts);
        }
        return counted;
    };
    const names = ordered.map(({ name }) => name);
    return {
        place,
        unmodelled,
        stack: (project) => at(stacks, project),
        configure: (project, config) => {
            at(stacks, project).configure(config);
            writeFileSync(policyFile(place, project), policyConfigOf(config, environment));
        },
        policyReport: () => findingsOf(events),
        config: (project) => committedConfig(environment, folderOf(project)),
        up: () => each(names, (stack) => stack.up()),
        refresh: () => each(names, (stack) => stack.refresh()),
        destroy: () => each([...names].reverse(), (stack) => stack.destroy()),
        existing: () => {
            const { worlds } = place.sandbox;
            const all = worlds.scopes().flatMap((scope) => worlds.world(scope).all());
            return all.filter(({ remainder }) => remainder === undefined);
        },
        remainder: () => place.sandbox.remainder(),
        discard: () => discard(place),
    };
}

async function stackOf(
    project: Project,
    environment: string,
    place: TestPlace,
    onEvent: (event: EngineEvent) => void,
): Promise<TestStack> {
    const config = committedConfig(environment, project.folder);
    writeFileSync(policyFile(place, project.name), policyConfigOf(config, environment));
    return testStack({
        program: await project.load(),
        project: project.name,
        stack: environment,
        config,
        place,
        policyPacks: [path.join(repository, "policy")],
        policyPackConfigs: [policyFile(place, project.name)],
        onEvent,
    });
}

function policyFile({ directory }: TestPlace, project: string): string {
    return path.join(directory, `policy-${project}.json`);
}

function folderOf(name: string): string {
    return PROJECTS.find((project) => project.name === name)?.folder ?? ".";
}

function at(stacks: ReadonlyMap<string, TestStack>, name: string): TestStack {
    const stack = stacks.get(name);
    if (stack === undefined) {
        throw new Error(`no project ${name}; there are ${[...stacks.keys()].join(", ")}`);
    }
    return stack;
}
