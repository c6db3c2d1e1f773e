import assert from "node:assert/strict";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { subnetRefusals } from "../../../../../sandbox/models/aws/ec2/subnet";
import { securityGroupRefusals } from "../../../../../sandbox/models/aws/ec2/security-group";
import { loadBalancerRefusals as refusals } from "../../../../../sandbox/models/aws/lb/load-balancer-refusals";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable, makeSubnet, makeVpc } from "../ec2/network";
import type { BalancerNetwork } from "./balancers";
import { balancerInputs, makeBalancer, makeBalancerNetwork, makeGroup, makeListener, makeRule } from "./balancers";

const BALANCER = LB_TYPES.loadBalancer;
const NO_LOGS = { bucket: "", enabled: false, prefix: "" };
const INTERFACE = TYPES.networkInterface;

describe("aws:lb/loadBalancer:LoadBalancer", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
    });

    it("fills in what Elastic Load Balancing fills in", async () => {
        const { id, outputs } = await makeBalancer(cloud, network);
        assert.match(
            id,
            /^arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
        );
        const { dnsName, ...rest } = outputs;
        assert.match(asText(dnsName), /^web-\d{9,10}\.eu-central-1\.elb\.amazonaws\.com$/);
        const subnets = network.subnets.map((subnet) => subnet.id);
        assert.deepEqual(rest, {
            accessLogs: NO_LOGS,
            arn: id,
            arnSuffix: id.split(":loadbalancer/")[1],
            clientKeepAlive: 3600,
            connectionLogs: NO_LOGS,
            customerOwnedIpv4Pool: "",
            desyncMitigationMode: "defensive",
            dropInvalidHeaderFields: false,
            enableCrossZoneLoadBalancing: true,
            enableDeletionProtection: false,
            enableHttp2: true,
            enablePrefixForIpv6SourceNat: "",
            enableTlsVersionAndCipherSuiteHeaders: false,
            enableWafFailOpen: false,
            enableXffClientPort: false,
            enableZonalShift: false,
            enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "",
            healthCheckLogs: NO_LOGS,
            id,
            idleTimeout: 60,
            internal: false,
            ipAddressType: "ipv4",
            loadBalancerType: "application",
            name: "web",
            namePrefix: "",
            preserveHostHeader: false,
            region: "eu-central-1",
            secondaryIpsAutoAssignedPerSubnet: 0,
            securityGroups: [network.group.id],
            subnetMappings: subnets.map((subnetId) => ({ subnetId })),
            subnets,
            tagsAll: {},
            vpcId: network.vpc.id,
            xffHeaderProcessingMode: "append",
            zoneId: "Z215JYRZR1TBD5",
        });
        assert.deepEqual(await cloud.read(BALANCER, id), outputs);
    });

    it("says in its DNS name that it is internal", async () => {
        const { outputs } = await makeBalancer(cloud, network, { internal: true });
        assert.match(asText(outputs["dnsName"]), /^internal-web-\d+\.eu-central-1\.elb\.amazonaws\.com$/);
    });

    it("of type network has its id in its DNS name and needs one subnet only", async () => {
        const { id, outputs } = await makeBalancer(cloud, network, {
            loadBalancerType: "network",
            subnets: [network.subnets[0].id],
        });
        const suffix = id.split("/").at(-1) ?? "";
        assert.equal(outputs["dnsName"], `web-${suffix}.elb.eu-central-1.amazonaws.com`);
        assert.equal(outputs["zoneId"], "Z3F0SRJ5LGBH90");
    });

    it("has an interface in each of its subnets, which moves with it", async () => {
        const { id } = await makeBalancer(cloud, network);
        const third = await makeSubnet(cloud, network.vpc, {
            cidrBlock: "10.0.2.0/24",
            availabilityZone: "eu-central-1c",
        });
        const where = (): unknown[] => cloud.records(INTERFACE).map((record) => record.outputs["subnetId"]);
        assert.deepEqual(where().sort(), network.subnets.map((subnet) => subnet.id).sort());
        const moved = [network.subnets[0].id, third.id];
        await cloud.update(BALANCER, id, balancerInputs(network, { subnets: moved }));
        assert.deepEqual(where().sort(), [...moved].sort());
        await cloud.delete(BALANCER, id);
        assert.deepEqual(where(), []);
    });

    it("keeps its subnets and its security groups in use", async () => {
        const { id } = await makeBalancer(cloud, network);
        await cloud.refuses(() => cloud.delete(TYPES.subnet, network.subnets[0].id), subnetRefusals.inUse);
        await cloud.refuses(() => cloud.delete(TYPES.securityGroup, network.group.id), securityGroupRefusals.inUse);
        await cloud.delete(BALANCER, id);
        await cloud.delete(TYPES.subnet, network.subnets[0].id);
        await cloud.delete(TYPES.securityGroup, network.group.id);
    });

    it("takes its listeners and rules along", async () => {
        const balancer = await makeBalancer(cloud, network);
        const group = await makeGroup(cloud, network);
        const listener = await makeListener(cloud, balancer);
        await makeRule(cloud, listener, group);
        await cloud.delete(BALANCER, balancer.id);
        assert.deepEqual(cloud.records(LB_TYPES.listener), []);
        assert.deepEqual(cloud.records(LB_TYPES.listenerRule), []);
        await cloud.delete(LB_TYPES.targetGroup, group.id);
    });

    it("is replaced for another name, scheme or type only, the old one first when the name is fixed", async () => {
        const { id } = await makeBalancer(cloud, network);
        const inPlace = await cloud.diff(
            BALANCER,
            id,
            balancerInputs(network, {
                dropInvalidHeaderFields: true,
                enableDeletionProtection: true,
                idleTimeout: 120,
                securityGroups: [],
                subnets: [network.subnets[0].id],
            }),
        );
        assert.equal(inPlace.changed.length, 5);
        assert.deepEqual(inPlace.replaces, []);
        const replacing = await cloud.diff(
            BALANCER,
            id,
            balancerInputs(network, { internal: true, loadBalancerType: "network" }),
        );
        assert.deepEqual([...replacing.replaces].sort(), ["internal", "loadBalancerType"]);
        assert.equal(replacing.deleteBeforeReplace, true);
        assert.deepEqual((await cloud.diff(BALANCER, id, balancerInputs(network))).changed, []);
    });

    it("of type network is replaced when a subnet goes or its security groups do", async () => {
        const type = { loadBalancerType: "network" };
        const { id } = await makeBalancer(cloud, network, type);
        const fewer = { ...type, subnets: [network.subnets[0].id] };
        assert.deepEqual((await cloud.diff(BALANCER, id, balancerInputs(network, fewer))).replaces, ["subnets"]);
        const bare = balancerInputs(network, { ...type, securityGroups: [] });
        assert.deepEqual((await cloud.diff(BALANCER, id, bare)).replaces, ["securityGroups"]);
    });

    it("gets a name of its own where the program gives none", async () => {
        const { outputs } = await cloud.create(BALANCER, balancerInputs(network, { name: undefined }), "front");
        assert.match(asText(outputs["name"]), /^front-[0-9a-f]{7}$/);
    });
});

