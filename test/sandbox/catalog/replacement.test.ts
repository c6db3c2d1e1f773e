import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AWS_AMENDMENTS } from "../../../sandbox/catalog/amendments";
import { CLOUDFLARE_REPLACING } from "../../../sandbox/catalog/cloudflare-replacing";
import { declarationOf } from "../../../sandbox/catalog/declarations";
import { replacementText } from "../../../sandbox/catalog/generate";
import type { ReplacementData } from "../../../sandbox/catalog/replacement";
import { REPLACEMENT_FILE, replacementOf, replacesAt } from "../../../sandbox/catalog/replacement";
import { resourceTokens } from "../../../sandbox/catalog/sdk-files";

function known(token: string): ReplacementData {
    const data = replacementOf(token);
    assert.ok(data, `nothing is known of ${token}`);
    return data;
}

const lowerFirst = (name: string): string => `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}`;
const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

describe("the generated replacement data", () => {
    it("is what the installed packages give; run `npm run sandbox:catalog` where it is not", async () => {
        assert.equal(readFileSync(REPLACEMENT_FILE, "utf8"), await replacementText());
    });

    it("states where it comes from and under which licence", () => {
        const { source } = JSON.parse(readFileSync(REPLACEMENT_FILE, "utf8")) as { source: Record<string, string> };
        assert.match(source["specification"] ?? "", /^@aws-cdk\/aws-service-spec \d+\.\d+\.\d+$/);
        assert.equal(source["licence"], "Apache-2.0");
        assert.match(source["sdk"] ?? "", /^@pulumi\/aws 7\./);
    });
});

describe("what replaces an AWS resource", () => {
    // Each compared by eye with the provider's schema.
    const checked: readonly { type: string; replaces: readonly string[]; maybe?: readonly string[] }[] = [
        {
            type: "ec2/subnet:Subnet",
            replaces: [
                "availabilityZone",
                "availabilityZoneId",
                "cidrBlock",
                "ipv4IpamPoolId",
                "ipv4NetmaskLength",
                "ipv6IpamPoolId",
                "ipv6Native",
                "ipv6NetmaskLength",
                "outpostArn",
                "vpcId",
            ],
            maybe: ["ipv6CidrBlock"],
        },
        {
            type: "ec2/vpc:Vpc",
            replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
            maybe: ["instanceTenancy"],
        },
        { type: "ec2/securityGroup:SecurityGroup", replaces: ["description", "name", "namePrefix", "vpcId"] },
        {
            type: "ec2/natGateway:NatGateway",
            replaces: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
        },
        { type: "ec2/routeTable:RouteTable", replaces: ["vpcId"] },
        {
            type: "ec2/route:Route",
            replaces: ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"],
        },
        {
            type: "ec2/vpcEndpoint:VpcEndpoint",
            replaces: [
                "resourceConfigurationArn",
                "serviceName",
                "serviceNetworkArn",
                "serviceRegion",
                "vpcEndpointType",
                "vpcId",
            ],
            maybe: ["privateDnsEnabled"],
        },
        { type: "ec2/launchTemplate:LaunchTemplate", replaces: ["name", "namePrefix"] },
        {
            type: "ec2/eip:Eip",
            replaces: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
        },
        {
            type: "ec2/networkInterface:NetworkInterface",
            replaces: ["interfaceType", "subnetId"],
            maybe: ["privateIpLists", "privateIps"],
        },
        { type: "iam/role:Role", replaces: ["name", "namePrefix", "path"] },
        { type: "iam/policy:Policy", replaces: ["description", "name", "namePrefix", "path"] },
        { type: "cloudwatch/logGroup:LogGroup", replaces: ["name", "namePrefix"] },
        { type: "dynamodb/table:Table", replaces: ["hashKey", "importTable", "name", "rangeKey"] },
        { type: "kms/key:Key", replaces: [] },
    ];
    for (const { type, replaces, maybe = [] } of checked) {
        it(`is right for ${type}`, () => {
            const data = known(`aws:${type}`);
            assert.deepEqual(sorted(data.replaces), replaces);
            assert.deepEqual(sorted(data.maybe), maybe);
        });
    }

    it("comes with its source", () => {
        assert.match(known("aws:ec2/subnet:Subnet").source, /^@aws-cdk\/aws-service-spec [\d.]+, AWS::EC2::Subnet$/);
    });

    it("is known for every service that the stacks use", () => {
        const services = (
            "acm appautoscaling autoscaling backup cloudfront cloudwatch codeartifact dynamodb ec2 ecr ecs eks " +
            "elasticache iam kms lambda lb rds route53 s3 scheduler secretsmanager servicediscovery sesv2 sns sqs vpc"
        ).split(" ");
        const tokens = resourceTokens("aws").filter((token) => replacementOf(token) !== undefined);
        const without = services.filter((service) => !tokens.some((token) => token.startsWith(`aws:${service}/`)));
        assert.deepEqual(without, []);
    });

    it("names only inputs that the type has", () => {
        const wrong = resourceTokens("aws").filter((token) => {
            const data = replacementOf(token);
            const inputs = declarationOf(token)?.inputs;
            return data && inputs && [...data.replaces, ...data.maybe].some((name) => !inputs.has(name));
        });
        assert.deepEqual(wrong, []);
    });

    it("is unknown for a type without data", () => {
        assert.equal(replacementOf("aws:ec2/tag:Tag"), undefined);
        assert.equal(replacementOf("aws:ec2/vpcc:Vpcc"), undefined);
    });
});

