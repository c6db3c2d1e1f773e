import assert from "node:assert/strict";
import fc from "fast-check";
import { includesHost, isHost, uncoveredHosts } from "../../../../components/ecs/service/host-plan";
import {
    MAX_PRIORITY,
    planPriorities,
    priorityOf,
    type RoutedService,
    validatePriorities,
} from "../../../../components/ecs/service/priority-plan";
import { CPU_UNITS, memorySizes, validateTaskSize } from "../../../../components/ecs/task/size-plan";
import { describeFault } from "../../../../components/faults";

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(fc.boolean(), label, label).map(([any, first, second]) => {
    return `${any ? "*." : ""}${first}.${second}.example`;
});
const routed: fc.Arbitrary<RoutedService> = fc.record(
    { hosts: fc.array(host, { minLength: 1, maxLength: 3 }), priority: fc.integer({ min: 1, max: MAX_PRIORITY }) },
    { requiredKeys: ["hosts"] },
);
const services = fc.dictionary(label, routed, { maxKeys: 8 });

describe("task sizes", () => {
    it("are those that AWS lists", () => {
        assert.deepEqual(CPU_UNITS, [256, 512, 1024, 2048, 4096, 8192, 16_384]);
        assert.deepEqual(memorySizes(256), [512, 1024, 2048]);
        assert.deepEqual(memorySizes(512), [1024, 2048, 3072, 4096]);
        const ends = CPU_UNITS.map((cpu) => [memorySizes(cpu)[0], memorySizes(cpu).at(-1), memorySizes(cpu).length]);
        assert.deepEqual(ends.slice(2), [
            [2048, 8192, 7],
            [4096, 16_384, 13],
            [8192, 30_720, 23],
            [16_384, 61_440, 12],
            [32_768, 122_880, 12],
        ]);
    });

    it("are accepted exactly where the table has them", () => {
        const size = fc.oneof(fc.integer({ min: -1, max: 130_000 }), fc.constantFrom(...CPU_UNITS, 512, 1024, 2048));
        fc.assert(
            fc.property(size, size, (cpu, memory) => {
                assert.equal(validateTaskSize(cpu, memory).length === 0, memorySizes(cpu).includes(memory));
            }),
        );
    });

    it("are refused with those that go together", () => {
        const faults = (cpu: number, memory: number): string[] => validateTaskSize(cpu, memory).map(describeFault);
        assert.deepEqual(faults(512, 8192), [
            "memory: 8192 given; allowed: 1024 to 4096 in steps of 1024 (MiB) beside a cpu of 512. " +
                "8192 MiB goes with a cpu of 1024, 2048, 4096",
        ]);
        assert.deepEqual(faults(256, 700), [
            "memory: 700 given; allowed: one of 512, 1024, 2048 (MiB) beside a cpu of 256",
        ]);
        assert.match(
            faults(500, 1024)[0] ?? "",
            /^cpu: 500 given; allowed: one of 256, 512, .* \(units, 1024 to a vCPU\)$/,
        );
    });
});

describe("priorities on the listener", () => {
    it("are one's own: another service moves none", () => {
        fc.assert(
            fc.property(services, label, routed, (existing, name, added) => {
                fc.pre(!(name in existing));
                const before = planPriorities(existing);
                const { [name]: _added, ...after } = planPriorities({ ...existing, [name]: added });
                assert.deepEqual(after, before);
            }),
        );
    });

    it("are ones that a listener takes", () => {
        fc.assert(
            fc.property(services, (all) => {
                for (const priority of Object.values(planPriorities(all))) {
                    assert.ok(Number.isInteger(priority) && priority >= 1 && priority <= MAX_PRIORITY);
                }
            }),
        );
    });

    it("are distinct, and ask exact hosts before the patterns around them, wherever there is no fault", () => {
        fc.assert(
            fc.property(services, (all) => {
                fc.pre(validatePriorities(all).length === 0);
                const planned = planPriorities(all);
                assert.equal(new Set(Object.values(planned)).size, Object.keys(all).length);
                for (const [name, { hosts }] of Object.entries(all)) {
                    for (const each of hosts) {
                        const answering = Object.keys(all)
                            .filter((other) => all[other]?.hosts.some((pattern) => includesHost(pattern, each)))
                            .sort((one, other) => (planned[one] ?? 0) - (planned[other] ?? 0));
                        assert.equal(answering[0], name);
                    }
                }
            }),
        );
    });

    it("put derived patterns behind derived exact hosts", () => {
        fc.assert(
            fc.property(label, label, (one, other) => {
                const exact = priorityOf(one, { hosts: ["a.example"] });
                assert.ok(exact < priorityOf(other, { hosts: ["a.example", "*.example"] }));
            }),
        );
    });

    it("are refused when two services want the same", () => {
        const two = { api: { hosts: ["a.example"], priority: 7 }, web: { hosts: ["b.example"], priority: 7 } };
        assert.deepEqual(validatePriorities(two).map(describeFault), [
            "web.priority: 7 given; allowed: a priority of its own: api has 7 too. " +
                "Give one of the two a free one explicitly, such as one below 2000, which no name leads to",
        ]);
    });

    it("are refused when a rule would never be reached", () => {
        const hidden = { any: { hosts: ["*.example"], priority: 1 }, api: { hosts: ["a.example"] } };
        const [fault, ...others] = validatePriorities(hidden);
        assert.deepEqual([fault?.path, others], ["api.priority", []]);
        assert.match(fault?.allowed ?? "", /^less than 1, the priority of any, whose \*\.example includes a\.example$/);
    });

    it("are refused when two services have the same host", () => {
        const twins = { api: { hosts: ["a.example"] }, web: { hosts: ["b.example", "a.example"] } };
        assert.deepEqual(validatePriorities(twins).map(describeFault), [
            'web.hosts[1]: "a.example" given; allowed: a host that api doesn\'t have',
        ]);
    });
});

describe("hosts", () => {
    it("are names in lower case, with a wildcard as the first label alone", () => {
        assert.ok(["api.example.com", "*.clinic.example.com"].every(isHost));
        const refused = [
            "API.example.com",
            "a.*.example.com",
            "localhost",
            "*",
            "https://a.example",
            `${"a".repeat(63)}.`.repeat(3),
        ];
        assert.deepEqual(refused.filter(isHost), []);
    });

    it("are covered by a certificate's name or by its wildcard for one label", () => {
        const names = ["example.com", "*.clinic.example.com", "API.example.com"];
        const covered = ["example.com", "a.clinic.example.com", "*.clinic.example.com", "api.example.com"];
        assert.deepEqual(uncoveredHosts(covered, names), []);
        const open = ["www.example.com", "clinic.example.com", "a.b.clinic.example.com", "*.example.com"];
        assert.deepEqual(uncoveredHosts(open, names), open);
    });
});
