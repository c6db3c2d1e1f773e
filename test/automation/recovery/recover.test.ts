import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { unresolvedLines } from "../../../automation/recovery/advice";
import type { FoundResource, LostResource } from "../../../automation/recovery/inventory";
import { recover, type RecoveryRequest, type RecoveryResult } from "../../../automation/recovery/recover";
import { deploymentOf, parseStateFile, printStateFile, type Deployment } from "../../../automation/state/deployment";
import { AFTER, BEFORE, deployment, existing, found, pending, resource, SINCE, STACK } from "./states";

function textOf(state: Deployment): string {
    return printStateFile({ version: 3, checkpoint: { stack: "organization/shop/test", latest: state } });
}

/** A stack whose state is in memory. */
class Stack {
    text: string | undefined;
    readonly writes: string[] = [];
    readonly notes: string[] = [];
    readonly queries: LostResource[] = [];
    readonly refreshed: (readonly string[])[] = [];
    others: readonly string[] = [];

    constructor(
        state: Deployment | undefined,
        private readonly things: readonly FoundResource[] = [],
    ) {
        this.text = state && textOf(state);
    }

    get state(): Deployment {
        return deploymentOf(parseStateFile(this.text ?? ""));
    }

    recover(more: Partial<RecoveryRequest> = {}): Promise<RecoveryResult> {
        return recover({
            stack: STACK,
            states: {
                read: () => Promise.resolve(this.text),
                write: (text) => {
                    this.writes.push(text);
                    this.text = text;
                    return Promise.resolve();
                },
                others: () => Promise.resolve(this.others),
            },
            inventory: {
                find: (query) => {
                    this.queries.push(query);
                    return Promise.resolve(this.things);
                },
            },
            refresh: (urns) => {
                this.refreshed.push(urns);
                return Promise.resolve();
            },
            since: SINCE,
            note: (line) => this.notes.push(line),
            ...more,
        });
    }
}

const address = resource("address");
const made = [found("eip-1", AFTER)];

describe("recovery", () => {
    it("does nothing where there is no stack", async () => {
        const stack = new Stack(undefined);
        assert.deepEqual(await stack.recover(), { unresolved: [] });
        assert.deepEqual([stack.queries, stack.writes, stack.refreshed], [[], [], []]);
    });

    it("does nothing where nothing was cut off, and writes nothing", async () => {
        const stack = new Stack(deployment([existing("a", "1")], []));
        await stack.recover();
        assert.deepEqual([stack.queries, stack.writes, stack.refreshed, stack.notes], [[], [], [], []]);
    });

    it("asks for what is lost with the inputs of its provider", async () => {
        const stack = new Stack(deployment([], [pending("creating", address)]));
        await stack.recover();
        const { type, inputs = {} } = address;
        const providerInputs = { region: "eu-central-1" };
        assert.deepEqual(stack.queries, [{ package: "aws", providerInputs, type, inputs }]);
    });

    it("takes in what it finds, reads it anew and leaves nothing pending", async () => {
        const stack = new Stack(deployment([], [pending("creating", address)]), made);
        await stack.recover();
        assert.deepEqual(stack.refreshed, [[address.urn]]);
        assert.equal(stack.state.pending_operations, undefined);
        assert.equal(stack.state.resources?.at(-1)?.id, "eip-1");
        assert.deepEqual(stack.notes, [
            "shop: aws:ec2:Eip eip-1 was made by the run that was cut off; taken into the state as address",
        ]);
    });

    it("tells what it discards, leaves alone and does not find", async () => {
        const things = [...made, found("eip-2", AFTER + 1), found("eip-0", BEFORE)];
        const stack = new Stack(deployment([existing("address", "eip-9")], [pending("creating", address)]), things);
        await stack.recover();
        assert.deepEqual(stack.notes, [
            "shop: aws:ec2:Eip eip-2 was made by the run that was cut off; taken into the state as address; the next " +
                "up deletes eip-9, which it replaces",
            "shop: aws:ec2:Eip eip-1 was made by the run that was cut off and isn't needed; the next up deletes it",
            "shop: aws:ec2:Eip eip-0 looks as address would, which the run that was cut off was making; left alone, " +
                "since it is older than that run",
        ]);
        const empty = new Stack(deployment([], [pending("creating", address)]));
        await empty.recover();
        assert.deepEqual(empty.notes, [
            "shop: the run that was cut off was making address (aws:ec2:Eip); nothing of it is left",
        ]);
    });

    it("asks no cloud for what is in none, and does not speak of it", async () => {
        const password = resource("password", {
            type: "random:index/randomPassword:RandomPassword",
            provider: "urn:pulumi:test::shop::pulumi:providers:random::random::1",
        });
        const component = { urn: `${address.urn}-group`, custom: false, type: "my:Group" };
        const stack = new Stack(deployment([], [pending("creating", password), pending("creating", component)]));
        await stack.recover();
        assert.deepEqual([stack.queries, stack.notes], [[], []]);
        assert.equal(stack.state.pending_operations, undefined);
    });

    it("keeps the note of what is to be read anew until it is", async () => {
        const stack = new Stack(deployment([], [pending("creating", address)]), made);
        const refresh = (): Promise<void> => {
            // The engine drops what was pending as soon as it writes anything.
            const { pending_operations: _, ...rest } = stack.state;
            stack.text = textOf(rest);
            return Promise.reject(new Error("no answer"));
        };
        await assert.rejects(stack.recover({ refresh }), /no answer/);
        assert.deepEqual(
            stack.state.pending_operations?.map(({ type, resource: { id } }) => `${type} ${id}`),
            ["reading eip-1"],
        );
        await stack.recover();
        assert.deepEqual(stack.refreshed, [[address.urn]]);
        assert.equal(stack.state.pending_operations, undefined);
    });

    it("decides in one write what becomes of all that was lost", async () => {
        const other = resource("other", { inputs: address.inputs ?? {} });
        const operations = [pending("creating", address), pending("creating", other)];
        const stack = new Stack(deployment([], operations), [...made, found("eip-2", AFTER)]);
        await stack.recover();
        assert.equal(stack.writes.length, 2, "one to decide, one when all is read");
        assert.equal((deploymentOf(parseStateFile(stack.writes[0] ?? "")).resources ?? []).length, 4);
    });

    it("takes what another stack of the backend has for theirs", async () => {
        const theirs = existing("theirs", "eip-1", {
            inputs: address.inputs ?? {},
            created: new Date(AFTER).toISOString(),
        });
        const stack = new Stack(deployment([], [pending("creating", address)]), made);
        stack.others = [textOf(deployment([theirs], []))];
        await stack.recover();
        assert.equal(stack.state.resources?.length, 2);
    });

    it("refuses to guess whose a thing is while another stack's state can't be read", async () => {
        const stack = new Stack(deployment([], [pending("creating", address)]), made);
        stack.others = ["{"];
        await assert.rejects(stack.recover(), (error) => error instanceof CommandFault && error.exit === "damaged");
        assert.deepEqual(stack.writes, []);
    });

    it("looks for what failed to be made as well, and says so", async () => {
        const stack = new Stack(deployment([], []), made);
        await stack.recover({ doubts: [address] });
        assert.deepEqual(stack.notes, [
            "shop: aws:ec2:Eip eip-1 was made by the run that failed; taken into the state as address",
        ]);
        const none = new Stack(deployment([], []));
        await none.recover({ doubts: [address] });
        assert.deepEqual([none.notes, none.writes], [[], []], "that it was not made is no news");
    });
});