describe("an amendment from the provider's code", () => {
    it("adds a type that CloudFormation does not have", () => {
        const attachment = known("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
        assert.deepEqual(sorted(attachment.replaces), ["policyArn", "role"]);
        assert.match(attachment.source, /^https:.*role_policy_attachment\.go$/);
    });

    it("takes away what the provider changes in place", () => {
        const association = known("aws:ec2/routeTableAssociation:RouteTableAssociation");
        assert.deepEqual(sorted(association.replaces), ["gatewayId", "subnetId"]);
        assert.match(association.source, /SubnetRouteTableAssociation; amended from https:/);
    });

    it("moves to `maybe` what replaces in some cases only", () => {
        const rule = known("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.deepEqual(sorted(rule.replaces), ["securityGroupId"]);
        assert.deepEqual(sorted(rule.maybe), ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"]);
    });

    for (const [token, { replaces = [], maybe = [], inPlace = [] }] of Object.entries(AWS_AMENDMENTS)) {
        it(`of ${token} names inputs of the type, each once`, () => {
            const inputs = declarationOf(token)?.inputs ?? new Set();
            const names = [...replaces, ...maybe, ...inPlace];
            assert.deepEqual(
                names.filter((name) => !inputs.has(name)),
                [],
            );
            assert.equal(new Set(names).size, names.length);
        });
    }
});

describe("what replaces a Cloudflare resource", () => {
    it("is a record's zone and type, and nothing else", () => {
        const record = known("cloudflare:index/dnsRecord:DnsRecord");
        assert.deepEqual(sorted(record.replaces), ["type", "zoneId"]);
        assert.match(record.source, /internal\/services\/dns_record\/schema\.go$/);
    });

    it("is nothing at all for an API token", () => {
        assert.deepEqual(sorted(known("cloudflare:index/apiToken:ApiToken").replaces), []);
    });

    it("is unknown for a type that nobody has looked up", () => {
        assert.equal(replacementOf("cloudflare:index/zeroTrustList:ZeroTrustList"), undefined);
    });

    for (const [name, replaces] of Object.entries(CLOUDFLARE_REPLACING)) {
        it(`names inputs of ${name}`, () => {
            const inputs = declarationOf(`cloudflare:index/${lowerFirst(name)}:${name}`)?.inputs ?? new Set();
            assert.ok(inputs.size > 0);
            assert.deepEqual(
                replaces.filter((property) => !inputs.has(property)),
                [],
            );
        });
    }
});

describe("what replaces a random value", () => {
    it("is every input", () => {
        const data = known("random:index/randomPassword:RandomPassword");
        assert.ok(data.replaces.has("length") && data.replaces.has("keepers"));
        assert.equal(data.replaces.size, 12);
        assert.equal(replacementOf("random:index/nothing:Nothing"), undefined);
    });
});

describe("what replaces a Kubernetes object", () => {
    const replaced = (token: string, path: readonly (string | number)[]): boolean =>
        replacesAt(known(token).replaces, path);

    it("is its name and its namespace, whatever its kind", () => {
        for (const token of ["kubernetes:apps/v1:Deployment", "kubernetes:x.io/v1beta1:Foo"]) {
            assert.ok(replaced(token, ["metadata", "name"]));
            assert.ok(replaced(token, ["metadata", "namespace"]));
            assert.ok(!replaced(token, ["metadata", "labels", "name"]));
        }
    });

    it("is a workload's selector, not its template", () => {
        assert.ok(replaced("kubernetes:apps/v1:Deployment", ["spec", "selector", "matchLabels", "app"]));
        assert.ok(!replaced("kubernetes:apps/v1:Deployment", ["spec", "template", "spec", "containers", 0, "image"]));
        assert.ok(!replaced("kubernetes:apps/v1:Deployment", ["spec", "replicas"]));
        assert.ok(replaced("kubernetes:apps/v1:StatefulSet", ["spec", "volumeClaimTemplates", 0, "spec"]));
        assert.ok(replaced("kubernetes:batch/v1:Job", ["spec", "template", "spec", "containers", 0, "image"]));
    });

    it("is any container's image in a bare pod", () => {
        assert.ok(replaced("kubernetes:core/v1:Pod", ["spec", "containers", 3, "image"]));
        assert.ok(!replaced("kubernetes:core/v1:Pod", ["spec", "containers", 3, "name"]));
        assert.ok(!replaced("kubernetes:core/v1:Pod", ["spec", "containers"]));
    });

    it("is the data of a ConfigMap and of a Secret, unless the provider is told otherwise", () => {
        assert.ok(replaced("kubernetes:core/v1:ConfigMap", ["data", "key"]));
        assert.ok(replaced("kubernetes:core/v1:Secret", ["stringData", "key"]));
        assert.ok(!replaced("kubernetes:core/v1:ConfigMap", ["immutable"]));
    });

    it("is a path's own parts, not a path that begins with the same letters", () => {
        assert.ok(!replaced("kubernetes:core/v1:Service", ["spec", "clusterIPs"]));
        assert.ok(replaced("kubernetes:core/v1:Service", ["spec", "clusterIP"]));
    });

    it("is only the identity where an object is patched", () => {
        assert.deepEqual(sorted(known("kubernetes:core/v1:ConfigMapPatch").replaces), [
            "metadata.name",
            "metadata.namespace",
        ]);
    });

    it("is the name and the namespace of a Helm release, and unknown for a chart", () => {
        assert.deepEqual(sorted(known("kubernetes:helm.sh/v3:Release").replaces), ["name", "namespace"]);
        assert.equal(replacementOf("kubernetes:helm.sh/v4:Chart"), undefined);
        assert.equal(replacementOf("kubernetes:yaml/v2:ConfigFile"), undefined);
    });
});

describe("what replaces a resource of another package", () => {
    it("is unknown", () => {
        assert.equal(replacementOf("plinth:network:Network"), undefined);
        assert.equal(replacementOf("pulumi:pulumi:Stack"), undefined);
    });
});
