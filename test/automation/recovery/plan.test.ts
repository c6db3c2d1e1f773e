import assert from "node:assert/strict";
import fc from "fast-check";
import { isCreation, repairOf, settled, withReadings, type Repair } from "../../../automation/recovery/plan";
import type { Finding } from "../../../automation/recovery/takings";
import { printStateFile, type Deployment, type ResourceState } from "../../../automation/state/deployment";
import { faultLine, stateFaults } from "../../../automation/state/integrity";
import {
    AFTER,
    BEFORE,
    cutOffs,
    deployment,
    existing,
    found,
    pending,
    resource,
    SINCE,
    STACK,
    surroundings,
    TYPE,
    urnOf,
} from "./states";

const options = { since: SINCE };

function faultsOf(state: Deployment): readonly string[] {
    const text = printStateFile({ version: 3, checkpoint: { stack: "organization/shop/test", latest: state } });
    return stateFaults(text, STACK).map(faultLine);
}

/** What is in the state besides the stack and its provider: `a a-2`, `a a-1 (to delete)`. */
function contents({ deployment: { resources = [] } }: Repair): readonly string[] {
    return resources.slice(surroundings.length).map(({ urn, id, delete: goes, pendingReplacement }) => {
        const name = urn.split("::").at(-1);
        return `${name} ${id}${goes === true ? " (to delete)" : ""}${pendingReplacement === true ? " (gone)" : ""}`;
    });
}

function creating(
    lost: ResourceState,
    state: readonly ResourceState[],
    ...ids: readonly Finding["candidates"][number][]
): Repair {
    return repairOf(deployment(state, [pending("creating", lost)]), [{ lost, candidates: ids }], options);
}