describe("recovery where nobody can look into the clouds", () => {
    it("touches nothing while a creation is in doubt", async () => {
        const network = existing("network", "vpc-1");
        const operations = [pending("creating", address), pending("updating", network)];
        const stack = new Stack(deployment([network], operations));
        const { unresolved, repair } = await stack.recover({ inventory: undefined });
        assert.deepEqual(unresolved, [address]);
        assert.equal(repair, undefined);
        assert.deepEqual([stack.writes, stack.refreshed], [[], []]);
    });

    it("reads anew what else was cut off", async () => {
        const network = existing("network", "vpc-1");
        const stack = new Stack(deployment([network], [pending("updating", network)]));
        const { unresolved } = await stack.recover({ inventory: undefined });
        assert.deepEqual(unresolved, []);
        assert.deepEqual(stack.refreshed, [[network.urn]]);
        assert.equal(stack.state.pending_operations, undefined);
    });

    it("says what to look for and the two ways on", () => {
        const lines = unresolvedLines(
            [resource("nat", { inputs: { subnetId: "subnet-1", tags: { Name: "nat", Stack: "shop/test" } } })],
            STACK,
        );
        assert.deepEqual(lines, [
            "shop: a run was cut off while it made nat (aws:ec2:Eip): the cloud may have it, the state hasn't.",
            "  Look for subnetId subnet-1, tag Name nat, tag Stack shop/test.",
            "  If it is there, delete it, or take it in: pulumi import 'aws:ec2/eip:Eip' 'nat' <id> --stack test " +
                "--parent 'parent=urn:pulumi:test::shop::pulumi:pulumi:Stack::shop-test' " +
                "--provider 'provider=urn:pulumi:test::shop::pulumi:providers:aws::aws' --protect=false --generate-code=false",
            "When all of these are dealt with: pulumi refresh --stack test --clear-pending-creates",
        ]);
    });

    it("shows no secret", () => {
        const name = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
        const lines = unresolvedLines([resource("a", { inputs: { name, tags: { Name: name } } })], STACK);
        assert.doesNotMatch(lines.join("\n"), /v1:abc|Look for/);
    });
});
