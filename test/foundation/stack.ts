/** The foundation through the real engine, and what it made in the model clouds. */
import foundationProgram from "../../index";
import type { WorldRecord } from "../../sandbox/worlds/records";
import type { TestStack } from "../support/engine";
import { testStack } from "../support/engine";
import { committedConfig } from "../support/project-files";

/** The stack of an environment with its committed config; not yet up. */
export function foundation(environment: string): Promise<TestStack> {
    return testStack({
        program: foundationProgram,
        project: "foundation",
        stack: environment,
        config: committedConfig(environment),
    });
}

/** The settings that let an environment be destroyed, as `docs/load-balancer.md` gives them. */
export const DISPOSABLE = { deletionProtection: false, forceDestroyAccessLogs: true };

export function existing(stack: TestStack): readonly WorldRecord[] {
    return stack.sandbox.worlds.scopes().flatMap((scope) => stack.sandbox.worlds.world(scope).all());
}

/** What the program made of a type, in the order of the ids. */
export function recordsOf(stack: TestStack, type: string): readonly WorldRecord[] {
    return existing(stack)
        .filter((record) => record.type === type && record.ownedBy === undefined)
        .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Addresses of what exists, by type: what must not move when something else changes. */
export function idsOf(stack: TestStack, type: string): readonly string[] {
    return recordsOf(stack, type).map(({ id }) => id);
}
