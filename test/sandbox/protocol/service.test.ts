import assert from "node:assert/strict";
import type * as grpc from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decode } from "../../../sandbox/protocol/wire";
import { formatPath, Unknown } from "../../../sandbox/values";
import type { Served } from "./support";
import { ask, configure, create, serveFake, TYPE, URN, wire } from "./support";

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

let served: Served;
let client: ResourceProviderClient;

async function start(): Promise<void> {
    served = await serveFake();
    client = served.connect();
}

function stop(): void {
    served.close();
}

/** The error of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<grpc.ServiceError> {
    try {
        await call;
    } catch (error) {
        assert.ok(error instanceof Error);
        return error as grpc.ServiceError;
    }
    throw new assert.AssertionError({ message: "the call did not fail" });
}

function secretsOf(struct: Parameters<typeof decode>[0]): readonly string[] {
    return [...new Set(decode(struct).secrets.map(formatPath))].sort();
}

describe("a provider that introduces itself", () => {
    beforeEach(start);
    afterEach(stop);

    it("accepts secrets, supports previews, and says the SDK's version", async () => {
        const handshake = await ask<proto.ProviderHandshakeResponse>((done) =>
            client.handshake(new proto.ProviderHandshakeRequest(), done),
        );
        assert.equal(handshake.getAcceptSecrets(), true);
        const info = await ask<plugin.PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
        assert.equal(info.getVersion(), "7.48.0");
        const response = await configure(client, "eu-central-1");
        assert.equal(response.getAcceptsecrets(), true);
        assert.equal(response.getSupportspreview(), true);
    });

    it("finds the faults of its configuration when it is checked, and refuses it when it is configured", async () => {
        const request = new proto.CheckRequest();
        request.setNews(wire({ region: "moon" }));
        const checked = await ask<proto.CheckResponse>((done) => client.checkConfig(request, done));
        assert.deepEqual(
            checked.getFailuresList().map((fault) => [fault.getProperty(), fault.getReason()]),
            [["region", "invalid AWS Region: moon"]],
        );
        assert.deepEqual(decode(checked.getInputs()).values, { region: "moon" });
        const error = await failure(configure(client, "moon"));
        assert.match(error.details, /configuration of the aws provider is refused:\n {2}region: invalid AWS Region/);
    });

    it("is never replaced for a change of its configuration", async () => {
        const request = new proto.DiffRequest();
        request.setOldInputs(wire({ region: "eu-central-1" }));
        request.setNews(wire({ region: "eu-west-1" }));
        const response = await ask<proto.DiffResponse>((done) => client.diffConfig(request, done));
        assert.deepEqual([response.getChanges(), response.getReplacesList()], [DIFF_SOME, []]);
    });

    it("answers Cancel and Attach, and says that it has no remote components", async () => {
        await ask<Empty>((done) => client.cancel(new Empty(), done));
        const attach = new plugin.PluginAttach();
        attach.setAddress("127.0.0.1:1");
        await ask<Empty>((done) => client.attach(attach, done));
        const error = await failure(
            ask<proto.ConstructResponse>((done) => client.construct(new proto.ConstructRequest(), done)),
        );
        assert.match(error.details, /aws provider has no remote components/);
    });
});

describe("two providers at one server", () => {
    beforeEach(start);
    afterEach(stop);

    it("keep their configurations apart", async () => {
        const other = served.connect();
        await configure(client, "eu-central-1");
        await configure(other, "us-east-1");
        const regions: unknown[] = [];
        for (const each of [client, other, client]) {
            const response = await create(each, { size: 1 });
            regions.push(decode(response.getProperties()).values["region"]);
        }
        assert.deepEqual(regions, ["eu-central-1", "us-east-1", "eu-central-1"]);
    });

    it("do not lend their configuration to one that was not configured", async () => {
        await configure(client, "eu-central-1");
        const stranger = served.connect();
        const error = await failure(create(stranger, { size: 1 }));
        assert.match(error.details, /127\.0\.0\.1:\d+ was not configured: the engine must call Configure/);
        assert.deepEqual(served.backend.calls, []);
    });
});

describe("a check", () => {
    beforeEach(start);
    afterEach(stop);

    async function check(news: proto.CheckRequest): Promise<proto.CheckResponse> {
        await configure(client, "eu-central-1");
        return ask((done) => client.check(news, done));
    }

    it("fills in what is missing, keeps secrets, and reads type and name from the URN", async () => {
        const request = new proto.CheckRequest();
        request.setUrn(URN);
        request.setNews(wire({ password: "hunter22", vpc: Unknown.value }, [["password"]]));
        const response = await check(request);
        const { values, secrets } = decode(response.getInputs());
        assert.deepEqual(values, { password: "hunter22", size: 3, vpc: Unknown.value });
        assert.deepEqual(secrets, [["password"]]);
        assert.deepEqual(response.getFailuresList(), []);
        assert.deepEqual(served.backend.calls, [`eu-central-1 check ${TYPE} web::1 anew`]);
    });

    it("passes the inputs of the last deployment on, and prefers the type and the name it is told", async () => {
        const request = new proto.CheckRequest();
        request.setUrn(URN);
        request.setType("aws:test/other:Other");
        request.setName("api");
        request.setOlds(wire({ size: 1 }));
        request.setNews(wire({ size: 2 }));
        await check(request);
        assert.deepEqual(served.backend.calls, ["eu-central-1 check aws:test/other:Other api size"]);
    });

    it("reports all faults at once, each with its key path", async () => {
        const request = new proto.CheckRequest();
        request.setUrn(URN);
        request.setNews(wire({ size: -1 }));
        const faults = (await check(request)).getFailuresList();
        assert.deepEqual(
            faults.map((fault) => `${fault.getProperty()} ${fault.getReason()}`),
            ["size is too small", "rules[0].port is no port"],
        );
    });
});

describe("a diff", () => {
    beforeEach(start);
    afterEach(stop);

    async function diff(previous: object, news: object, ignored: string[] = []): Promise<proto.DiffResponse> {
        await configure(client, "eu-central-1");
        const request = new proto.DiffRequest();
        request.setUrn(URN);
        request.setId("thing-1");
        request.setOlds(wire({ arn: "arn:1", filledIn: true, ...previous }));
        request.setOldInputs(wire({ ...previous }));
        request.setNews(wire({ ...news }));
        request.setIgnorechangesList(ignored);
        return ask((done) => client.diff(request, done));
    }

    it("compares inputs with inputs: what the cloud filled in is no change", async () => {
        const response = await diff({ size: 1 }, { size: 1 });
        assert.equal(response.getChanges(), DIFF_NONE);
        assert.deepEqual(response.getDiffsList(), []);
    });

    it("compares what others write too with what was last read of it", async () => {
        await configure(client, "eu-central-1");
        const request = new proto.DiffRequest();
        request.setUrn(URN);
        request.setOlds(wire({ shared: "theirs and mine", size: 3 }));
        request.setOldInputs(wire({ shared: "mine" }));
        request.setNews(wire({ shared: "mine" }));
        const response = await ask<proto.DiffResponse>((done) => client.diff(request, done));
        assert.deepEqual(response.getDiffsList(), ["shared"]);
        request.setOlds(wire({ shared: "mine", size: 3 }));
        const same = await ask<proto.DiffResponse>((done) => client.diff(request, done));
        assert.equal(same.getChanges(), DIFF_NONE);
    });

    it("names changes by path and by property, and those that replace", async () => {
        const response = await diff({ vpc: "a", tags: { x: "1", y: "1" } }, { vpc: "b", tags: { x: "2", z: "3" } });
        assert.equal(response.getChanges(), DIFF_SOME);
        assert.deepEqual(response.getDiffsList(), ["tags", "vpc"]);
        assert.deepEqual(response.getReplacesList(), ["vpc"]);
        assert.equal(response.getDeletebeforereplace(), true);
        assert.equal(response.getHasdetaileddiff(), true);
        const { ADD, DELETE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
        const detailed = response.getDetaileddiffMap();
        const kinds = Object.fromEntries([...detailed.entries()].map(([path, change]) => [path, change.getKind()]));
        assert.deepEqual(kinds, { "tags.x": UPDATE, "tags.y": DELETE, "tags.z": ADD, vpc: UPDATE_REPLACE });
        assert.ok([...detailed.entries()].every(([, change]) => change.getInputdiff()));
    });

    it("leaves out what the program ignores", async () => {
        const response = await diff({ tags: { x: "1" }, vpc: "a" }, { tags: { x: "2" }, vpc: "b" }, ["tags.x", "vpc"]);
        assert.deepEqual([response.getChanges(), response.getReplacesList()], [DIFF_NONE, []]);
    });
});

describe("a create", () => {
    beforeEach(start);
    afterEach(stop);
    beforeEach(() => configure(client, "eu-central-1"));

    it("answers with id and outputs; secret inputs, their text elsewhere and declared secrets are marked", async () => {
        const response = await create(client, { password: "hunter22", size: 1 }, { secrets: [["password"]] });
        assert.equal(response.getId(), "thing-1");
        assert.equal(decode(response.getProperties()).values["url"], "redis://:hunter22@eu-central-1");
        assert.deepEqual(secretsOf(response.getProperties()), ["drawn", "password", "url"]);
    });

    it("in a preview never reaches the backend, and promises the inputs alone, without an id", async () => {
        const values = { password: "hunter22", vpc: Unknown.value, __defaults: [] };
        const response = await create(client, values, { preview: true, secrets: [["password"]] });
        assert.equal(response.getId(), "");
        assert.deepEqual(decode(response.getProperties()), {
            values: { password: "hunter22", vpc: Unknown.value },
            secrets: [["password"]],
        });
        assert.deepEqual(served.backend.calls, []);
    });

    it("that is refused fails with the backend's words, and without a resource", async () => {
        const error = await failure(create(client, { fail: "refused" }));
        assert.equal(error.details, "creating Thing: api error Thing.Conflict: it is there");
        assert.deepEqual(error.metadata.get("grpc-status-details-bin"), []);
    });

    it("that fails half-way tells the engine what it left behind, with its secrets marked", async () => {
        const inputs = { password: "hunter22", fail: "half-way" };
        const error = await failure(create(client, inputs, { secrets: [["password"]] }));
        assert.equal(error.details, "it is unhealthy; and slow");
        const [trailer] = error.metadata.get("grpc-status-details-bin");
        assert.ok(trailer instanceof Buffer);
        const [any] = Status.deserializeBinary(trailer).getDetailsList();
        assert.equal(any?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
        const left = proto.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
        assert.equal(left.getId(), "thing-1");
        assert.deepEqual(left.getReasonsList(), ["it is unhealthy", "and slow"]);
        assert.deepEqual(decode(left.getInputs()), { values: inputs, secrets: [["password"]] });
        assert.deepEqual(secretsOf(left.getProperties()), ["drawn", "password", "url"]);
    });
});

describe("an update", () => {
    beforeEach(start);
    afterEach(stop);
    beforeEach(() => configure(client, "eu-central-1"));

    async function update(preview: boolean): Promise<proto.UpdateResponse> {
        const request = new proto.UpdateRequest();
        request.setUrn(URN);
        request.setId("thing-1");
        request.setOldInputs(wire({ password: "old-hunter1", size: 1 }, [["password"]]));
        request.setOlds(wire({ password: "old-hunter1", size: 1, arn: "arn:1", url: "redis://:old-hunter1@x" }));
        request.setNews(wire({ password: "hunter22" }, [["password"]]));
        request.setPreview(preview);
        return ask((done) => client.update(request, done));
    }

    it("in a preview never reaches the backend; what stays is known, and an old secret stays secret", async () => {
        const { values } = decode((await update(true)).getProperties());
        assert.deepEqual(values, { password: "hunter22", arn: "arn:1", url: "redis://:old-hunter1@x" });
        assert.deepEqual(secretsOf((await update(true)).getProperties()), ["password", "url"]);
        assert.deepEqual(served.backend.calls, []);
    });

    it("answers with the new outputs, with secrets marked", async () => {
        const response = await update(false);
        assert.equal(decode(response.getProperties()).values["url"], "redis://:hunter22@eu-central-1");
        assert.deepEqual(secretsOf(response.getProperties()), ["drawn", "password", "url"]);
        assert.deepEqual(served.backend.calls, ["eu-central-1 update thing-1"]);
    });

    it("of what others write too is told what was last read of it, also where the program changed nothing", async () => {
        const request = new proto.UpdateRequest();
        request.setUrn(URN);
        request.setId("thing-1");
        request.setOldInputs(wire({ shared: "mine" }));
        request.setOlds(wire({ shared: "theirs" }));
        request.setNews(wire({ shared: "mine" }));
        await ask<proto.UpdateResponse>((done) => client.update(request, done));
        assert.deepEqual(served.backend.calls, ["eu-central-1 update thing-1 that had theirs"]);
    });

    it("that changes nothing, as after a create that failed half-way, leaves things as they are", async () => {
        const request = new proto.UpdateRequest();
        request.setUrn(URN);
        request.setId("thing-1");
        request.setOldInputs(wire({ password: "hunter22" }));
        request.setOlds(wire({ password: "hunter22", drawn: "s3cret", key: "k" }, [["key"]]));
        request.setNews(wire({ password: "hunter22" }, [["password"]]));
        const { values, secrets } = decode(
            (await ask<proto.UpdateResponse>((done) => client.update(request, done))).getProperties(),
        );
        assert.deepEqual(values, { password: "hunter22", drawn: "s3cret", key: "k" });
        assert.deepEqual(secrets.map(String).sort(), ["drawn", "key", "password"]);
        assert.deepEqual(served.backend.calls, []);
    });
});

describe("a read", () => {
    beforeEach(start);
    afterEach(stop);
    beforeEach(() => configure(client, "eu-central-1"));

    async function read(id: string): Promise<proto.ReadResponse> {
        const request = new proto.ReadRequest();
        request.setUrn(URN);
        request.setId(id);
        return ask((done) => client.read(request, done));
    }

    it("gives inputs and outputs, also to an import that knows the id alone, with secrets marked", async () => {
        await create(client, { password: "hunter22" }, { secrets: [["password"]] });
        const response = await read("thing-1");
        assert.equal(response.getId(), "thing-1");
        assert.deepEqual(decode(response.getInputs()), { values: { password: "hunter22" }, secrets: [["password"]] });
        assert.deepEqual(secretsOf(response.getProperties()), ["drawn", "password", "url"]);
    });

    it("of a missing resource gives an empty id", async () => {
        const response = await read("thing-9");
        assert.equal(response.getId(), "");
        assert.equal(response.hasProperties(), false);
        assert.equal(response.hasInputs(), false);
    });
});

describe("other calls", () => {
    beforeEach(start);
    afterEach(stop);
    beforeEach(() => configure(client, "eu-central-1"));

    it("delete by id, with what is known of the resource", async () => {
        const request = new proto.DeleteRequest();
        request.setUrn(URN);
        request.setId("thing-1");
        request.setOldInputs(wire({ region: "us-east-1" }));
        request.setProperties(wire({ arn: "arn:1" }));
        await ask<Empty>((done) => client.delete(request, done));
        assert.deepEqual(served.backend.calls, ["eu-central-1 delete thing-1 arn,region"]);
    });

    it("invoke a data source, and report its faults", async () => {
        const request = new proto.InvokeRequest();
        request.setTok("aws:index/getRegion:getRegion");
        request.setArgs(wire({ bad: true }));
        const response = await ask<proto.InvokeResponse>((done) => client.invoke(request, done));
        assert.deepEqual(decode(response.getReturn()).values, { region: "eu-central-1", args: { bad: true } });
        assert.deepEqual(
            response.getFailuresList().map((fault) => `${fault.getProperty()} ${fault.getReason()}`),
            ["bad is not an argument"],
        );
    });
});