describe("a creation that was cut off", () => {
    const address = resource("address");

    it("is cleared where nothing was found", () => {
        const repair = creating(address, []);
        assert.deepEqual(repair.cleared, [address.urn]);
        assert.deepEqual(repair.deployment, deployment([], []));
        assert.deepEqual(repair.refresh, []);
    });

    it("is taken in where something was found, to be read anew", () => {
        const repair = creating(address, [], found("eip-1", AFTER));
        assert.deepEqual(contents(repair), ["address eip-1"]);
        assert.deepEqual(repair.adopted, [{ urn: address.urn, id: "eip-1" }]);
        assert.deepEqual(repair.refresh, [address.urn]);
        assert.deepEqual(repair.cleared, []);
        assert.deepEqual(
            repair.deployment.pending_operations?.map(({ type }) => type),
            ["reading"],
        );
    });

    it("has the inputs, the needs and the provider that the engine noted, and the time that the cloud tells", () => {
        const network = existing("network", "vpc-1");
        const lost = resource("address", { dependencies: [network.urn], protect: true });
        const state = creating(lost, [network], found("eip-1", AFTER)).deployment.resources?.at(-1);
        const time = new Date(AFTER).toISOString();
        assert.deepEqual(state, { ...lost, id: "eip-1", created: time, modified: time });
    });

    it("takes the place of what was deleted to make room for it", () => {
        const former = existing("address", "eip-1", { pendingReplacement: true });
        const user = existing("user", "nat-1", { dependencies: [former.urn] });
        const repair = creating(address, [former, user], found("eip-2", AFTER));
        assert.deepEqual(contents(repair), ["address eip-2", "user nat-1"]);
        assert.deepEqual(repair.adopted, [{ urn: address.urn, id: "eip-2" }]);
    });

    it("may get the id of what was deleted to make room for it", () => {
        const former = existing("address", "fixed", { pendingReplacement: true });
        assert.deepEqual(contents(creating(address, [former], found("fixed", AFTER))), ["address fixed"]);
        const { created: _, ...ageless } = former;
        assert.deepEqual(contents(creating(address, [ageless], found("fixed", AFTER))), ["address fixed"]);
    });

    it("stands before what it replaces, which is to be deleted from then on", () => {
        const repair = creating(address, [existing("address", "eip-1")], found("eip-2", AFTER));
        assert.deepEqual(contents(repair), ["address eip-2", "address eip-1 (to delete)"]);
        assert.deepEqual(repair.adopted, [{ urn: address.urn, id: "eip-2", replaces: "eip-1" }]);
    });

    it("is discarded where a later run has made the resource again", () => {
        const again = existing("address", "eip-2", { created: new Date(AFTER + 1).toISOString() });
        const repair = creating({ ...address, protect: true, retainOnDelete: true }, [again], found("eip-1", AFTER));
        assert.deepEqual(contents(repair), ["address eip-2", "address eip-1 (to delete)"]);
        assert.deepEqual(repair.discarded, [{ urn: address.urn, id: "eip-1" }]);
        const { protect, retainOnDelete } = repair.deployment.resources?.at(-1) ?? {};
        assert.deepEqual([protect, retainOnDelete], [undefined, undefined], "else it would never be deleted");
    });

    it("is taken in once, the last made, where there are several; the others are discarded", () => {
        const repair = creating(address, [], found("eip-1", AFTER), found("eip-2", AFTER + 1), found("eip-3", AFTER));
        assert.deepEqual(contents(repair), ["address eip-2", "address eip-1 (to delete)", "address eip-3 (to delete)"]);
    });

    it("is not confused with what is older than the run, or of unknown age: both are left alone", () => {
        const repair = creating(address, [], found("eip-1", BEFORE), found("eip-2"));
        assert.deepEqual(contents(repair), []);
        assert.deepEqual(repair.leftAlone, [
            { urn: address.urn, id: "eip-1", because: "older" },
            { urn: address.urn, id: "eip-2", because: "age unknown" },
        ]);
    });

    it("is not confused with what the state has under another name", () => {
        const other = existing("other", "eip-1", {
            inputs: address.inputs ?? {},
            created: new Date(AFTER).toISOString(),
        });
        assert.deepEqual(creating(address, [other], found("eip-1", AFTER)).cleared, [address.urn]);
    });

    it("is not confused with what another stack of the backend has", () => {
        const theirs = existing("other", "eip-1", {
            inputs: address.inputs ?? {},
            created: new Date(AFTER).toISOString(),
        });
        const state = deployment([], [pending("creating", address)]);
        const findings = [{ lost: address, candidates: [found("eip-1", AFTER)] }];
        const repair = repairOf(state, findings, { since: SINCE, others: [deployment([theirs], [])] });
        assert.deepEqual(repair.cleared, [address.urn]);
    });

    it("is not confused with what the state has of it, whose files an event has by their hash alone", () => {
        const archive = (hash: string, text: string) => ({
            code: {
                "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
                assets: {
                    "index.mjs": { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text },
                },
                hash,
            },
        });
        const lost = resource("worker", { inputs: archive("1", "<contents elided>") });
        const half = (hash: string): ResourceState =>
            existing("worker", "worker-1", {
                created: new Date(AFTER).toISOString(),
                inputs: archive(hash, "export const handler = () => {};"),
            });
        assert.deepEqual(contents(creating(lost, [half("1")], found("worker-1", AFTER))), ["worker worker-1"]);
        assert.deepEqual(contents(creating(lost, [half("2")], found("worker-1", AFTER))), [
            "worker worker-1",
            "worker worker-1 (to delete)",
        ]);
    });

    it("may have the id of a thing made with other inputs: two scaling targets have policies of one name", () => {
        const other = existing("other", "policy", { created: new Date(AFTER).toISOString() });
        assert.deepEqual(contents(creating(address, [other], found("policy", AFTER))), [
            "other policy",
            "address policy",
        ]);
    });

    it("is left alone without its parent, or without its provider: no engine could read such a state", () => {
        for (const lack of [
            { parent: urnOf("gone", "my:Component") },
            { provider: `${urnOf("p", "pulumi:providers:aws")}::9` },
        ]) {
            const lost = resource("address", lack);
            const repair = creating(lost, [], found("eip-1", AFTER));
            assert.deepEqual(repair.leftAlone, [{ urn: lost.urn, id: "eip-1", because: "nothing to belong to" }]);
        }
    });

    it("needs nothing that the state has lost", () => {
        const gone = urnOf("gone");
        const lost = resource("address", {
            dependencies: [gone],
            propertyDependencies: { tags: [gone] },
            deletedWith: gone,
            replaceWith: [gone],
        });
        const repair = creating(lost, [], found("eip-1", AFTER));
        assert.deepEqual(faultsOf(repair.deployment), []);
        assert.deepEqual(contents(repair), ["address eip-1"]);
    });

    it("has its own where two of one kind were cut off", () => {
        const inputs = { domain: "vpc" };
        const pair = [resource("a", { inputs }), resource("b", { inputs })];
        const candidates = [found("eip-1", AFTER), found("eip-2", AFTER), found("eip-3", AFTER)];
        const operations = pair.map((lost) => pending("creating", lost));
        const repair = repairOf(
            deployment([], operations),
            pair.map((lost) => ({ lost, candidates })),
            options,
        );
        assert.deepEqual(contents(repair), ["a eip-1", "b eip-2", "a eip-3 (to delete)"]);
    });

    it("goes without secrets that an event has blinded", () => {
        const secret = {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            ciphertext: "[secret]",
        };
        const lost = resource("address", {
            inputs: { password: secret, list: [secret, "b"], nested: { secret, plain: 1 } },
        });
        const { resources = [] } = repairOf(
            deployment([], []),
            [{ lost, candidates: [found("eip-1", AFTER)] }],
            options,
        ).deployment;
        assert.deepEqual(resources.at(-1)?.inputs, { list: [null, "b"], nested: { plain: 1 } });
    });
});

