import assert from "node:assert/strict";
import { watchDoubts, withGuessedNeeds } from "../../../automation/recovery/doubts";
import { existing, resource, urnOf } from "./states";

function failed(op: string, more: object = {}): object {
    const { urn, type, parent, provider } = resource("address");
    const state = { urn, type, custom: true, id: "", parent, provider, inputs: { domain: "vpc" }, ...more };
    return { sequence: 1, timestamp: 1, resOpFailedEvent: { metadata: { op, urn, new: state }, status: 2, steps: 1 } };
}

describe("a creation that failed", () => {
    for (const op of ["create", "create-replacement"]) {
        it(`may have happened all the same: ${op}`, () => {
            const doubts = watchDoubts();
            doubts.onEvent(failed(op));
            const { urn, type, parent, provider } = resource("address");
            assert.deepEqual(doubts.resources, [
                { urn, type, custom: true, inputs: { domain: "vpc" }, parent, provider },
            ]);
        });
    }

    it("keeps what protects the resource", () => {
        const doubts = watchDoubts();
        doubts.onEvent(failed("create", { protect: true, retainOnDelete: true }));
        const [{ protect, retainOnDelete } = {}] = doubts.resources;
        assert.deepEqual([protect, retainOnDelete], [true, true]);
    });

    it("is no doubt when nothing was to be made", () => {
        const doubts = watchDoubts();
        for (const op of ["update", "delete", "delete-replaced", "read", "import", "refresh", "same"]) {
            doubts.onEvent(failed(op));
        }
        doubts.onEvent(failed("create", { custom: false }));
        doubts.onEvent({ resOpFailedEvent: { metadata: { op: "create", new: null } } });
        doubts.onEvent({ diagnosticEvent: { severity: "error", message: "creating: api error" } });
        doubts.onEvent({ resOutputsEvent: { metadata: { op: "create", new: { urn: "u", type: "t", custom: true } } } });
        assert.deepEqual(doubts.resources, []);
    });
});

describe("the needs of a creation that failed", () => {
    it("are the resources that its inputs name by id or ARN", () => {
        const network = existing("network", "vpc-1");
        const role = existing("role", "role", { outputs: { arn: "arn:aws:iam::111122223333:role/role" } });
        const other = existing("other", "vpc-2");
        const inputs = { vpcId: "vpc-1", nested: [{ roleArn: "arn:aws:iam::111122223333:role/role" }], count: 2 };
        const { dependencies } = withGuessedNeeds(resource("address", { inputs }), [network, role, other]);
        assert.deepEqual(dependencies, [urnOf("network"), urnOf("role")]);
    });

    it("are never the resource itself, which it may be about to replace", () => {
        const former = existing("address", "eip-1");
        assert.deepEqual(
            withGuessedNeeds(resource("address", { inputs: { from: "eip-1" } }), [former]).dependencies,
            [],
        );
    });
});
