import assert from "node:assert/strict";
import { dynamoClient, dynamoTable } from "../../../runtime/reconciler/dynamo-table";
import { serveTable, type TableServer } from "./support/dynamo-server";
import { ModelTable } from "./support/model-table";
import { MUTATIONS, WRITES } from "./support/mutations";
import {
    consumersAndReconcilerGetOn,
    transactionsAreWhole,
    writesAreCarriedOut,
    type ServedTable,
} from "./support/protocol-cases";
import { tellsApart } from "./support/states";

const HERE = { region: "eu-central-1", credentials: { accessKeyId: "nobody", secretAccessKey: "none" } };

describe("the model of DynamoDB behind its JSON protocol, through the SDK", () => {
    let model: ModelTable;
    let server: TableServer;
    let client: ReturnType<typeof dynamoClient>;
    let served: ServedTable;

    beforeEach(async () => {
        model = new ModelTable();
        server = await serveTable(model);
        client = dynamoClient({ ...HERE, endpoint: server.endpoint });
        served = {
            table: dynamoTable(client, "vendor-buckets"),
            put: async (item) => model.put(item),
            delete: async (key) => model.delete(key),
            all: async () => model.all(),
        };
    });

    afterEach(async () => {
        client.destroy();
        await server.stop();
    });

    writesAreCarriedOut(() => served);
    transactionsAreWhole(() => served);
    consumersAndReconcilerGetOn(() => served);
});

describe("the states that writes are tried in", () => {
    for (const mutation of MUTATIONS) {
        it(`tell each part of a condition: ${mutation.name}`, () => {
            const isIts = ({ label, condition }: (typeof WRITES)[number]): boolean =>
                label === mutation.label && condition === mutation.condition;
            const write = WRITES.find(isIts) ?? assert.fail("there is no such write");
            assert.ok(tellsApart(mutation, write));
        });
    }
});
