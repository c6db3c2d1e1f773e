import assert from "node:assert/strict";
import { flowLogRefusals as refusals } from "../../../../../sandbox/models/aws/ec2/flow-log";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, ID, makeInterface, makeSubnet, makeVpc } from "./network";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const BUCKET = { logDestinationType: "s3", logDestination: "arn:aws:s3:::flow-logs", trafficType: "ALL" };

function makeRole(cloud: TestCloud, service: string): Promise<Made> {
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } };
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    return cloud.create("aws:iam/role:Role", { assumeRolePolicy });
}

describe("flow logs", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let group: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
        group = await cloud.create("aws:cloudwatch/logGroup:LogGroup", { name: "flows" });
    });
    const make = (inputs: Properties): Promise<Made> => cloud.create(FLOW_LOG, { vpcId: vpc.id, ...inputs });

    describe(FLOW_LOG, () => {
        it("fills in what EC2 fills in", async () => {
            const role = await makeRole(cloud, "vpc-flow-logs.amazonaws.com");
            const { id, outputs } = await make({
                iamRoleArn: asText(role.outputs["arn"]),
                logDestination: `${asText(group.outputs["arn"])}:*`,
                trafficType: "REJECT",
            });
            assert.match(id, ID("fl"));
            assert.deepEqual(outputs, {
                arn: `arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/${id}`,
                iamRoleArn: role.outputs["arn"],
                id,
                logDestination: group.outputs["arn"],
                logDestinationType: "cloud-watch-logs",
                logFormat:
                    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} " +
                    "${packets} ${bytes} ${start} ${end} ${action} ${log-status}",
                maxAggregationInterval: 600,
                region: "eu-central-1",
                tagsAll: {},
                trafficType: "REJECT",
                vpcId: vpc.id,
            });
        });

        it("can be of a subnet or an interface, beside the VPC's", async () => {
            const subnet = await makeSubnet(cloud, vpc);
            const card = await makeInterface(cloud, subnet);
            await make(BUCKET);
            await cloud.create(FLOW_LOG, { ...BUCKET, subnetId: subnet.id });
            await cloud.create(FLOW_LOG, { ...BUCKET, eniId: card.id });
            assert.equal(cloud.records(FLOW_LOG).length, 3);
        });

        it("is replaced for any change but tags", async () => {
            const { id } = await make(BUCKET);
            const diff = await cloud.diff(FLOW_LOG, id, {
                logDestination: "arn:aws:s3:::other",
                logFormat: "${version}",
                maxAggregationInterval: 60,
                subnetId: "subnet-0",
                tags: { a: "b" },
                trafficType: "REJECT",
                logDestinationType: "s3",
            });
            assert.deepEqual(
                diff.changed.filter((name) => !diff.replaces.includes(name)),
                ["tags"],
            );
        });

        it("does not keep its VPC from going", async () => {
            await make(BUCKET);
            await cloud.delete(TYPES.vpc, vpc.id);
            assert.deepEqual(cloud.records(FLOW_LOG), []);
        });
    });

    describe(`${FLOW_LOG} refuses`, () => {
        checkTable(() => cloud, FLOW_LOG, [
            [refusals.oneResource, "eniId", { ...BUCKET }],
            [refusals.oneResource, "vpcId", { ...BUCKET, vpcId: "vpc-0", subnetId: "subnet-0" }],
            [refusals.destinationType, "logDestinationType", { ...BUCKET, vpcId: "vpc-0", logDestinationType: "S3" }],
            [refusals.trafficType, "trafficType", { ...BUCKET, vpcId: "vpc-0", trafficType: "all" }],
            [refusals.interval, "maxAggregationInterval", { ...BUCKET, vpcId: "vpc-0", maxAggregationInterval: 300 }],
            [refusals.arnForm, "logDestination", { ...BUCKET, vpcId: "vpc-0", logDestination: "flow-logs" }],
        ]);

        it("not found: what it is of and does not exist", async () => {
            await cloud.refuses(() => make({ ...BUCKET, vpcId: "vpc-0" }), refusals.unknownVpc);
            await cloud.refuses(
                () => cloud.create(FLOW_LOG, { ...BUCKET, subnetId: "subnet-0" }),
                refusals.unknownSubnet,
            );
            await cloud.refuses(() => cloud.create(FLOW_LOG, { ...BUCKET, eniId: "eni-0" }), refusals.unknownInterface);
        });

        it("MissingParameter: no traffic type", async () => {
            const inputs = { logDestinationType: "s3", logDestination: "arn:aws:s3:::flow-logs" };
            await cloud.refuses(() => make(inputs), refusals.noTrafficType);
        });

        it("InvalidParameter: no destination", async () => {
            await cloud.refuses(() => make({ logDestinationType: "s3", trafficType: "ALL" }), refusals.noDestination);
        });

        it("InvalidParameter: CloudWatch Logs without a role, and S3 with one", async () => {
            const logDestination = asText(group.outputs["arn"]);
            await cloud.refuses(() => make({ logDestination, trafficType: "ALL" }), refusals.noRole);
            const role = await makeRole(cloud, "vpc-flow-logs.amazonaws.com");
            const iamRoleArn = asText(role.outputs["arn"]);
            const error = await cloud.refuses(() => make({ ...BUCKET, iamRoleArn }), refusals.roleForOther);
            assert.match(error.message, /DeliverLogsPermissionArn is not applicable for s3 delivery$/);
        });

        it("InvalidParameter: a role that the service cannot assume, or that does not exist", async () => {
            const role = await makeRole(cloud, "ec2.amazonaws.com");
            const logDestination = asText(group.outputs["arn"]);
            for (const iamRoleArn of [asText(role.outputs["arn"]), "arn:aws:iam::111122223333:role/none"]) {
                const error = await cloud.refuses(
                    () => make({ logDestination, trafficType: "ALL", iamRoleArn }),
                    refusals.roleNotAssumable,
                );
                assert.match(error.message, /Unable to assume given IAM role$/);
            }
        });

        it("FlowLogAlreadyExists: the same to the same destination, but not to another", async () => {
            await make(BUCKET);
            await cloud.refuses(() => make(BUCKET), refusals.exists);
            await make({ ...BUCKET, logDestination: "arn:aws:s3:::other" });
        });
    });
});
