import assert from "node:assert/strict";
import { ConfigMap, Secret as ClusterSecret } from "@pulumi/kubernetes/core/v1";
import { Provider as Cluster } from "@pulumi/kubernetes/provider";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { driftAdvice, driftJson, driftLines } from "../../automation/drift/report";
import { translate } from "../../automation/progress/events";
import type { Properties } from "../../sandbox/values";
import type { TestPlace, TestStack } from "../support/engine";
import { discard, testPlace, testStack } from "../support/engine";
import type { Subject } from "./subjects";
import { subjectsOf } from "./subjects";
import type { DriftRun } from "./support";
import { driftOfStack, putByHand } from "./support";

const OLD = "canary-old-5d1f0a";
const NEW = "canary-new-8e2b77";
const PROJECT = "by-hand";
const KUBECONFIG = JSON.stringify({
    "current-context": "example",
    clusters: [{ name: "example", cluster: { server: "https://192.0.2.10:6443" } }],
    contexts: [{ name: "example", context: { cluster: "example" } }],
});

let wanted = "program";

function program(): Promise<Record<string, unknown>> {
    const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
    const secret = new aws.secretsmanager.Secret("secret", { recoveryWindowInDays: 0 }, { provider });
    new aws.secretsmanager.SecretVersion("version", { secretId: secret.id, secretString: OLD }, { provider });
    const tags = { Owner: pulumi.secret(OLD), Name: wanted };
    new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", tags }, { provider });
    const cluster = { provider: new Cluster("cluster", { kubeconfig: KUBECONFIG }) };
    new ClusterSecret("credentials", { stringData: { password: OLD } }, cluster);
    new ConfigMap("settings", { data: { DB_PASSWORD: pulumi.secret(OLD) } }, cluster);
    return Promise.resolve({});
}

describe("what somebody changes by hand", () => {
    let place: TestPlace;
    let stack: TestStack;
    let subjects: readonly Subject[];

    beforeEach(async () => {
        wanted = "program";
        place = await testPlace();
        stack = await testStack({ program, place, project: PROJECT });
        await stack.up();
        ({ subjects } = subjectsOf(place, await stack.state()));
    });
    afterEach(() => discard(place));

    const drift = (): Promise<DriftRun> => driftOfStack({ place, project: PROJECT });
    const change = async (name: string, inputs: (before: Properties) => Properties): Promise<void> => {
        const subject = subjects.find(({ urn }) => urn.endsWith(`::${name}`));
        assert.ok(subject);
        const { scope, record } = subject;
        const changed = inputs(record.inputs);
        await putByHand(place, [
            { scope, record: { ...record, inputs: changed, outputs: { ...record.outputs, ...changed } } },
        ]);
    };

    it("is told of a secret without its old and its new value, anywhere", async () => {
        await change("version", (before) => ({ ...before, secretString: NEW }));
        await change("vpc", (before) => ({ ...before, tags: { Name: wanted, Owner: NEW, More: NEW } }));
        await change("credentials", (before) => ({ ...before, stringData: { password: NEW, more: NEW } }));
        await change("settings", (before) => ({ ...before, data: { DB_PASSWORD: NEW, API_TOKEN: NEW } }));
        const { drifts, events } = await drift();
        assert.deepEqual(
            drifts.flatMap(({ resource, properties }) =>
                properties.map(({ path, kind, secret }) => `${resource.name} ${path} ${kind} ${secret}`),
            ),
            [
                "vpc tags.More added true",
                "vpc tags.Owner changed true",
                "version secretString changed true",
                "settings data.API_TOKEN added true",
                "settings data.DB_PASSWORD changed true",
                "credentials stringData.more added true",
                "credentials stringData.password changed true",
            ],
        );
        const told = [
            ...driftLines(drifts, { verbose: true }),
            ...driftAdvice(drifts, { refresh: "refresh", up: "up" }),
            JSON.stringify(driftJson(drifts)),
            JSON.stringify(events.map(translate)),
        ].join("\n");
        assert.ok(!told.includes(OLD) && !told.includes(NEW), told);
    });

    it("goes unnoticed by an up, which compares the program with the state alone", async () => {
        await change("vpc", (before) => ({ ...before, cidrBlock: "10.1.0.0/16" }));
        assert.deepEqual((await stack.up()).steps, []);
        assert.equal((await drift()).drifts.length, 1);
    });

    it("is no drift any more once the program says the same and a refresh has taken it in", async () => {
        await change("vpc", (before) => ({ ...before, tags: { Name: "cloud", Owner: OLD } }));
        assert.equal((await drift()).drifts.length, 1);
        wanted = "cloud";
        await stack.refresh();
        assert.deepEqual((await stack.up()).steps, []);
        assert.deepEqual((await drift()).drifts, []);
    });

    it("is looked at without a change to the state or the clouds", async () => {
        await change("vpc", (before) => ({ ...before, cidrBlock: "10.1.0.0/16" }));
        const state = JSON.stringify(await stack.state());
        const sequences = () =>
            place.sandbox.worlds.scopes().map((scope) => place.sandbox.worlds.world(scope).sequence);
        const before = sequences();
        await drift();
        assert.equal(JSON.stringify(await stack.state()), state);
        assert.deepEqual(sequences(), before);
    });
});
