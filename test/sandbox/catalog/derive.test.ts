import assert from "node:assert/strict";
import fc from "fast-check";
import type { CloudFormationType } from "../../../sandbox/catalog/derive";
import { counterpartOf, derive, typesByName } from "../../../sandbox/catalog/derive";

function type(name: string, properties: Readonly<Record<string, "yes" | "maybe">> = {}): CloudFormationType {
    return { name, properties: new Map(Object.entries(properties)) };
}

describe("the CloudFormation counterpart of a type", () => {
    const types = typesByName(
        [
            "AWS::EC2::EIP",
            "AWS::EC2::Route",
            "AWS::EC2::TransitGatewayRoute",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::Events::Rule",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::Logs::LogGroup",
            "AWS::Logs::MetricFilter",
            "AWS::RDS::DBInstance",
            "AWS::S3::Bucket",
        ].map((name) => type(name)),
    );
    const pairs: readonly (readonly [string, string | undefined])[] = [
        ["aws:ec2/eip:Eip", "AWS::EC2::EIP"],
        ["aws:ec2/route:Route", "AWS::EC2::Route"],
        ["aws:ec2transitgateway/route:Route", "AWS::EC2::TransitGatewayRoute"],
        ["aws:lb/targetGroup:TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup"],
        ["aws:cloudwatch/logGroup:LogGroup", "AWS::Logs::LogGroup"],
        ["aws:cloudwatch/logMetricFilter:LogMetricFilter", "AWS::Logs::MetricFilter"],
        ["aws:cloudwatch/eventRule:EventRule", "AWS::Events::Rule"],
        ["aws:rds/instance:Instance", "AWS::RDS::DBInstance"],
        ["aws:iam/policy:Policy", "AWS::IAM::ManagedPolicy"],
        ["aws:s3/bucket:Bucket", "AWS::S3::Bucket"],
        ["aws:s3control/bucket:Bucket", undefined],
        ["aws:acm/certificateValidation:CertificateValidation", undefined],
    ];
    for (const [token, name] of pairs) {
        it(`of ${token} is ${name ?? "none"}`, () => {
            assert.equal(counterpartOf(token, types)?.name, name);
        });
    }
});

describe("deriving what replaces a type", () => {
    const inputs = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

    it("finds an input under CloudFormation's capitals, in the other number, and without the type's name", () => {
        const derived = derive(
            type("AWS::X::Table", { VpcId: "yes", KMSKeyArn: "yes", Subnet: "yes", Ports: "yes", TableName: "yes" }),
            inputs("vpcId", "kmsKeyArn", "subnets", "port", "name"),
        );
        assert.deepEqual(derived.replaces, ["kmsKeyArn", "name", "port", "subnets", "vpcId"]);
        assert.deepEqual(derived.unmapped, []);
    });

    it("finds a reference that the provider calls by the thing referred to", () => {
        const derived = derive(
            type("AWS::X::Link", { RoleName: "yes", RestApiId: "yes", TopicArn: "yes" }),
            inputs("role", "restApi", "topic"),
        );
        assert.deepEqual(derived.replaces, ["restApi", "role", "topic"]);
    });

    it("takes a name's prefix for the name", () => {
        const derived = derive(type("AWS::X::Queue", { QueueName: "yes" }), inputs("name", "namePrefix", "size"));
        assert.deepEqual(derived.replaces, ["name", "namePrefix"]);
    });

    it("keeps apart what replaces in some cases only", () => {
        const derived = derive(type("AWS::X::Y", { Size: "maybe", Zone: "yes" }), inputs("size", "zone"));
        assert.deepEqual([derived.replaces, derived.maybe], [["zone"], ["size"]]);
    });

    it("uses the table of irregular names, also for one property that is many inputs", () => {
        const derived = derive(
            type("AWS::DynamoDB::Table", { KeySchema: "yes", TableName: "yes" }),
            inputs("name", "hashKey", "rangeKey"),
        );
        assert.deepEqual(derived.replaces, ["hashKey", "name", "rangeKey"]);
    });

    it("lists what the provider has no input for", () => {
        const derived = derive(type("AWS::X::Y", { ClientToken: "yes", Zone: "yes" }), inputs("zone"));
        assert.deepEqual(derived.unmapped, ["ClientToken"]);
    });

    it("never replaces for tags, which the provider sets with calls of their own", () => {
        const derived = derive(type("AWS::EC2::KeyPair", { Tags: "yes", KeyName: "yes" }), inputs("tags", "keyName"));
        assert.deepEqual(derived.replaces, ["keyName"]);
        assert.deepEqual(derived.unmapped, []);
    });

    it("names inputs of the type only, none both ways, and in order", () => {
        const word = fc.constantFrom(
            "Name",
            "Group",
            "GroupName",
            "Subnet",
            "Subnets",
            "VpcId",
            "Vpc",
            "Policy",
            "Key",
        );
        const causes = fc.constantFrom("yes" as const, "maybe" as const);
        const lower = word.map((name) => `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`);
        fc.assert(
            fc.property(fc.dictionary(word, causes), fc.uniqueArray(lower), (properties, names) => {
                const given = new Set(names);
                const { replaces, maybe } = derive(type("AWS::X::Group", properties), given);
                assert.ok([...replaces, ...maybe].every((name) => given.has(name)));
                assert.ok(maybe.every((name) => !replaces.includes(name)));
                assert.deepEqual(replaces, [...new Set(replaces)].sort());
            }),
        );
    });
});
