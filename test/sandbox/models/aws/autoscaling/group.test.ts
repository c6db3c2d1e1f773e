import assert from "node:assert/strict";
import { GROUP, groupRefusals as refusals } from "../../../../../sandbox/models/aws/autoscaling/group";
import { LAUNCH_TEMPLATE } from "../../../../../sandbox/models/aws/ec2/launch-template";
import { asText, TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import type { Properties } from "../../../../../sandbox/values";
import type { WorldRecord } from "../../../../../sandbox/worlds/records";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { latestImage, makeProfile } from "../ec2/instances";
import { checkTable, makeSubnet, makeVpc } from "../ec2/network";

describe("Auto Scaling groups", () => {
    let cloud: TestCloud;
    let vpc: Made;
    let subnets: readonly string[];
    let template: Made;
    beforeEach(async () => {
        cloud = testCloud();
        vpc = await makeVpc(cloud);
        const first = await makeSubnet(cloud, vpc);
        const second = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-central-1b" });
        subnets = [first.id, second.id];
        template = await makeTemplate();
    });
    const makeTemplate = async (inputs: Properties = {}): Promise<Made> =>
        cloud.create(LAUNCH_TEMPLATE, { imageId: await latestImage(cloud), instanceType: "t4g.nano", ...inputs });
    const inputsOf = (inputs: Properties = {}): Properties => ({
        launchTemplate: { id: template.id, version: "$Latest" },
        maxSize: 4,
        minSize: 2,
        name: "web",
        vpcZoneIdentifiers: subnets,
        ...inputs,
    });
    const make = (inputs: Properties = {}): Promise<Made> => cloud.create(GROUP, inputsOf(inputs));
    const members = (): readonly WorldRecord[] => cloud.records(TYPES.instance);

    describe(GROUP, () => {
        it("fills in what Auto Scaling fills in", async () => {
            const { id, outputs } = await make();
            assert.equal(id, "web");
            assert.match(
                asText(outputs["arn"]),
                /^arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:autoScalingGroupName\/web$/,
            );
            assert.deepEqual(outputs, {
                arn: outputs["arn"],
                availabilityZoneDistribution: { capacityDistributionStrategy: "balanced-best-effort" },
                availabilityZones: ["eu-central-1a", "eu-central-1b"],
                capacityReservationSpecification: { capacityReservationPreference: "default" },
                defaultCooldown: 300,
                defaultInstanceWarmup: 0,
                desiredCapacity: 2,
                desiredCapacityType: "",
                forceDelete: false,
                forceDeleteWarmPool: false,
                healthCheckGracePeriod: 300,
                healthCheckType: "EC2",
                id,
                ignoreFailedScalingActivities: false,
                launchTemplate: { id: template.id, name: template.outputs["name"], version: "$Latest" },
                loadBalancers: [],
                maxInstanceLifetime: 0,
                maxSize: 4,
                metricsGranularity: "1Minute",
                minSize: 2,
                name: "web",
                namePrefix: "",
                predictedCapacity: 0,
                protectFromScaleIn: false,
                region: "eu-central-1",
                serviceLinkedRoleArn:
                    "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
                targetGroupArns: [],
                trafficSources: [],
                vpcZoneIdentifiers: subnets,
                waitForCapacityTimeout: "10m",
                warmPoolSize: 0,
            });
        });

        it("launches its instances, one in each subnet in turn, with its tags", async () => {
            const tags = [
                { key: "Name", value: "web", propagateAtLaunch: true },
                { key: "Owner", value: "me", propagateAtLaunch: false },
            ];
            await make({ desiredCapacity: 3, tags });
            const [first] = subnets;
            assert.deepEqual(
                members().map((member) => member.outputs["subnetId"]),
                [...subnets, first],
            );
            assert.deepEqual(members()[0]?.outputs["tags"], { Name: "web", "aws:autoscaling:groupName": "web" });
            const cards = cloud.records(TYPES.networkInterface);
            assert.equal(new Set(cards.map((card) => card.outputs["privateIp"])).size, 3);
        });

        it("scales to what it is changed to, the oldest instances first to go", async () => {
            await make();
            const [, second] = members();
            await cloud.update(GROUP, "web", inputsOf({ minSize: 0, desiredCapacity: 1 }));
            assert.deepEqual(members(), [second]);
            await cloud.update(GROUP, "web", inputsOf({ desiredCapacity: 4 }));
            assert.equal(members().length, 4);
            assert.equal(cloud.records(TYPES.networkInterface).length, 4);
        });

        it("keeps the capacity it has where the program names none, within its bounds", async () => {
            await make({ desiredCapacity: 4 });
            const same = await cloud.update(GROUP, "web", inputsOf());
            assert.equal(same.outputs["desiredCapacity"], 4);
            const less = await cloud.update(GROUP, "web", inputsOf({ maxSize: 3 }));
            assert.equal(less.outputs["desiredCapacity"], 3);
        });

        it("takes its instances and their interfaces along when it goes", async () => {
            await make();
            const [subnet = ""] = subnets;
            await cloud.refuses(() => cloud.delete(TYPES.subnet, subnet), "DependencyViolation");
            await cloud.delete(GROUP, "web");
            assert.deepEqual([...members(), ...cloud.records(TYPES.networkInterface)], []);
            await cloud.delete(TYPES.subnet, subnet);
        });

        it("takes an image by a parameter, and another type from its policy", async () => {
            const imageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
            const byParameter = await makeTemplate({ imageId });
            await cloud.create(GROUP, {
                maxSize: 1,
                minSize: 1,
                mixedInstancesPolicy: {
                    launchTemplate: {
                        launchTemplateSpecification: { launchTemplateId: byParameter.id },
                        overrides: [{ instanceType: "t4g.small" }],
                    },
                },
                vpcZoneIdentifiers: subnets,
            });
            const [member] = members();
            assert.deepEqual(
                [member?.outputs["ami"], member?.outputs["instanceType"]],
                [await latestImage(cloud), "t4g.small"],
            );
        });

        it("is replaced for another name, and changes all else in place", async () => {
            await make();
            const diff = await cloud.diff(GROUP, "web", {
                ...inputsOf({ name: "api", minSize: 1, maxSize: 5, desiredCapacity: 3, healthCheckType: "ELB" }),
                launchTemplate: { id: template.id, version: "1" },
                tags: [{ key: "a", value: "b", propagateAtLaunch: true }],
                vpcZoneIdentifiers: [...subnets].reverse(),
            });
            assert.deepEqual(diff.replaces, ["name"]);
            assert.equal(diff.changed.includes("vpcZoneIdentifiers"), false);
        });
    });

    describe(`${GROUP} refuses`, () => {
        const sizes = { maxSize: 1, minSize: 1 };
        checkTable(() => cloud, GROUP, [
            [refusals.oneTemplate, "launchConfiguration", { ...sizes }],
            [
                refusals.oneTemplate,
                "launchTemplate",
                { ...sizes, launchConfiguration: "lc", launchTemplate: { id: "lt-0" } },
            ],
            [
                refusals.zonesAndSubnets,
                "availabilityZones",
                {
                    ...sizes,
                    availabilityZones: ["eu-central-1a"],
                    launchTemplate: { id: "lt-0" },
                    vpcZoneIdentifiers: ["subnet-0"],
                },
            ],
        ]);

        it("AlreadyExists: a name twice", async () => {
            await make();
            const error = await cloud.refuses(() => make(), refusals.exists);
            assert.match(error.message, /A group with the name web already exists$/);
        });

        it("ValidationError: sizes that cannot be", async () => {
            await cloud.refuses(() => make({ minSize: 5 }), refusals.sizeOrder);
            const error = await cloud.refuses(() => make({ desiredCapacity: 5 }), refusals.desiredOutside);
            assert.match(error.message, /Desired capacity:5 must be between the specified min size:2 and max size:4$/);
        });

        it("ValidationError: places that cannot be", async () => {
            await cloud.refuses(() => make({ vpcZoneIdentifiers: ["subnet-0"] }), refusals.unknownSubnet);
            const foreign = await makeSubnet(cloud, await makeVpc(cloud));
            await cloud.refuses(() => make({ vpcZoneIdentifiers: [...subnets, foreign.id] }), refusals.twoVpcs);
            const { vpcZoneIdentifiers: _, ...rest } = inputsOf();
            await cloud.refuses(() => cloud.create(GROUP, rest), refusals.noZones);
            const zones = { ...rest, availabilityZones: ["us-east-1a"] };
            await cloud.refuses(() => cloud.create(GROUP, zones), refusals.unknownZone);
        });

        it("ValidationError: a target group that does not exist", async () => {
            const targetGroupArns = [
                "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/none/0123456789abcdef",
            ];
            await cloud.refuses(() => make({ targetGroupArns }), refusals.unknownTargets);
        });

        it("ValidationError: a template or a version that does not exist", async () => {
            const at = (launchTemplate: Properties): Promise<unknown> =>
                cloud.refuses(() => make({ launchTemplate }), refusals.unknownTemplate);
            await at({ id: "lt-0" });
            await at({ name: "none" });
            const launchTemplate = { id: template.id, version: "2" };
            await cloud.refuses(() => make({ launchTemplate }), refusals.unknownTemplateVersion);
        });

        for (const [what, inputs, sentence] of [
            ["an image of no region", { imageId: "ami-0" }, /The image id '\[ami-0\]' does not exist$/],
            [
                "a group that does not exist",
                { vpcSecurityGroupIds: ["sg-0"] },
                /The security group 'sg-0' does not exist$/,
            ],
            ["a key that does not exist", { keyName: "none" }, /The key pair 'none' does not exist$/],
            [
                "another architecture",
                { instanceType: "t3.nano" },
                /architecture 'x86_64' of the specified instance type/,
            ],
        ] as const) {
            it(`ValidationError: a template with ${what}`, async () => {
                const unfit = await makeTemplate({ ...inputs });
                const error = await cloud.refuses(
                    () => make({ launchTemplate: { id: unfit.id } }),
                    refusals.unfitTemplate,
                );
                assert.match(error.message, /ValidationError: You must use a valid fully-formed launch template\./);
                assert.match(error.message, sentence);
            });
        }

        it("ValidationError: a template without an image", async () => {
            const empty = await cloud.create(LAUNCH_TEMPLATE, { instanceType: "t4g.nano" });
            const launchTemplate = { id: empty.id };
            const error = await cloud.refuses(() => make({ launchTemplate }), refusals.unfitTemplate);
            assert.match(error.message, /must contain the parameter ImageId$/);
        });

        it("InvalidQueryParameter: a template with security groups beside its interface", async () => {
            const group = asText(vpc.outputs["defaultSecurityGroupId"]);
            const both = await makeTemplate({ networkInterfaces: [{ deviceIndex: 0 }], vpcSecurityGroupIds: [group] });
            await cloud.refuses(() => make({ launchTemplate: { id: both.id } }), refusals.groupsBesideInterface);
            const inside = await makeTemplate({ networkInterfaces: [{ deviceIndex: 0, securityGroups: [group] }] });
            await make({ launchTemplate: { id: inside.id } });
        });

        it("InsufficientFreeAddressesInSubnet: more instances than the subnet has addresses", async () => {
            const small = await makeSubnet(cloud, vpc, { cidrBlock: "10.0.9.0/28" });
            const inputs = { vpcZoneIdentifiers: [small.id], maxSize: 12, minSize: 12 };
            await cloud.refuses(() => make(inputs), refusals.noFreeAddress);
        });
    });

    it("give their instances the role of the template's profile", async () => {
        const profile = await makeProfile(cloud);
        const withRole = await makeTemplate({ iamInstanceProfile: { arn: asText(profile.outputs["arn"]) } });
        await make({ launchTemplate: { id: withRole.id } });
        assert.equal(members()[0]?.outputs["iamInstanceProfile"], profile.id);
    });
});
