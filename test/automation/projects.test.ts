import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { levelsOf } from "../../automation/dependency-order";
import { environmentsAmong, environmentsOf, PROJECTS, stackFileOf } from "../../automation/projects";

const root = path.resolve(__dirname, "../..");

describe("the registry of projects", () => {
    it("knows an environment by its stack file", () => {
        const files = ["Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.pre-prod.yml", "Pulumi.x.json", "index.ts"];
        assert.deepEqual(environmentsAmong(files), ["pre-prod", "staging"]);
    });

    it("has the foundation in both environments", () => {
        const foundation = PROJECTS.find(({ name }) => name === "foundation");
        assert.ok(foundation);
        assert.deepEqual(environmentsOf(root, foundation), ["production", "staging"]);
    });

    it("has the vendor buckets in environments of their own, applied by people", () => {
        const buckets = PROJECTS.find(({ name }) => name === "vendor-buckets");
        assert.ok(buckets);
        assert.deepEqual(environmentsOf(root, buckets), ["pre", "prod"]);
        const byPeople = PROJECTS.filter(({ appliedBy }) => appliedBy === "people");
        assert.deepEqual(
            byPeople.map(({ name }) => name),
            ["vendor-buckets"],
        );
    });

    it("finds no environment where a project's folder is missing", () => {
        assert.deepEqual(environmentsOf(root, { folder: "stacks/missing" }), []);
    });

    for (const project of PROJECTS) {
        it(`names ${project.name} as its Pulumi.yaml does`, () => {
            const settings = parse(fs.readFileSync(path.join(root, project.folder, "Pulumi.yaml"), "utf8")) as {
                name: string;
            };
            assert.equal(settings.name, project.name);
        });

        it(`finds nothing wrong with the configuration of ${project.name}`, async () => {
            for (const environment of environmentsOf(root, project)) {
                await project.checkConfig(stackFileOf(root, project, environment), environment);
            }
        });

        it(`loads the program of ${project.name}`, async () => {
            assert.equal(typeof (await project.load()), "function");
        });
    }

    it("depends on projects that are there, and not in a circle", () => {
        const known = new Set(PROJECTS.map(({ name }) => name));
        assert.deepEqual(
            PROJECTS.flatMap(({ dependsOn }) => dependsOn).filter((name) => !known.has(name)),
            [],
        );
        assert.equal(levelsOf(PROJECTS).flat().length, PROJECTS.length);
    });
});
