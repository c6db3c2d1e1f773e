/** The life of one example program while calls go wrong: run again and again, as somebody would. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { translate, type Diagnostic } from "../../automation/progress/events";
import { watchDoubts, type Doubts } from "../../automation/recovery/doubts";
import { recover } from "../../automation/recovery/recover";
import { problemsOf } from "../../automation/run/problems";
import type { Problem } from "../../automation/run/result";
import { deploymentOf, parseStateFile, type Deployment, type ResourceState } from "../../automation/state/deployment";
import { FaultPlan } from "../../sandbox";
import type { MetFault } from "../../sandbox/faults/plan";
import { outcome, type Outcome } from "../crash/same-world";
import type { ExampleSet } from "../sandbox/examples";
import type { RunResult, TestStack } from "../support/engine";
import { testStack } from "../support/engine";

/** What is to become of the program. */
export type Phase = "make" | "change" | "destroy" | "make again";

/** One run of the engine. */
export interface Round {
    readonly failed: boolean;
    /** What the command would say. */
    readonly problems: readonly Problem[];
    /** The faults of the plan that this run met. */
    readonly met: readonly MetFault[];
    /** What was there after it. */
    readonly after: Outcome;
}

export class History {
    readonly plan = new FaultPlan();
    private readonly since = Date.now();
    private diagnostics: Diagnostic[] = [];
    private doubts: Doubts = watchDoubts();
    private begun: TestStack | undefined;

    constructor(private readonly set: ExampleSet) {}

    /** As the command does it: after a failed run, what may have been made all the same is looked for. */
    async round(phase: Phase): Promise<Round> {
        this.begun ??= await this.begin();
        const before = this.plan.met().length;
        this.diagnostics = [];
        this.doubts = watchDoubts();
        const error = await run(this.begun, this.set, phase).then(
            () => undefined,
            (thrown: unknown) => thrown,
        );
        if (error !== undefined) {
            await this.recover(this.begun);
        }
        return {
            failed: error !== undefined,
            problems: error === undefined ? [] : problemsOf(this.diagnostics, error, "sandbox"),
            met: this.plan.met().slice(before),
            after: outcome(this.begun.sandbox.worlds, [withoutDraws(this.state(this.begun))]),
        };
    }

    async end(): Promise<void> {
        await this.begun?.discard();
    }

    private begin(): Promise<TestStack> {
        return testStack({
            project: this.set.name,
            program: () => this.set.program({ generation: "first" }),
            faults: this.plan,
            continueOnError: true,
            onEvent: (event) => {
                this.doubts.onEvent(event);
                const progress = translate(event);
                if (progress?.kind === "diagnostic") {
                    this.diagnostics.push(progress.diagnostic);
                }
            },
        });
    }

    private async recover(stack: TestStack): Promise<void> {
        await recover({
            stack: { project: this.set.name, environment: "test" },
            states: {
                read: () => Promise.resolve(this.state(stack)),
                write: (text) => Promise.resolve(writeFileSync(this.stateFile(stack), text)),
                others: () => Promise.resolve([]),
            },
            inventory: { find: (query) => stack.sandbox.find(query) },
            refresh: async (urns) => void (await stack.refresh(urns)),
            since: this.since,
            doubts: this.doubts.resources,
            note: () => undefined,
        });
    }

    private state(stack: TestStack): string {
        return readFileSync(this.stateFile(stack), "utf8");
    }

    private stateFile({ directory }: TestStack): string {
        return path.join(directory, "state", ".pulumi", "stacks", this.set.name, "test.json");
    }
}

/** A draw whose answer got lost is drawn again, so that its value is another in each history. */
function withoutDraws(text: string): Deployment {
    const deployment = deploymentOf(parseStateFile(text));
    const isDraw = ({ type }: ResourceState): boolean => type.startsWith("random:");
    const resources = (deployment.resources ?? []).map((resource) =>
        isDraw(resource) ? { ...resource, id: "drawn", outputs: {} } : resource,
    );
    return { ...deployment, resources };
}

function run(stack: TestStack, { program }: ExampleSet, phase: Phase): Promise<RunResult> {
    switch (phase) {
        case "make":
        case "make again":
            return stack.up(() => program({ generation: "first" }));
        case "change":
            return stack.up(() => program({ generation: "second" }));
        case "destroy":
            return stack.destroy();
    }
}
