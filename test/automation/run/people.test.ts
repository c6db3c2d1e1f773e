import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import type { Invocation } from "../../../automation/command-line";
import { requirePeople } from "../../../automation/run/people";

type Asked = Pick<Invocation, "verb" | "sandbox" | "yes">;

const GUARDED = [{ name: "services" }, { name: "vendor-buckets", appliedBy: "people" as const }];
const CI = { CI: "true" };

function faultOf(
    asked: Partial<Asked>,
    environment = {},
    projects: typeof GUARDED = GUARDED,
): CommandFault | undefined {
    try {
        requirePeople({ verb: "up", sandbox: false, yes: false, ...asked }, projects, environment);
    } catch (error) {
        return error instanceof CommandFault ? error : assert.fail(String(error));
    }
    return undefined;
}

describe("what people apply", () => {
    it("is refused to CI by every verb that changes it, with the project and the sign named", () => {
        for (const verb of ["up", "refresh", "destroy", "state restore"] as const) {
            const fault = faultOf({ verb, yes: true }, CI);
            assert.equal(fault?.exit, "refused");
            assert.equal(fault.message, "vendor-buckets is applied by people, and CI says that this is CI.");
            assert.match(fault.advice.join(" "), new RegExp(`plinth ${verb}`));
        }
    });

    it("may be looked at by CI", () => {
        for (const verb of ["preview", "drift", "outputs", "state"] as const) {
            assert.equal(faultOf({ verb }, CI), undefined, verb);
        }
    });

    it("takes no --yes in the place of somebody who looks", () => {
        for (const verb of ["up", "state restore"] as const) {
            const fault = faultOf({ verb, yes: true });
            assert.equal(fault?.exit, "usage");
            assert.match(fault.message, /^vendor-buckets is applied by people: --yes/);
            assert.equal(faultOf({ verb }), undefined);
        }
    });

    it("is anybody's in the sandbox", () => {
        assert.equal(faultOf({ sandbox: true, yes: true }, CI), undefined);
    });

    it("keeps nobody from other projects", () => {
        assert.equal(faultOf({ yes: true }, CI, [{ name: "services" }]), undefined);
    });
});
