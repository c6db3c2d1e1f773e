import assert from "node:assert/strict";
import { translate, type Diagnostic } from "../../../automation/progress/events";
import { adviceFor } from "../../../automation/run/advice";
import { EngineCommandError } from "../../../automation/run/engine-command";
import { isSilent, problemsOf as problemsAt } from "../../../automation/run/problems";
import { REFUSAL, REFUSED, VPC } from "../progress/sequences";

const problemsOf = (...[diagnostics, cause]: [readonly Diagnostic[], unknown]) =>
    problemsAt(diagnostics, cause, "cloud");

const diagnosticsIn = (events: typeof REFUSED): Diagnostic[] =>
    events.flatMap((raw) => {
        const event = translate(raw);
        return event?.kind === "diagnostic" ? [event.diagnostic] : [];
    });
const error = (text: string, urn?: string): Diagnostic => ({
    severity: "error",
    text,
    ...(urn === undefined ? {} : { urn }),
});
const ended = (stderr: string): EngineCommandError => new EngineCommandError(["up"], 255, "", stderr);

describe("what went wrong", () => {
    it("is told in the provider's words, with the resource, and without echoes", () => {
        assert.deepEqual(problemsOf(diagnosticsIn(REFUSED), ended("error: update failed\n")), [
            { text: REFUSAL, resource: { name: "network-private-a", type: "aws:ec2:Subnet" } },
        ]);
    });

    it("is every error, not the first one only", () => {
        const problems = problemsOf([error("one", VPC), error("two"), { severity: "warning", text: "hm" }], undefined);
        assert.deepEqual(
            problems.map(({ text }) => text),
            ["one", "two"],
        );
    });

    it("of a check that lacks what another resource failed to give is told last, and as no fault of its own", () => {
        const follower = "aws:ec2/route:Route resource 'r': property natGatewayId has a problem: is missing";
        const [first, second] = problemsOf([error(follower, VPC), error("no addresses are left")], undefined);
        assert.equal(first?.text, "no addresses are left");
        assert.equal(second?.text, follower);
        assert.match(second.advice ?? "", /see to the other faults first/);
        assert.equal(problemsOf([error(follower, VPC)], undefined)[0]?.advice, undefined);
    });

    it("is told once when the SDK says it twice, with the place in our program", () => {
        const thrown = "Unhandled exception: Error: boom\n    at f (/repo/index.ts:1:2)\n";
        assert.deepEqual(problemsOf([error(thrown), error("boom")], undefined), [
            { text: "boom", origin: "/repo/index.ts:1:2" },
        ]);
    });

    it("is the engine's last words when it sent no error", () => {
        assert.deepEqual(problemsOf([], ended("warning: x\nerror: no such thing\nline two\nerror: another\n")), [
            { text: "warning: x" },
            { text: "no such thing\nline two" },
            { text: "another" },
        ]);
    });

    it("is an echo when nothing else was said", () => {
        assert.deepEqual(problemsOf([error("update failed")], ended("")), [
            { text: "pulumi up ended with exit code 255" },
        ]);
        assert.deepEqual(problemsOf([error("update failed")], undefined), [{ text: "update failed" }]);
    });

    it("is unknown when neither the engine's messages nor its standard error name a reason", () => {
        assert.ok(isSilent([error("update failed")], ended("")));
        const blamed = "error: One or more errors occurred: Resource monitor is terminating";
        assert.ok(isSilent([], ended(blamed)));
        assert.ok(!isSilent([error("boom")], ended(blamed)));
        assert.ok(!isSilent([error("boom")], ended("")));
        assert.ok(!isSilent([], ended("error: no such thing")));
        assert.ok(!isSilent([], new TypeError("ours")));
    });

    it("comes with advice where the cause is known", () => {
        const [problem] = problemsOf([error("api error VpcLimitExceeded: The maximum number of VPCs", VPC)], undefined);
        assert.match(problem?.advice ?? "", /Service Quotas/);
    });
});

describe("advice", () => {
    for (const [words, advice] of [
        ["no resource plugin 'pulumi-resource-aws' found in the workspace", /pulumi plugin install/],
        ["Default provider for 'aws' disabled. 'vpc' must use an explicit provider.", /explicit provider/],
        ["resource urn:x cannot be deleted\nbecause it is protected.", /protection/],
        ["failed to register new resource a [b]: Resource monitor is terminating", /lost its connection to the engine/],
        ["error: incorrect passphrase", /PULUMI_CONFIG_PASSPHRASE_FILE/],
        ["AWS account ID not allowed: 444455556666", /another account/],
        ["No valid credential sources found", /Log in/],
        ["api error AddressLimitExceeded: too many", /quota/],
        ["api error DependencyViolation: has dependencies", /still uses it/],
        ["api error AccessDenied: not authorized", /may not do this/],
        ["Duplicate resource URN 'urn:x'", /another name/],
    ] as const) {
        it(`is there for: ${words.split("\n")[0]}`, () => assert.match(adviceFor(words, "cloud") ?? "", advice));
    }

    it("isn't made up", () => assert.equal(adviceFor(REFUSAL, "cloud"), undefined));

    it("names the command that makes a missing stack, for the place where it is missing", () => {
        const words = 'Preview failed: unknown stack "organization/foundation/staging"';
        assert.match(
            adviceFor(words, "sandbox") ?? "",
            /There is no stack foundation \(staging\).*`plinth up staging foundation --sandbox`/,
        );
        assert.match(adviceFor(words, "cloud") ?? "", /`plinth up staging foundation`/);
    });
});
