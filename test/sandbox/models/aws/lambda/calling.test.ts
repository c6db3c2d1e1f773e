import assert from "node:assert/strict";
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { eventInvokeConfigRefusals } from "../../../../../sandbox/models/aws/lambda/event-invoke-config";
import { functionName } from "../../../../../sandbox/models/aws/lambda/functions";
import { permissionRefusals } from "../../../../../sandbox/models/aws/lambda/permission";
import { LAMBDA_TYPES } from "../../../../../sandbox/models/aws/lambda/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import { document } from "../iam/documents";
import { functionInputs, makeFunction, makeRole } from "./functions";

const { eventInvokeConfig: CONFIG, permission: PERMISSION } = LAMBDA_TYPES;

describe("the name in what a function is called by", () => {
    it("is the same whichever way it is called", () => {
        for (const named of [
            "reconciler",
            "reconciler:$LATEST",
            "111122223333:reconciler",
            "111122223333:function:reconciler:7",
            "arn:aws:lambda:eu-central-1:111122223333:function:reconciler",
            "arn:aws:lambda:eu-central-1:111122223333:function:reconciler:live",
        ]) {
            assert.equal(functionName(named), "reconciler", named);
        }
    });
});

describe(PERMISSION, () => {
    const refusals = permissionRefusals;
    let cloud: TestCloud;
    let called: Made;
    beforeEach(async () => {
        cloud = testCloud();
        called = await makeFunction(cloud);
    });
    const inputs = (more: Properties = {}): Properties => ({
        action: "lambda:InvokeFunction",
        function: called.outputs["arn"],
        principal: "scheduler.amazonaws.com",
        ...more,
    });
    const make = (more: Properties = {}): Promise<Made> => cloud.create(PERMISSION, inputs(more));

    it("is known by its function and statement, and has an id of its own where none is given", async () => {
        const { id, outputs } = await make({ statementId: "AllowSchedule" });
        assert.equal(id, "reconciler/AllowSchedule");
        assert.equal(outputs["statementId"], "AllowSchedule");
        assert.match((await make()).id, /^reconciler\/terraform-\d{26}$/);
        assert.match((await make({ statementIdPrefix: "allow-" })).id, /^reconciler\/allow-\d{26}$/);
    });

    it("is replaced for whatever changes", async () => {
        const { id } = await make({ statementId: "AllowSchedule" });
        const diff = await cloud.diff(PERMISSION, id, inputs({ statementId: "Other", principal: "sns.amazonaws.com" }));
        assert.deepEqual([...diff.replaces].sort(), ["principal", "statementId"]);
    });

    it("may have the same id at another function", async () => {
        await make({ statementId: "AllowSchedule" });
        const other = await cloud.create(
            LAMBDA_TYPES.function,
            functionInputs(await makeRole(cloud, { name: "other" }), { name: "other" }),
        );
        await make({ function: other.id, statementId: "AllowSchedule" });
    });

    it("refuses with ResourceConflictException a statement twice", async () => {
        await make({ statementId: "AllowSchedule" });
        const error = await cloud.refuses(() => make({ statementId: "AllowSchedule" }), refusals.exists);
        assert.match(error.message, /The statement id \(AllowSchedule\) provided already exists\./);
    });

    it("refuses a function that does not exist and a principal that could be none", async () => {
        const error = await cloud.refuses(() => make({ function: "none" }), refusals.noFunction);
        assert.match(error.message, /Function not found: arn:aws:lambda:eu-central-1:111122223333:function:none$/);
        await cloud.refuses(() => make({ principal: "scheduler" }), refusals.principal);
        await make({ principal: "444455556666" });
        await make({ principal: "arn:aws:iam::444455556666:role/caller" });
    });

    const given = { action: "lambda:InvokeFunction", function: "reconciler", principal: "sns.amazonaws.com" };
    checkTable(() => cloud, PERMISSION, [
        [refusals.statementForm, "statementId", { ...given, statementId: "allow schedule" }],
        [refusals.action, "action", { ...given, action: "InvokeFunction" }],
        [refusals.account, "sourceAccount", { ...given, sourceAccount: "1234" }],
        [refusals.urlAuth, "functionUrlAuthType", { ...given, functionUrlAuthType: "IAM" }],
    ]);
});

describe(CONFIG, () => {
    const refusals = eventInvokeConfigRefusals;
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = testCloud();
        await makeFunction(cloud);
    });
    const make = (more: Properties = {}): Promise<Made> =>
        cloud.create(CONFIG, { functionName: "reconciler", ...more });

    it("is known by its function and qualifier", async () => {
        const { id, outputs } = await make();
        assert.equal(id, "reconciler");
        assert.equal(outputs["maximumRetryAttempts"], 2);
        assert.equal((await make({ qualifier: "live" })).id, "reconciler:live");
    });

    it("is replaced for another function, and changes in place", async () => {
        const { id } = await make();
        const diff = await cloud.diff(CONFIG, id, { functionName: "other", maximumRetryAttempts: 0 });
        assert.deepEqual(diff.replaces, ["functionName"]);
        assert.deepEqual([...diff.changed].sort(), ["functionName", "maximumRetryAttempts"]);
    });

    it("takes the place of another one for the same function, as a Put does", async () => {
        await make({ maximumRetryAttempts: 1 });
        await make({ maximumRetryAttempts: 0 });
        assert.deepEqual(
            cloud.records(CONFIG).map(({ outputs }) => outputs["maximumRetryAttempts"]),
            [0],
        );
    });

    it("refuses a function that does not exist", async () => {
        await cloud.refuses(() => make({ functionName: "none" }), refusals.noFunction);
    });

    it("refuses destinations until the function's role may send to them", async () => {
        const destination = "arn:aws:sqs:eu-central-1:111122223333:failures";
        const withFailures = { destinationConfig: { onFailure: { destination } } };
        const error = await cloud.refuses(() => make(withFailures), refusals.destination);
        assert.match(error.message, /permissions to call SendMessage on SQS$/);
        const [role] = cloud.records(IAM_TYPES.role);
        const policy = document({ Effect: "Allow", Action: "sqs:SendMessage", Resource: destination });
        await cloud.create(IAM_TYPES.rolePolicy, { role: role?.id, policy });
        await make(withFailures);
        const onSuccess = { destination: "arn:aws:kinesis:eu-central-1:111122223333:stream/all" };
        await cloud.refuses(() => make({ destinationConfig: { onSuccess } }), refusals.destination);
    });

    checkTable(() => cloud, CONFIG, [
        [refusals.age, "maximumEventAgeInSeconds", { functionName: "f", maximumEventAgeInSeconds: 59 }],
        [refusals.attempts, "maximumRetryAttempts", { functionName: "f", maximumRetryAttempts: 3 }],
    ]);
});
