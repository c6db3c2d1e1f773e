import assert from "node:assert/strict";
import { assertSameWorld, assertWhole, faultsBetween, type Outcome } from "./same-world";
import { Renaming } from "./same-world/renaming";
import type { JsonObject, OutcomeRecord, StateResource } from "./same-world/outcome";

const ADDRESS = "aws:ec2/eip:Eip";
const GATEWAY = "aws:ec2/natGateway:NatGateway";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const PASSWORD = "random:index/randomPassword:RandomPassword";

function urn(type: string, name: string): string {
    return `urn:pulumi:staging::foundation::${type}::${name}`;
}

function resource(type: string, name: string, id: string, more: JsonObject = {}): StateResource {
    return { urn: urn(type, name), type, custom: true, id, inputs: {}, outputs: {}, ...more };
}

function record(type: string, id: string, more: Partial<OutcomeRecord> = {}): OutcomeRecord {
    return {
        scope: "aws/111122223333",
        region: "eu-central-1",
        type,
        id,
        inputs: {},
        outputs: {},
        secrets: [],
        ...more,
    };
}

interface Ids {
    readonly address: string;
    readonly gateway: string;
    readonly interfaces: readonly string[];
}

const FIRST: Ids = {
    address: "eipalloc-06c328d699939e5b2",
    gateway: "nat-0f6ac0ee5b1f0c5a3",
    interfaces: ["eni-0b1d2a8f4c7e6a5d9"],
};
const SECOND: Ids = {
    address: "eipalloc-0a7b1c44d0e9f8a62",
    gateway: "nat-09d1e4b7a2c3f5e86",
    interfaces: ["eni-0c4e8d2b6f1a3957e"],
};

/** A gateway with its address, and what the cloud makes along with it. */
function gatewayWorld(ids: Ids): Outcome {
    const { address, gateway } = ids;
    const asked = { allocationId: address, tags: { Name: "nat" } };
    return {
        states: [
            {
                resources: [
                    resource(ADDRESS, "nat", address),
                    resource(GATEWAY, "nat", gateway, { inputs: asked, dependencies: [urn(ADDRESS, "nat")] }),
                    resource(PASSWORD, "first", "none"),
                ],
                pending: [],
            },
        ],
        records: [
            record(ADDRESS, address, { inputs: { domain: "vpc" }, outputs: { domain: "vpc", allocationId: address } }),
            record(GATEWAY, gateway, {
                inputs: asked,
                outputs: { ...asked, networkInterfaceId: ids.interfaces[0] ?? "" },
            }),
            ...ids.interfaces.map((id) =>
                record(INTERFACE, id, {
                    inputs: { description: `of ${gateway}` },
                    ownedBy: { type: GATEWAY, id: gateway },
                }),
            ),
        ],
    };
}

/** The same with one record exchanged. */
function withRecord(given: Outcome, type: string, more: Partial<OutcomeRecord>): Outcome {
    return {
        ...given,
        records: given.records.map((each) => (each.type === type ? { ...each, ...more } : each)),
    };
}

function withAlso(given: Outcome, ...records: readonly OutcomeRecord[]): Outcome {
    return { ...given, records: [...given.records, ...records] };
}

