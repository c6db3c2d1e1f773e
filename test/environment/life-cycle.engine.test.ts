import assert from "node:assert/strict";
import { testEnvironment, type TestEnvironment } from "../support/environment";
import type { Counts } from "../support/engine";
import { changed } from "../support/project-files";

/** What a destroy leaves, by type; docs/sandbox.md has the same table. */
const COMMON = {
    "aws:ecs/taskDefinition:TaskDefinition (kept)": 8,
    "aws:elasticache/replicationGroup:ReplicationGroup (final snapshot)": 1,
    "aws:secretsmanager/secret:Secret (pending deletion)": 9,
};
const REMAINDER: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    staging: { ...COMMON, "aws:kms/key:Key (pending deletion)": 2, "aws:rds/clusterSnapshot:ClusterSnapshot": 1 },
    production: {
        ...COMMON,
        "aws:rds/instance:Instance (retained automated backups)": 1,
        "aws:rds/snapshot:Snapshot": 1,
    },
};

/** What a destroy leaves on purpose, with nothing scheduled to delete it: each life of production leaves its keys. */
const RETAINED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    staging: {},
    production: { "aws:kms/key:Key": 2 },
};

/** Production refuses to be destroyed until its config says otherwise; docs/command.md has the same. */
const DISPOSABLE: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    foundation: { "plinth:loadBalancer": { deletionProtection: false, forceDestroyAccessLogs: true } },
    data: { "plinth:database": { deletionProtection: false }, "plinth:backup": { protect: false } },
};

/** Switches the protection of an environment off, as one does before taking it down for good. */
async function unprotect(environment: TestEnvironment): Promise<void> {
    for (const [project, settings] of Object.entries(DISPOSABLE)) {
        const config = Object.entries(settings).reduce(
            (before, [key, value]) => changed(before, key, { ...value }),
            environment.config(project),
        );
        environment.configure(project, { ...config, "plinth:relaxedPolicies": ["deletion-protection"] });
        await environment.stack(project).up();
    }
}

function changes(counts: ReadonlyMap<string, Counts>): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...counts].map(([project, of]) => [project, Object.keys(of).sort()] as const));
}

function countedTypes(things: readonly { readonly type: string }[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    things.forEach(({ type }) => (counts[type] = (counts[type] ?? 0) + 1));
    return counts;
}

/** What is there, without as much of it as was there before. */
function without(
    counts: Readonly<Record<string, number>>,
    before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
    const left = Object.entries(counts).map(([type, count]) => [type, count - (before[type] ?? 0)] as const);
    return Object.fromEntries(left.filter(([, count]) => count > 0));
}

for (const name of ["staging", "production"]) {
    describe(`${name}, all of its stacks, in the sandbox`, () => {
        let environment: TestEnvironment;
        /** What a refused destroy has left before: it takes whatever nothing depends on until it meets what is protected. */
        let refused: Readonly<Record<string, number>> = {};
        before(async () => {
            environment = await testEnvironment(name);
        });
        after(() => environment.discard());

        it("comes up", async () => {
            assert.deepEqual(changes(await environment.up()), {
                foundation: ["create"],
                data: ["create"],
                services: ["create"],
            });
        });

        it("breaks no rule of the policy pack, and leaves none undecided", () => {
            assert.deepEqual(environment.policyReport(), { findings: [], undecided: [] });
        });

        it("uses no type that the sandbox has no model of", () => {
            assert.deepEqual(environment.unmodelled, []);
        });

        it("changes nothing when it comes up again", async () => {
            assert.deepEqual(changes(await environment.up()), {
                foundation: ["same"],
                data: ["same"],
                services: ["same"],
            });
        });

        it("finds no drift", async () => {
            assert.deepEqual(changes(await environment.refresh()), {
                foundation: ["same"],
                data: ["same"],
                services: ["same"],
            });
        });

        if (name === "production") {
            it("refuses to be destroyed while it is protected", async () => {
                await assert.rejects(
                    environment.stack("data").destroy(),
                    /deletion protection|DeletionProtection|Cannot delete protected|cannot be deleted/i,
                );
                await environment.up();
                refused = countedTypes(environment.remainder());
            });
        }

        it("leaves what is documented, and nothing else, when it is destroyed", async () => {
            await unprotect(environment);
            await environment.destroy();
            assert.deepEqual(countedTypes(environment.existing()), RETAINED[name]);
            assert.deepEqual(without(countedTypes(environment.remainder()), refused), REMAINDER[name]);
        });

        it("comes up and goes once more beside what was left", async () => {
            assert.deepEqual(changes(await environment.up()), {
                foundation: ["create"],
                data: ["create"],
                services: ["create"],
            });
            await environment.destroy();
            const retained = Object.entries(RETAINED[name] ?? {}).map(([type, count]) => [type, 2 * count]);
            assert.deepEqual(countedTypes(environment.existing()), Object.fromEntries(retained));
        });
    });
}
