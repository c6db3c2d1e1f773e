import assert from "node:assert/strict";
import { z } from "zod";
import { ConfigError } from "../../config/errors";
import { type ConfigSchema, parseConfig, type ParseOptions, readConfig } from "../../config/read";
import { editDistance, suggest } from "../../config/suggest";
import { record } from "../support/mocks";

const schema = z.strictObject({
    region: z.string().describe("the name of a region"),
    replicas: z.number().int().min(1).max(5).optional(),
    encrypted: z.boolean().optional(),
    zones: z.array(z.string()).min(1).optional(),
    sizes: z.record(z.string(), z.strictObject({ cpu: z.number() })).optional(),
    logs: z.strictObject({ level: z.enum(["info", "debug"]), days: z.number().default(30) }).optional(),
});

/** The lines of the error that a record is refused with. */
function refusal<Schema extends ConfigSchema>(
    of: Schema,
    values: Record<string, unknown>,
    options: ParseOptions<Schema> = {},
): string[] {
    try {
        parseConfig(of, values, options);
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.message.split("\n");
    }
    return assert.fail("the config was accepted");
}

/** The faults of a record beside a valid region. */
const faults = (values: Record<string, unknown>): string[] =>
    refusal(schema, { "plinth:region": "eu-central-1", ...values }).slice(1, -1);

