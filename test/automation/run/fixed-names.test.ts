import assert from "node:assert/strict";
import { translate } from "../../../automation/progress/events";
import { initialProgress, reduce, type StackProgress } from "../../../automation/progress/state";
import { fixedNameProblems } from "../../../automation/run/fixed-names";
import { started } from "../progress/sequences";

const ALB = "urn:pulumi:staging::foundation::plinth:elb:SharedLoadBalancer$aws:lb/loadBalancer:LoadBalancer::alb";

function previewOf(op: string, before: object, after: object): StackProgress {
    const event = translate(started(op, ALB, { keys: ["internal"], old: { inputs: before }, new: { inputs: after } }));
    return event === undefined ? assert.fail("no event") : reduce(initialProgress(0), event, 0);
}

const named = (name: string): { name: string } => ({ name });

describe("a replacement under a fixed name", () => {
    it("is refused with the cause, the name and what to do", () => {
        const [problem, ...more] = fixedNameProblems(previewOf("replace", named("edge"), named("edge")), []);
        assert.deepEqual(more, []);
        assert.deepEqual(problem?.resource, { name: "alb", type: "aws:lb:LoadBalancer" });
        assert.match(problem?.text ?? "", /because of internal.*its name "edge" is fixed/);
        assert.match(problem?.advice ?? "", /--allow-delete-first aws:lb:LoadBalancer::alb/);
    });

    it("goes through when it is allowed by name", () => {
        const preview = previewOf("replace", named("edge"), named("edge"));
        assert.deepEqual(fixedNameProblems(preview, ["aws:lb:LoadBalancer::alb"]), []);
        assert.equal(fixedNameProblems(preview, ["alb"]).length, 1);
    });

    it("is none when the name changes along, and when nothing is replaced", () => {
        assert.deepEqual(fixedNameProblems(previewOf("replace", named("edge"), named("rim")), []), []);
        assert.deepEqual(fixedNameProblems(previewOf("update", named("edge"), named("edge")), []), []);
        assert.deepEqual(fixedNameProblems(initialProgress(0), []), []);
    });
});