describe("aws:lb/loadBalancer:LoadBalancer refuses", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
    });
    const make = (inputs: Properties): Promise<unknown> => makeBalancer(cloud, network, inputs);

    it("DuplicateLoadBalancerName", async () => {
        await make({});
        await cloud.refuses(() => make({}), refusals.exists);
        await makeBalancer(
            cloud.in({ account: "444455556666" }),
            await makeBalancerNetwork(cloud.in({ account: "444455556666" })),
        );
    });

    it("subnets that do not exist, are of one zone or of two VPCs", async () => {
        const [first] = network.subnets;
        await cloud.refuses(() => make({ subnets: [first.id, "subnet-0"] }), refusals.unknownSubnet);
        const error = await cloud.refuses(() => make({ subnets: [first.id] }), refusals.twoZones);
        assert.match(error.message, /api error ValidationError: At least two subnets in two different/);
        const beside = await makeSubnet(cloud, network.vpc, { cidrBlock: "10.0.2.0/24" });
        await cloud.refuses(() => make({ subnets: [first.id, beside.id] }), refusals.zoneTwice);
        const foreign = await makeSubnet(cloud, await makeVpc(cloud), { availabilityZone: "eu-central-1b" });
        await cloud.refuses(() => make({ subnets: [first.id, foreign.id] }), refusals.otherVpc);
    });

    it("InvalidSubnet: fewer than eight free addresses", async () => {
        const small = await makeSubnet(cloud, network.vpc, {
            cidrBlock: "10.0.2.0/28",
            availabilityZone: "eu-central-1b",
        });
        for (let count = 0; count < 4; count += 1) {
            await cloud.create(INTERFACE, { subnetId: small.id });
        }
        const error = await cloud.refuses(
            () => make({ subnets: [network.subnets[0].id, small.id] }),
            refusals.fullSubnet,
        );
        assert.match(error.message, /ELB requires at least 8 free IP addresses in each subnet/);
    });

    it("InvalidSubnet: no internet gateway, unless it is internal", async () => {
        await cloud.delete(TYPES.internetGateway, network.gateway.id);
        await cloud.refuses(() => make({}), refusals.noGateway);
        await make({ internal: true });
    });

    it("security groups that do not exist or are of another VPC", async () => {
        await cloud.refuses(() => make({ securityGroups: ["sg-0"] }), refusals.unknownGroup);
        const vpc = await makeVpc(cloud);
        const foreign = await cloud.create(TYPES.securityGroup, { vpcId: vpc.id, name: "foreign" });
        await cloud.refuses(() => make({ securityGroups: [foreign.id] }), refusals.groupOfOtherVpc);
    });

    it("times out of their ranges", async () => {
        await cloud.refuses(() => make({ idleTimeout: 4001 }), refusals.idleTimeout);
        await cloud.refuses(() => make({ clientKeepAlive: 59 }), refusals.keepAlive);
    });

    it("OperationNotPermitted: to go while it is protected", async () => {
        const { id } = await makeBalancer(cloud, network, { enableDeletionProtection: true });
        await makeListener(cloud, { id, outputs: {} });
        const error = await cloud.refuses(() => cloud.delete(BALANCER, id), refusals.protected);
        assert.match(error.message, /cannot be deleted because deletion protection is enabled$/);
        await cloud.update(BALANCER, id, balancerInputs(network, { enableDeletionProtection: false }));
        await cloud.delete(BALANCER, id);
    });

    const subnets = ["subnet-0", "subnet-1"];
    checkTable(() => cloud, BALANCER, [
        [refusals.nameForm, "name", { name: "a".repeat(33), subnets }],
        [refusals.nameForm, "name", { name: "web_app", subnets }],
        [refusals.nameForm, "name", { name: "internal-web", subnets }],
        [refusals.nameForm, "name", { name: "web-", subnets }],
        [refusals.noSubnets, "subnets", { name: "web" }],
        [refusals.noSubnets, "subnetMappings", { name: "web", subnets, subnetMappings: [{ subnetId: "subnet-0" }] }],
        [refusals.typeForm, "loadBalancerType", { subnets, loadBalancerType: "classic" }],
        [refusals.modeForm, "ipAddressType", { subnets, ipAddressType: "ipv6" }],
        [refusals.modeForm, "desyncMitigationMode", { subnets, desyncMitigationMode: "strict" }],
        [refusals.modeForm, "xffHeaderProcessingMode", { subnets, xffHeaderProcessingMode: "drop" }],
    ]);
});

