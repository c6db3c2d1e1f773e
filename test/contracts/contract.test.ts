import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
    type ContractOutputs,
    type ContractValues,
    defineContract,
    type ExactValues,
    exportOutputs,
    readContract,
    stackReferenceName,
} from "../../contracts/contract";
import { withPreviewedOutputs } from "../../contracts/previewed";
import { record } from "../support/mocks";

const contract = defineContract({
    project: "store",
    version: 2,
    outputs: { url: "string", port: "number", zones: "string[]", labels: "map<string>", open: "boolean" },
});

type Store = typeof contract;

const VALUES = { url: "https://example.com", port: 443, zones: ["a", "b"], labels: { tier: "data" }, open: true };

/** Reads the contract from a stack with these outputs, and gives what `use` makes of it. */
async function reading<T>(
    outputs: Record<string, unknown>,
    use: (read: ContractOutputs<Store>) => pulumi.Output<T>,
): Promise<T> {
    let read: Promise<T> | undefined;
    const settings = { outputs: () => ({ outputs, secretOutputNames: [] }) };
    await record(() => {
        const outcome = use(readContract(contract, stackReferenceName(contract, "staging")));
        read = new Promise((resolve, reject) => {
            outcomePromise(outcome).then(resolve, reject);
        });
        // The rejection is looked at below, after the program has ended.
        read.catch(() => undefined);
    }, settings);
    return read ?? assert.fail("nothing was read");
}

/** The value of an output or the error it failed with. */
function outcomePromise<T>(output: pulumi.Output<T>): Promise<T> {
    const promise: unknown = Reflect.apply(Reflect.get(output, "promise") as () => unknown, output, []);
    return promise as Promise<T>;
}

describe("a contract", () => {
    it("keeps the exporter to all its outputs and no other, when compiling", () => {
        type WithoutPort = Omit<ContractValues<Store>, "port">;
        type WithColour = typeof VALUES & { colour: string };
        type Accepts<Values> = Values extends ExactValues<Store, Values> ? true : false;
        const whole: Accepts<typeof VALUES> = true;
        const missing: Accepts<WithoutPort> = false;
        const extra: Accepts<WithColour> = false;
        assert.deepEqual([whole, missing, extra], [true, false, false]);
    });

    it("keeps the exporter to it when running, for programs that don't compile their types", () => {
        const values: typeof VALUES = JSON.parse('{"url":"x","colour":"blue"}') as typeof VALUES;
        assert.throws(
            () => exportOutputs(contract, values),
            /outputs of store break its contract: missing: port, zones, labels, open; extra: colour/,
        );
    });

    it("adds its version to the exported outputs", () => {
        assert.deepEqual(exportOutputs(contract, VALUES), { ...VALUES, contractVersion: 2 });
    });

    it("has a whole positive version and leaves the version's name free", () => {
        assert.throws(() => defineContract({ project: "x", version: 0, outputs: {} }), /has version 0/);
        const outputs = { contractVersion: "number" } as const;
        assert.throws(() => defineContract({ project: "x", version: 1, outputs }), /may not have an output named/);
    });
});

describe("reading a contract", () => {
    const exported = { ...VALUES, contractVersion: 2 };

    it("asks for the stack of the exporter's project by its full name", async () => {
        const { reads } = await record(
            () => {
                readContract(contract, stackReferenceName(contract, "staging"));
            },
            { outputs: () => ({ outputs: exported, secretOutputNames: [] }) },
        );
        assert.deepEqual(reads, [{ type: "pulumi:pulumi:StackReference", name: "organization/store/staging" }]);
    });

    it("gives every output with its type", async () => {
        const values = await reading(exported, ({ url, port, zones, labels, open }) =>
            pulumi.all([url, port, zones, labels, open]),
        );
        assert.deepEqual(values, [VALUES.url, VALUES.port, VALUES.zones, VALUES.labels, VALUES.open]);
    });

    it("fails for a missing output with its name and the command that makes it", async () => {
        const { port: _port, ...withoutPort } = exported;
        await assert.rejects(
            reading(withoutPort, ({ port }) => port),
            /Stack organization\/store\/staging has no output port\. Run: plinth up staging store/,
        );
    });

    it("fails only for what is missing", async () => {
        const { port: _port, ...withoutPort } = exported;
        assert.equal(await reading(withoutPort, ({ url }) => url), VALUES.url);
    });

    it("fails for another version, whichever output is used", async () => {
        await assert.rejects(
            reading({ ...exported, contractVersion: 1 }, ({ url }) => url),
            /exports version 1 of its contract, and version 2 is read here\. Run: plinth up staging store/,
        );
    });

    it("fails for a stack that was deployed without a contract", async () => {
        await assert.rejects(
            reading({ ...VALUES }, ({ url }) => url),
            /organization\/store\/staging exports no contractVersion/,
        );
    });

    it("fails for a value of another type, without showing it", async () => {
        for (const wrong of [{ zones: "hunter2" }, { zones: [1] }, { labels: ["hunter2"] }, { port: "hunter2" }]) {
            const [name = ""] = Object.keys(wrong);
            const use = (read: ContractOutputs<Store>): pulumi.Output<unknown> =>
                pulumi.output<unknown>(Reflect.get(read, name));
            await assert.rejects(reading({ ...exported, ...wrong }, use), (error: unknown) => {
                assert.ok(error instanceof Error);
                assert.match(error.message, new RegExp(`Output ${name} of stack organization/store/staging is not a `));
                assert.doesNotMatch(error.message, /hunter2/);
                return true;
            });
        }
    });
});

describe("a contract in a preview of the whole environment", () => {
    /** The outputs that a program reads in a preview, unknown ones left out. */
    async function previewing(previewed: Record<string, unknown>): Promise<Record<string, unknown>> {
        const known: Record<string, unknown> = {};
        const program = (): void => {
            const read = readContract(contract, stackReferenceName(contract, "staging"));
            for (const [name, output] of Object.entries<pulumi.Output<unknown>>(read)) {
                output.apply((value) => (known[name] = value));
            }
        };
        await record(() => withPreviewedOutputs({ "store/staging": previewed }, program), { preview: true });
        return known;
    }

    it("gives what the other stack's preview foretold", async () => {
        assert.deepEqual(await previewing({ ...VALUES, contractVersion: 2 }), VALUES);
    });

    it("leaves unknown what only an update can tell", async () => {
        const { unknown } = pulumi;
        const labels = { tier: unknown };
        const known = await previewing({ ...VALUES, url: unknown, zones: ["a", unknown], labels, contractVersion: 2 });
        assert.deepEqual(known, { port: 443, open: true });
    });

    it("isn't that of the same project's stack in another environment", async () => {
        const known = await record(
            () =>
                withPreviewedOutputs({ "store/production": { ...VALUES, contractVersion: 2 } }, () => {
                    const seen: number[] = [];
                    const { port } = readContract(contract, stackReferenceName(contract, "staging"));
                    port.apply((value) => seen.push(value));
                    return seen;
                }),
            { preview: true },
        );
        assert.deepEqual(known.result, []);
    });

    it("refers to the stack all the same, so that its update adds nothing", async () => {
        const { reads } = await record(
            () =>
                withPreviewedOutputs({ "store/staging": { ...VALUES, contractVersion: 2 } }, () => {
                    readContract(contract, stackReferenceName(contract, "staging"));
                }),
            { preview: true },
        );
        assert.deepEqual(reads, [{ type: "pulumi:pulumi:StackReference", name: "organization/store/staging" }]);
    });
});