describe("what else was cut off", () => {
    const network = existing("network", "vpc-1");

    for (const type of ["updating", "deleting", "reading"] as const) {
        it(`is read anew: ${type}`, () => {
            const state = deployment([network], [pending(type, network)]);
            const repair = repairOf(state, [], options);
            assert.deepEqual(repair.refresh, [network.urn]);
            assert.deepEqual(repair.deployment, state, "noted until it is done");
        });
    }

    it("is forgotten where the state has no such resource", () => {
        const repair = repairOf(deployment([], [pending("reading", network)]), [], options);
        assert.deepEqual(repair.refresh, []);
        assert.deepEqual(repair.deployment, deployment([], []));
    });

    it("may be a component or a provider, which are in no cloud", () => {
        const component: ResourceState = { urn: urnOf("c", "my:Component"), custom: false, type: "my:Component" };
        const [, provider = component] = surroundings;
        const operations = [pending("creating", component), pending("updating", provider)];
        const repair = repairOf(deployment([], operations), [], options);
        assert.deepEqual(repair.refresh, []);
        assert.deepEqual(repair.cleared, [component.urn]);
    });

    it("is what was taken in and has no outputs yet, even if nobody noted it", () => {
        const { outputs: _, ...unread } = network;
        assert.deepEqual(repairOf(deployment([unread], []), [], options).refresh, [network.urn]);
    });
});

describe("the note that resources are to be read anew", () => {
    const network = existing("network", "vpc-1");

    it("is put back for those that the state still has, and stands there once", () => {
        const state = withReadings(deployment([network], []), [network.urn, urnOf("gone")]);
        assert.deepEqual(state.pending_operations, [pending("reading", network)]);
        assert.equal(withReadings(state, [network.urn]), state);
    });

    it("is gone when all is settled", () => {
        assert.deepEqual(settled(deployment([network], [pending("reading", network)])), deployment([network], []));
    });
});

describe("the repair of any state that a run was cut off at", () => {
    const check = (
        property: (repair: Repair, cutOff: { deployment: Deployment; findings: readonly Finding[] }) => void,
    ): void =>
        fc.assert(
            fc.property(cutOffs, (cutOff) => property(repairOf(cutOff.deployment, cutOff.findings, options), cutOff)),
            { numRuns: 500 },
        );

    it("is a whole state without pending creations", () => {
        check(({ deployment: state }, cutOff) => {
            assert.deepEqual(faultsOf(cutOff.deployment), [], "the generated state");
            assert.deepEqual(faultsOf(state), []);
            assert.deepEqual((state.pending_operations ?? []).filter(isCreation), []);
            assert.equal(settled(state).pending_operations, undefined);
        });
    });

    it("neither loses nor uses twice what was found and made since the run began", () => {
        check(({ adopted, discarded, deployment: { resources = [] } }, { findings }) => {
            const made = findings.flatMap(({ candidates }) =>
                candidates.filter(({ createdAt = 0 }) => createdAt >= SINCE),
            );
            const wanted = [...new Set(made.map(({ id }) => id))].sort();
            assert.deepEqual([...adopted, ...discarded].map(({ id }) => id).sort(), wanted);
            const held = resources.map(({ id = "" }) => id).filter((id) => id.startsWith("new-"));
            assert.deepEqual(held.sort(), wanted);
        });
    });

    it("never touches what is older than the run or of unknown age", () => {
        check(({ deployment: { resources = [] }, leftAlone }, { findings }) => {
            const others = findings.flatMap(({ candidates }) =>
                candidates.filter(({ createdAt = 0 }) => createdAt < SINCE),
            );
            assert.ok(others.every(({ id }) => leftAlone.some((left) => left.id === id)));
            assert.ok(!resources.some((one) => others.some(({ id }) => id === one.id)));
        });
    });

    it("keeps all that the state had, but for what had been deleted to be replaced", () => {
        check(({ deployment: { resources = [] }, adopted }, { deployment: before }) => {
            const isReplaced = ({ urn, pendingReplacement }: ResourceState): boolean =>
                pendingReplacement === true && adopted.some((one) => one.urn === urn);
            const kept = (before.resources ?? [])
                .filter((one) => !isReplaced(one))
                .map(({ urn, id }) => `${urn} ${id}`);
            const after = resources.map(({ urn, id }) => `${urn} ${id}`);
            assert.deepEqual(
                kept.filter((one) => !after.includes(one)),
                [],
            );
        });
    });

    it("reads anew all that is in doubt, and only what the state has", () => {
        check(({ refresh, adopted, deployment: { resources = [] } }) => {
            assert.deepEqual(
                adopted.filter(({ urn }) => !refresh.includes(urn)),
                [],
            );
            assert.deepEqual(
                refresh.filter((urn) => !resources.some((one) => one.urn === urn && one.type === TYPE)),
                [],
            );
        });
    });

    it("changes nothing when it is repeated", () => {
        check((repair, { findings }) => {
            const again = repairOf(repair.deployment, findings, options);
            assert.deepEqual(again.deployment, repair.deployment);
            assert.deepEqual([again.adopted, again.discarded], [[], []]);
            assert.deepEqual(again.refresh, repair.refresh);
        });
    });
});
