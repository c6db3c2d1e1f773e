import assert from "node:assert/strict";
import type { OutputShape } from "../../../sandbox/catalog/sdk-text";
import { classOutputs, interfaceMembers, scriptFacts, shapeOf } from "../../../sandbox/catalog/sdk-text";

describe("the shape of a TypeScript type", () => {
    const shapes: readonly (readonly [string, OutputShape])[] = [
        ["string", { kind: "string", optional: false }],
        ["string | undefined", { kind: "string", optional: true }],
        ['"apps/v1"', { kind: "string", optional: false }],
        ["enums.rds.EngineType", { kind: "string", optional: false }],
        ["number", { kind: "number", optional: false }],
        ["boolean | undefined", { kind: "boolean", optional: true }],
        ["string[]", { kind: "list", optional: false }],
        ["outputs.ec2.Rule[] | undefined", { kind: "list", optional: true }],
        ["{\n        [key: string]: string;\n    } | undefined", { kind: "map", optional: true }],
        ["{\n        [key: string]: string;\n    }[]", { kind: "list", optional: false }],
        ["outputs.ec2.Options", { kind: "object", optional: false }],
        ["pulumi.asset.Asset | pulumi.asset.Archive | undefined", { kind: "asset", optional: true }],
        ["(pulumi.asset.Asset | pulumi.asset.Archive)[]", { kind: "list", optional: false }],
        ["any", { kind: "any", optional: false }],
    ];
    for (const [type, shape] of shapes) {
        it(`of ${type.replace(/\s+/g, " ")} is ${shape.optional ? "an optional" : "a"} ${shape.kind}`, () => {
            assert.deepEqual(shapeOf(type), shape);
        });
    }
});

describe("the facts of a resource's script", () => {
    const script = `
    constructor(name, argsOrState, opts) {
        if (opts.id) {
            resourceInputs["size"] = state?.size;
            resourceInputs["arn"] = state?.arn;
        }
        else {
            if (args?.size === undefined && !opts.urn) {
                throw new Error("Missing required property 'size'");
            }
            resourceInputs["size"] = args?.size;
            resourceInputs["key"] = args?.key ? pulumi.secret(args.key) : undefined;
            resourceInputs["note"] = (args?.note) ?? "Managed by Pulumi";
            resourceInputs["flags"] = pulumi.output(args?.flags).apply(JSON.stringify);
            resourceInputs["arn"] = undefined /*out*/;
        }
        const aliasOpts = { aliases: [{ type: "a:b:C" }, { type: "a:b:D" }, { type: "a:b:C" }] };
        const secretOpts = { additionalSecretOutputs: ["key", "arn"] };
    }`;

    it("leave out what only a lookup reads", () => {
        const facts = scriptFacts(script);
        assert.deepEqual([...facts.inputs], ["size", "key", "note", "flags"]);
        assert.deepEqual([...facts.required], ["size"]);
        assert.deepEqual([...facts.computedOnly], ["arn"]);
        assert.deepEqual([...facts.secretInputs], ["key"]);
        assert.deepEqual([...facts.secretOutputs], ["key", "arn"]);
        assert.deepEqual([...facts.jsonEncoded], ["flags"]);
        assert.deepEqual(facts.aliases, ["a:b:C", "a:b:D"]);
    });

    it("are empty for a script that declares nothing", () => {
        const facts = scriptFacts("exports.nothing = 1;");
        assert.equal(facts.inputs.size + facts.required.size + facts.computedOnly.size, 0);
    });
});

describe("the members of declared types", () => {
    const types = `
export declare class Thing extends pulumi.CustomResource {
    static get(name: string): Thing;
    /**
     * readonly commented: pulumi.Output<string>;
     */
    readonly arn: pulumi.Output<string>;
    readonly tags: pulumi.Output<{
        [key: string]: string;
    } | undefined>;
    constructor(name: string);
}
export interface ThingArgs {
    name: string;
    labels?: {
        [key: string]: string;
    };
    last?: number;
}
`;

    it("of a class are its outputs", () => {
        assert.deepEqual(Object.fromEntries(classOutputs(types)), {
            arn: { kind: "string", optional: false },
            tags: { kind: "map", optional: true },
        });
    });

    it("of an interface are optional by their question mark", () => {
        assert.deepEqual(Object.fromEntries(interfaceMembers(types, "ThingArgs") ?? []), {
            name: { kind: "string", optional: false },
            labels: { kind: "map", optional: true },
            last: { kind: "number", optional: true },
        });
    });

    it("of an interface that is not there are none", () => {
        assert.equal(interfaceMembers(types, "OtherArgs"), undefined);
    });
});
