import assert from "node:assert/strict";
import type { Deployment } from "@pulumi/pulumi/automation";
import { testEnvironment } from "../support/environment";
import { plainPulumi } from "../support/plain-pulumi";
import { projectsOf } from "../support/project-files";

interface Resource {
    readonly urn: string;
    readonly [property: string]: unknown;
}

/** A state without what differs from run to run: times, and the ids that the engine draws for providers. */
function comparable(deployment: Deployment): readonly unknown[] {
    const { resources } = deployment.deployment as { resources: readonly Resource[] };
    const drawn = new Map(
        resources
            .filter((resource) => String(resource["type"]).startsWith("pulumi:providers:"))
            .map((resource) => [String(resource["id"]), resource.urn]),
    );
    const text = resources
        .map(({ created: _created, modified: _modified, sourcePosition: _source, stackTrace: _trace, ...rest }) => rest)
        .sort((left, right) => (left.urn < right.urn ? -1 : 1))
        .map((resource) => JSON.stringify(resource, sortedDependencies));
    return text.map((line) => [...drawn].reduce((rest, [id, urn]) => rest.replaceAll(id, urn), line)).map(parseJson);
}

/** Dependencies are sets: the order in which outputs resolved is no part of them. */
function sortedDependencies(key: string, value: unknown): unknown {
    const isSet = key === "dependencies" || (Array.isArray(value) && value.every(isUrn));
    return isSet && Array.isArray(value) ? [...(value as readonly string[])].sort() : value;
}

function isUrn(value: unknown): boolean {
    return typeof value === "string" && value.startsWith("urn:pulumi:");
}

function parseJson(text: string): unknown {
    return JSON.parse(text);
}

async function upByRunScript(): Promise<ReadonlyMap<string, Deployment>> {
    const pulumi = await plainPulumi();
    const states = new Map<string, Deployment>();
    try {
        for (const { name, folder } of projectsOf("staging")) {
            await pulumi.operate("up", folder, "staging");
            states.set(name, await pulumi.state(folder, "staging"));
        }
        return states;
    } finally {
        await pulumi.discard();
    }
}

async function upInline(): Promise<ReadonlyMap<string, Deployment>> {
    const environment = await testEnvironment("staging");
    const states = new Map<string, Deployment>();
    try {
        await environment.up();
        for (const { name } of projectsOf("staging")) {
            states.set(name, await environment.stack(name).state());
        }
        return states;
    } finally {
        await environment.discard();
    }
}

describe("staging by plain `pulumi up` in each project's folder", () => {
    let byRunScript: ReadonlyMap<string, Deployment>;
    let inline: ReadonlyMap<string, Deployment>;
    before(async () => {
        byRunScript = await upByRunScript();
        inline = await upInline();
    });

    for (const { name } of projectsOf("staging")) {
        it(`gives ${name} the same state as inline`, () => {
            const [one, other] = [byRunScript.get(name), inline.get(name)];
            assert.ok(one !== undefined && other !== undefined);
            assert.ok(comparable(one).length > 40);
            assert.deepEqual(comparable(one), comparable(other));
        });
    }
});