describe("a whole world", () => {
    it("has a record for every resource, and a resource, an owner or a remainder for every record", () => {
        const kept = record("aws:kms/key:Key", "4d2c", { remainder: "pending deletion for 7 days" });
        assertWhole(withAlso(gatewayWorld(FIRST), kept));
    });

    it("has no second one of anything, and says whose twin it is", () => {
        const twin = record(ADDRESS, SECOND.address, { inputs: { domain: "vpc" } });
        assert.throws(
            () => assertWhole(withAlso(gatewayWorld(FIRST), twin)),
            /Eip 'eipalloc-0a7b1c44d0e9f8a62' is in no state; it looks like a twin of urn:.*Eip::nat/,
        );
    });

    it("has nothing that belongs to what isn't there", () => {
        const orphan = record(INTERFACE, "eni-1", { ownedBy: { type: GATEWAY, id: "nat-gone" } });
        assert.throws(() => assertWhole(withAlso(gatewayWorld(FIRST), orphan)), /eni-1.*'nat-gone', which isn't there/);
    });

    it("has what each state says", () => {
        const { states, records } = gatewayWorld(FIRST);
        const lost = { states, records: records.filter(({ type }) => type !== ADDRESS) };
        assert.throws(() => assertWhole(lost), /Eip::nat: the state has 'eipalloc-06c328d699939e5b2', and the cloud/);
    });

    it("has no record that two resources claim", () => {
        const { states, records } = gatewayWorld(FIRST);
        const other = { resources: [resource(ADDRESS, "other", FIRST.address)], pending: [] };
        assert.throws(() => assertWhole({ states: [...states, other], records }), /is that of urn:.*Eip::nat already/);
    });

    it("has nothing pending, and nothing left to delete", () => {
        const { records } = gatewayWorld(FIRST);
        const resources = [resource(ADDRESS, "nat", FIRST.address, { delete: true })];
        const halfDone = {
            states: [{ resources, pending: ["creating urn:pulumi:x"] }],
            records: records.slice(0, 1),
        };
        assert.throws(
            () => assertWhole(halfDone),
            /pending operation: creating urn:pulumi:x\n.*still has .* to delete/,
        );
    });

    it("keeps a log's test object in the bucket that is there", () => {
        const object = record("sandbox:s3/object", "logs/test", { outputs: { bucket: "logs", key: "test" } });
        const bucket = record("aws:s3/bucket:Bucket", "logs");
        const state = { resources: [resource("aws:s3/bucket:Bucket", "logs", "logs")], pending: [] };
        assertWhole({ states: [state], records: [bucket, object] });
        assert.throws(() => assertWhole({ states: [], records: [object] }), /sandbox:s3\/object 'logs\/test' is in no/);
    });
});

describe("two histories", () => {
    it("end in the same world when only what was drawn has other names", () => {
        assertSameWorld(gatewayWorld(SECOND), gatewayWorld(FIRST));
    });

    it("don't where a setting is another", () => {
        const changed = withRecord(gatewayWorld(SECOND), ADDRESS, { inputs: { domain: "standard" } });
        assert.deepEqual(faultsBetween(changed, gatewayWorld(FIRST)), [
            `${urn(ADDRESS, "nat")}: domain in inputs of the record is "standard", not "vpc"`,
        ]);
    });

    it("don't where a reference leads to another thing", () => {
        const wrong = withRecord(gatewayWorld(SECOND), GATEWAY, {
            inputs: { allocationId: "eipalloc-0123456789abcdef0", tags: { Name: "nat" } },
        });
        assert.throws(
            () => assertSameWorld(wrong, gatewayWorld(FIRST)),
            /NatGateway::nat: allocationId in inputs of the record is "eipalloc-0123456789abcdef0"/,
        );
    });

    it("don't where one has more of what the cloud makes along", () => {
        const more = gatewayWorld({ ...SECOND, interfaces: [...SECOND.interfaces, "eni-0d5f9e3c7a2b4068f"] });
        assert.throws(
            () => assertSameWorld(more, gatewayWorld(FIRST)),
            /> aws:ec2\/networkInterface:NetworkInterface: there are 2, not 1/,
        );
    });

    it("don't where the state knows another resource", () => {
        const { states, records } = gatewayWorld(SECOND);
        const component = { urn: "urn:pulumi:staging::foundation::plinth:x::more", type: "plinth:x" };
        const more = { states: [...states, { resources: [component], pending: [] }], records };
        assert.throws(() => assertSameWorld(more, gatewayWorld(FIRST)), /plinth:x::more: is too much in the state/);
    });

    it("don't where the state has other settings of its own", () => {
        const { states, records } = gatewayWorld(SECOND);
        const resources = (states[0]?.resources ?? []).map((each) => ({ ...each, protect: each.type === ADDRESS }));
        assert.throws(
            () => assertSameWorld({ states: [{ resources, pending: [] }], records }, gatewayWorld(FIRST)),
            /Eip::nat: protect in the state is true, not absent/,
        );
    });

    it("don't compare when one is broken", () => {
        const twin = record(ADDRESS, "eipalloc-1");
        assert.deepEqual(faultsBetween(gatewayWorld(FIRST), withAlso(gatewayWorld(FIRST), twin)), [
            `in the world to compare with: aws/111122223333: ${ADDRESS} 'eipalloc-1' is in no state`,
        ]);
    });
});

describe("a renaming", () => {
    const renaming = (): Renaming => new Renaming();

    it("takes what is drawn for the same, wherever it stands", () => {
        const names = renaming();
        assert.ok(names.learn("sg-0fd7b79a2f0a79dfc", "sg-0418401231d889888"));
        assert.equal(names.apply("arn:aws:ec2:sg/0fd7b79a2f0a79dfc/x"), "arn:aws:ec2:sg/0418401231d889888/x");
    });

    it("knows the forms that clouds draw in", () => {
        const pairs = [
            ["198.18.6.1", "198.19.32.118"],
            ["ip-10-10-68-50.compute.internal", "ip-10-10-65-72.compute.internal"],
            ["0a:74:63:03:f8:0d", "06:cd:fb:e9:1f:60"],
            ["key/c6466877-8a83-7d2c-b705-e1dcd81c6954", "key/1130a375-9e6d-e977-a81f-b911e027eddf"],
            ["arn:aws:secretsmanager:x:1:secret:app-fDFkfx", "arn:aws:secretsmanager:x:1:secret:app-qwerty"],
            ["arn:aws:ecs:x:1:task-definition/web:1", "arn:aws:ecs:x:1:task-definition/web:2"],
            ["alb-873793405.elb.amazonaws.com", "alb-1190347.elb.amazonaws.com"],
        ] as const;
        const unknown = pairs.filter(([one, other]) => !renaming().learn(one, other));
        assert.deepEqual(unknown, []);
    });

    it("takes no word, number or form for another", () => {
        const pairs = [
            ["available", "unavailable"],
            ["10.10.0.0/16", "10.20.0.0/16"],
            ["8443", "8080"],
            ["eu-central-1a", "eu-central-1b"],
            ["sg-0fd7b79a2f0a79dfc", "vpc/0418401231d889888"],
        ] as const;
        const taken = pairs.filter(([one, other]) => renaming().learn(one, other));
        assert.deepEqual(taken, []);
    });

    it("gives one thing one name, and two things two", () => {
        const names = renaming();
        assert.ok(names.learn("sg-0fd7b79a2f0a79dfc", "sg-0418401231d889888"));
        assert.ok(!names.learn("sg-0fd7b79a2f0a79dfc", "sg-0d1e2f3a4b5c6d7e8"));
        assert.ok(!names.learn("sg-0aa7b79a2f0a79dfc", "sg-0418401231d889888"));
    });
});
