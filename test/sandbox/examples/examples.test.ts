import assert from "node:assert/strict";
import { declarationOf } from "../../../sandbox/catalog/declarations";
import { replacementOf } from "../../../sandbox/catalog/replacement";
import { clouds, modelledPackages } from "../../../sandbox/models";
import { replacingInputs } from "../../../sandbox/models/kernel/replacing";
import { EXAMPLE_TYPES, exampleOf, EXAMPLES, exampleUrn, isOf, NEVER_UPDATED } from ".";

/** Inputs that an update can change in place, by what the provider declares and the model corrects. */
function changeableInputs(type: string): readonly string[] {
    const models = clouds.flatMap((cloud) => cloud.models).filter((model) => model.type === type);
    const inputs = [...(declarationOf(type)?.inputs ?? [])];
    return models.flatMap((model) => {
        const replacing = replacingInputs(model, replacementOf(type));
        return inputs.filter((input) => !replacing.has(input));
    });
}

describe("examples", () => {
    it("stand for every package that is modelled", () => {
        const packages = new Set(EXAMPLE_TYPES.map((type) => type.split(":")[0]));
        assert.deepEqual(
            [...packages],
            modelledPackages.map((modelled) => modelled.package),
        );
    });

    it("belong to one program each", () => {
        const services = EXAMPLES.flatMap((set) => set.services);
        const owners = EXAMPLE_TYPES.map((type) => [type, services.filter((service) => isOf(service, type))] as const);
        assert.deepEqual(
            owners.filter(([, found]) => found.length !== 1),
            [],
        );
    });

    it("are told by their type", () => {
        const type = "aws:ec2/routeTableAssociation:RouteTableAssociation";
        assert.deepEqual(exampleOf(type), { program: "network", name: "route-table-association" });
        assert.equal(exampleUrn(type), `urn:pulumi:test::network::${type}::route-table-association`);
        assert.equal(
            exampleUrn(type, { project: "p", stack: "s" }),
            `urn:pulumi:s::p::${type}::route-table-association`,
        );
    });

    it("are asked for by name where a service has no program", () => {
        assert.throws(
            () => exampleOf("aws:sns/topic:Topic"),
            /no example program has the service of aws:sns\/topic:Topic/,
        );
    });

    it("are never updated only where every input replaces", () => {
        const fixed = EXAMPLE_TYPES.filter(
            (type) => !type.startsWith("kubernetes:") && changeableInputs(type).length === 0,
        );
        assert.deepEqual(Object.keys(NEVER_UPDATED).sort(), [...fixed].sort());
    });
});