describe("parseConfig", () => {
    it("reads text, and numbers, truth values, lists and groups out of text", () => {
        const values = {
            "plinth:region": "eu-central-1",
            "plinth:replicas": "2",
            "plinth:encrypted": "true",
            "plinth:zones": '["a","b"]',
            "plinth:logs": '{"level":"info"}',
        };
        assert.deepEqual(parseConfig(schema, values), {
            region: "eu-central-1",
            replicas: 2,
            encrypted: true,
            zones: ["a", "b"],
            logs: { level: "info", days: 30 },
        });
    });

    it("reads values that are no text, as a stack file holds them", () => {
        const values = {
            "plinth:region": "eu-central-1",
            "plinth:replicas": 2,
            "plinth:logs": { level: "debug", days: 7 },
        };
        assert.deepEqual(parseConfig(schema, values), {
            region: "eu-central-1",
            replicas: 2,
            logs: { level: "debug", days: 7 },
        });
    });

    it("takes text as text even where it looks like a number", () => {
        assert.deepEqual(parseConfig(schema, { "plinth:region": "12" }), { region: "12" });
        assert.deepEqual(parseConfig(schema, { "plinth:region": 12 }), { region: "12" });
    });

    it("leaves other namespaces alone", () => {
        const values = {
            "plinth:region": "eu-central-1",
            "aws:region": "x",
            "pulumi:disable-default-providers": '["*"]',
        };
        assert.deepEqual(parseConfig(schema, values), { region: "eu-central-1" });
    });

    it("says for an unknown key what may have been meant, at any depth", () => {
        assert.deepEqual(faults({ "plinth:replica": "2", "plinth:logs": '{"level":"info","day":3}' }), [
            "  - plinth:logs.day: 3 given; allowed: no such key; known here: level, days. Did you mean days?",
            '  - plinth:replica: "2" given; allowed: no such key; known here: ' +
                "region, replicas, encrypted, zones, sizes, logs. Did you mean replicas?",
        ]);
    });

    it("finds unknown keys inside lists of groups by name", () => {
        assert.deepEqual(faults({ "plinth:sizes": '{"api":{"cpu":256,"memry":1}}' }), [
            "  - plinth:sizes.api.memry: 1 given; allowed: no such key; known here: cpu",
        ]);
    });

    it("says what a value may be: described, by type, by range, by list", () => {
        const given = {
            "plinth:region": ["x"],
            "plinth:replicas": "9",
            "plinth:encrypted": "maybe",
            "plinth:zones": '["a",1]',
            "plinth:logs": '{"level":"loud"}',
        };
        assert.deepEqual(faults(given), [
            '  - plinth:region: ["x"] given; allowed: the name of a region',
            "  - plinth:replicas: 9 given; allowed: 5 or less",
            '  - plinth:encrypted: "maybe" given; allowed: true or false',
            "  - plinth:zones[1]: 1 given; allowed: text",
            '  - plinth:logs.level: "loud" given; allowed: one of info, debug',
        ]);
    });

    it("names a key that is missing", () => {
        assert.deepEqual(refusal(schema, {}).slice(1, -1), [
            "  - plinth:region: not set; allowed: the name of a region",
        ]);
    });

    it("says whose config it is, how many faults there are and which file to edit", () => {
        const lines = refusal(schema, {}, { subject: "stack staging", file: "Pulumi.staging.yaml" });
        assert.equal(lines[0], "The config of stack staging has 1 fault.");
        assert.match(lines.at(-1) ?? "", /^Edit Pulumi\.staging\.yaml in the project's folder/);
    });

    it("cuts a long value", () => {
        const [line = ""] = faults({ "plinth:encrypted": "x".repeat(500) });
        assert.match(line, /… \(cut\) given; allowed: true or false$/);
        assert.ok(line.length < 200);
    });

    it("shows no value that came encrypted", () => {
        const values = { "plinth:region": "eu-central-1", "plinth:encrypted": "hunter2" };
        const isSecret = (key: string): boolean => key === "plinth:encrypted";
        assert.deepEqual(refusal(schema, values, { isSecret }).slice(1, -1), [
            '  - plinth:encrypted: "[secret]" given; allowed: true or false',
        ]);
        assert.deepEqual(faults({ "plinth:encrypted": { secure: "v1:abc:def" } }), [
            '  - plinth:encrypted: "[secret]" given; allowed: true or false',
        ]);
    });
});

describe("checks beside the schema", () => {
    it("run on what the schema accepts, whatever else is wrong", () => {
        const lines = refusal(
            schema,
            { "plinth:region": "mars-1", "plinth:replicas": "many", "plinth:zones": '["a"]' },
            {
                check: ({ region, replicas, zones }) => {
                    assert.deepEqual({ replicas, zones }, { replicas: undefined, zones: ["a"] });
                    return [{ path: "region", given: region, allowed: "a region on Earth" }];
                },
            },
        );
        assert.deepEqual(lines.slice(1, -1), [
            '  - plinth:replicas: "many" given; allowed: a number',
            '  - plinth:region: "mars-1" given; allowed: a region on Earth',
        ]);
    });

    it("don't repeat what the schema said about the same place", () => {
        const lines = refusal(
            schema,
            { "plinth:region": "eu-central-1", "plinth:zones": "[1]", "plinth:logs": "{}" },
            {
                check: ({ zones, logs }) => [
                    { path: "zones", given: zones, allowed: "two or more" },
                    { path: "logs.level", given: logs?.level, allowed: "a level" },
                ],
            },
        );
        assert.deepEqual(lines.slice(1, -1), [
            "  - plinth:zones[0]: 1 given; allowed: text",
            "  - plinth:logs.level: not set; allowed: one of info, debug",
        ]);
    });

    it("keep a fault of a group that has another fault inside", () => {
        const lines = refusal(
            schema,
            { "plinth:region": "eu-central-1", "plinth:logs": '{"level":"info","x":1}' },
            { check: ({ logs }) => [{ path: "logs", given: logs, allowed: "nothing here" }] },
        );
        assert.equal(lines.length, 4);
        assert.match(lines[2] ?? "", /plinth:logs: \{"level":"info"\} given; allowed: nothing here/);
    });
});

describe("readConfig", () => {
    it("reads the config of the running stack", async () => {
        const config = { "plinth:region": "eu-central-1", "plinth:replicas": "3" };
        const { result } = await record(() => readConfig(schema), { config });
        assert.deepEqual(result, { region: "eu-central-1", replicas: 3 });
    });

    it("names the stack's file and hides the values that Pulumi knows as secret", async () => {
        const config = { "plinth:region": "eu-central-1", "plinth:replicas": "hunter2" };
        const reading = record(() => readConfig(schema), {
            stack: "production",
            config,
            secretKeys: ["plinth:replicas"],
        });
        await assert.rejects(reading, (error: unknown) => {
            assert.ok(error instanceof ConfigError);
            assert.match(error.message, /config of stack production[\s\S]*Edit Pulumi\.production\.yaml/);
            assert.doesNotMatch(error.message, /hunter2/);
            return true;
        });
    });
});

describe("a suggestion", () => {
    it("is the nearest known word, if it is near", () => {
        assert.equal(suggest("natStratgey", ["natStrategy", "natInstance"]), "natStrategy");
        assert.equal(suggest("colour", ["region", "prefix"]), undefined);
    });

    it("counts the letters to insert, remove or exchange", () => {
        assert.deepEqual(
            [editDistance("kitten", "sitting"), editDistance("", "abc"), editDistance("a", "a")],
            [3, 3, 0],
        );
    });
});