describe("the access logs of a load balancer", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
        await cloud.create("aws:s3/bucket:Bucket", { bucket: "plinth-logs" });
    });

    const logs = { accessLogs: { bucket: "plinth-logs", enabled: true, prefix: "alb" } };
    const allow: Properties = {
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::plinth-logs/alb/AWSLogs/111122223333/*",
    };
    const plainDenied: Properties = {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::plinth-logs", "arn:aws:s3:::plinth-logs/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const setPolicy = (...statements: Properties[]): Promise<unknown> =>
        cloud.create("aws:s3/bucketPolicy:BucketPolicy", {
            bucket: "plinth-logs",
            policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
        });
    const from = (arn: string): Properties => ({ ...allow, Condition: { ArnLike: { "aws:SourceArn": arn } } });

    it("go to a bucket that lets them in, and leave a test object there", async () => {
        await setPolicy(from("arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/*"), plainDenied);
        const { outputs } = await makeBalancer(cloud, network, logs);
        assert.deepEqual(outputs["accessLogs"], logs.accessLogs);
        const keys = cloud.records("sandbox:s3/object").map((record) => record.outputs["key"]);
        assert.deepEqual(keys, ["alb/AWSLogs/111122223333/ELBAccessLogTestFile"]);
    });

    it("are refused by a bucket that does not exist, or has no policy", async () => {
        const error = await cloud.refuses(() => makeBalancer(cloud, network, logs), refusals.logBucketDenied);
        assert.match(error.message, /Access Denied for bucket: plinth-logs\. Please check S3bucket permission$/);
        const nowhere = { accessLogs: { bucket: "nowhere", enabled: true } };
        await cloud.refuses(() => makeBalancer(cloud, network, nowhere), refusals.logBucketDenied);
        await makeBalancer(cloud, network, { accessLogs: { bucket: "nowhere", enabled: false } });
    });

    const unfit: readonly (readonly [string, readonly Properties[]])[] = [
        ["another action", [{ ...allow, Action: "s3:GetObject" }]],
        ["another folder", [{ ...allow, Resource: "arn:aws:s3:::plinth-logs/AWSLogs/111122223333/*" }]],
        ["another account's folder", [{ ...allow, Resource: "arn:aws:s3:::plinth-logs/alb/AWSLogs/444455556666/*" }]],
        ["another principal", [{ ...allow, Principal: { Service: "delivery.logs.amazonaws.com" } }]],
        ["another source", [from("arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/*")]],
        [
            "a condition that the request does not meet",
            [{ ...allow, Condition: { StringEquals: { "aws:sourceVpc": "v" } } }],
        ],
        [
            "a denial of what is not encrypted with a key",
            [
                allow,
                {
                    ...plainDenied,
                    Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
                },
            ],
        ],
    ];
    for (const [what, statements] of unfit) {
        it(`InvalidConfigurationRequest: a policy with ${what}`, async () => {
            await setPolicy(...statements);
            await cloud.refuses(() => makeBalancer(cloud, network, logs), refusals.logBucketDenied);
        });
    }

    it("InvalidConfigurationRequest: a bucket that is encrypted with a KMS key", async () => {
        await setPolicy(allow);
        await cloud.create("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
            bucket: "plinth-logs",
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
        });
        await cloud.refuses(() => makeBalancer(cloud, network, logs), refusals.logBucketKey);
    });

    it("InvalidConfigurationRequest: a bucket of another region", async () => {
        await cloud.in({ region: "eu-west-1" }).create("aws:s3/bucket:Bucket", { bucket: "plinth-far" });
        const far = { accessLogs: { bucket: "plinth-far", enabled: true } };
        await cloud.refuses(() => makeBalancer(cloud, network, far), refusals.logBucketRegion);
    });

    it("can be switched on later", async () => {
        const { id } = await makeBalancer(cloud, network);
        await cloud.refuses(() => cloud.update(BALANCER, id, balancerInputs(network, logs)), refusals.logBucketDenied);
        await setPolicy(allow);
        await cloud.update(BALANCER, id, balancerInputs(network, logs));
    });
});
