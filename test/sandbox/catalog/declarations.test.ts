import assert from "node:assert/strict";
import type { TypeDeclaration } from "../../../sandbox/catalog/declarations";
import {
    declarationOf,
    filledIn,
    invokeDeclaration,
    packageOf,
    packageVersion,
    providerDeclaration,
} from "../../../sandbox/catalog/declarations";
import { resourceTokens } from "../../../sandbox/catalog/sdk-files";

function declared(token: string): TypeDeclaration {
    const declaration = declarationOf(token);
    assert.ok(declaration, `${token} is not declared`);
    return declaration;
}

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

describe("the declaration of a resource type", () => {
    const sizes = [
        { token: "aws:ec2/vpc:Vpc", inputs: 14, computedOnly: 9, required: [] },
        { token: "aws:ec2/subnet:Subnet", inputs: 22, computedOnly: 4, required: ["vpcId"] },
        { token: "aws:s3/bucket:Bucket", inputs: 20, computedOnly: 8, required: [] },
        { token: "random:index/randomPassword:RandomPassword", inputs: 12, computedOnly: 2, required: ["length"] },
        {
            token: "cloudflare:index/dnsRecord:DnsRecord",
            inputs: 13,
            computedOnly: 6,
            required: ["name", "ttl", "type", "zoneId"],
        },
        { token: "kubernetes:apps/v1:Deployment", inputs: 4, computedOnly: 1, required: ["spec"] },
    ];
    for (const { token, inputs, computedOnly, required } of sizes) {
        it(`has all properties of ${token}`, () => {
            const declaration = declared(token);
            assert.equal(declaration.token, token);
            assert.equal(declaration.inputs.size, inputs);
            assert.equal(declaration.computedOnly.size, computedOnly);
            assert.deepEqual(sorted(declaration.required), required);
            assert.equal(declaration.outputs.size, inputs + computedOnly);
        });
    }

    it("tells apart what a program gives and what only the provider sets", () => {
        const subnet = declared("aws:ec2/subnet:Subnet");
        assert.deepEqual(sorted(subnet.computedOnly), ["arn", "ipv6CidrBlockAssociationId", "ownerId", "tagsAll"]);
        assert.ok(subnet.inputs.has("cidrBlock"));
        assert.ok(!subnet.inputs.has("arn"));
    });

    it("counts the constants of a Kubernetes object as inputs, and only its status as computed", () => {
        const deployment = declared("kubernetes:apps/v1:Deployment");
        assert.deepEqual(sorted(deployment.inputs), ["apiVersion", "kind", "metadata", "spec"]);
        assert.deepEqual(sorted(deployment.computedOnly), ["status"]);
    });

    it("gives the shape of each output, and whether it may be absent", () => {
        const { outputs } = declared("aws:ec2/vpc:Vpc");
        assert.deepEqual(outputs.get("arn"), { kind: "string", optional: false });
        assert.deepEqual(outputs.get("enableDnsSupport"), { kind: "boolean", optional: true });
        assert.deepEqual(outputs.get("ipv4NetmaskLength"), { kind: "number", optional: true });
        assert.deepEqual(outputs.get("tags"), { kind: "map", optional: true });
        assert.deepEqual(outputs.get("tagsAll"), { kind: "map", optional: false });
        const bucket = declared("aws:s3/bucket:Bucket").outputs;
        assert.deepEqual(bucket.get("corsRules"), { kind: "list", optional: false });
        assert.deepEqual(bucket.get("versioning"), { kind: "object", optional: false });
        const lambda = declared("aws:lambda/function:Function").outputs;
        assert.deepEqual(lambda.get("code"), { kind: "asset", optional: true });
    });

    it("names the inputs that the cloud fills in", () => {
        assert.deepEqual(sorted(filledIn(declared("aws:ec2/subnet:Subnet"))), [
            "availabilityZone",
            "availabilityZoneId",
            "cidrBlock",
            "ipv6CidrBlock",
            "privateDnsHostnameTypeOnLaunch",
            "region",
        ]);
    });

    it("names what is secret on the way in and on the way out", () => {
        const password = declared("random:index/randomPassword:RandomPassword");
        assert.deepEqual(sorted(password.secretOutputs), ["bcryptHash", "result"]);
        assert.deepEqual(sorted(password.secretInputs), []);
        const secret = declared("kubernetes:core/v1:Secret");
        assert.deepEqual(sorted(secret.secretInputs), ["data", "stringData"]);
        assert.deepEqual(sorted(secret.secretOutputs), ["data", "stringData"]);
    });

    it("lists earlier tokens once each", () => {
        assert.deepEqual(declared("aws:s3/bucket:Bucket").aliases, ["aws:s3/bucketV2:BucketV2"]);
        assert.deepEqual(declared("cloudflare:index/dnsRecord:DnsRecord").aliases, ["cloudflare:index/record:Record"]);
        assert.deepEqual(declared("aws:ec2/vpc:Vpc").aliases, []);
    });

    it("knows the components of awsx", () => {
        const repository = declared("awsx:ecr:Repository");
        assert.ok(repository.inputs.has("lifecyclePolicy"));
        assert.deepEqual(sorted(repository.computedOnly), ["repository", "url"]);
    });
});

describe("looking a token up", () => {
    const mismatched = [
        "aws:guardduty/iPSet:IPSet",
        "aws:glue/mLTransform:MLTransform",
        "aws:kendra/index:Index",
        "cloudflare:index/r2Bucket:R2Bucket",
        "kubernetes:storage.k8s.io/v1:CSIDriver",
        "kubernetes:apiregistration.k8s.io/v1:APIService",
        "kubernetes:flowcontrol.apiserver.k8s.io/v1:FlowSchema",
        "awsx:ecs:EC2Service",
    ];
    for (const token of mismatched) {
        it(`finds ${token}, whose file is written otherwise`, () => {
            assert.equal(declared(token).token, token);
        });
    }

    const unknown = [
        { token: "aws:ec2/vpcc:Vpcc", because: "no file has that name" },
        { token: "aws:ec2/VPC:VPC", because: "it differs in letter case" },
        { token: "kubernetes:x.io/v1:Foo", because: "it is a custom resource" },
        { token: "kubernetes:apps.x.io/v1:Deployment", because: "its group only begins as a known one" },
        { token: "aws:ec2/getVpc:getVpc", because: "it is a data source" },
        { token: "pulumi:providers:aws", because: "it is a provider" },
        { token: "pulumi:pulumi:Stack", because: "it is the engine's" },
        { token: "gcp:storage/bucket:Bucket", because: "the SDK is not installed" },
        { token: "aws:../random/randomPassword:RandomPassword", because: "it leaves the package" },
        { token: "plinth:network:Network", because: "it is a component of ours" },
        { token: "aws", because: "it is no token" },
    ];
    for (const { token, because } of unknown) {
        it(`knows nothing of ${token}: ${because}`, () => {
            assert.equal(declarationOf(token), undefined);
        });
    }

    for (const pkg of ["aws", "awsx", "cloudflare", "kubernetes", "random"]) {
        it(`finds every type of @pulumi/${pkg} by its token alone`, () => {
            const tokens = resourceTokens(pkg);
            assert.ok(tokens.length > 0);
            const missing = tokens.filter((token) => declarationOf(token) === undefined);
            // A chart is rendered in the program and reaches a provider as its objects.
            assert.deepEqual(
                missing.filter((token) => token !== "kubernetes:helm.sh/v3:Chart"),
                [],
            );
        });
    }

    for (const pkg of ["aws", "cloudflare", "random"]) {
        it(`reads no output of @pulumi/${pkg} that is neither input nor computed, and misses none`, () => {
            const odd = resourceTokens(pkg).filter((token) => {
                const { inputs, computedOnly, outputs } = declared(token);
                return sorted(outputs.keys()).join() !== sorted([...inputs, ...computedOnly]).join();
            });
            assert.deepEqual(odd, []);
        });
    }
});

describe("the package of a token", () => {
    it("is its first part, and for a provider its last", () => {
        assert.equal(packageOf("aws:ec2/vpc:Vpc"), "aws");
        assert.equal(packageOf("kubernetes:apps/v1:Deployment"), "kubernetes");
        assert.equal(packageOf("pulumi:providers:cloudflare"), "cloudflare");
        assert.equal(packageOf("pulumi:pulumi:Stack"), "pulumi");
    });

    it("has the version that is installed", () => {
        assert.match(packageVersion("aws"), /^7\.\d+\.\d+$/);
        assert.match(packageVersion("kubernetes"), /^4\.\d+\.\d+$/);
    });

    it("has no version where the SDK is not installed", () => {
        assert.throws(() => packageVersion("gcp"), /@pulumi\/gcp is not installed.*add it to package\.json/);
    });
});

describe("the declaration of a provider", () => {
    it("tells which settings arrive as JSON text", () => {
        const aws = providerDeclaration("aws");
        assert.equal(aws?.token, "pulumi:providers:aws");
        for (const name of ["allowedAccountIds", "defaultTags", "assumeRoles", "skipCredentialsValidation"]) {
            assert.ok(aws.jsonEncoded.has(name), `${name} is JSON text`);
        }
        for (const name of ["region", "profile"]) {
            assert.ok(aws.inputs.has(name) && !aws.jsonEncoded.has(name), `${name} is plain`);
        }
        assert.deepEqual(sorted(aws.secretInputs), ["accessKey", "secretKey", "token"]);
    });

    it("reads settings that take a default from the environment", () => {
        const kubernetes = providerDeclaration("kubernetes");
        assert.ok(kubernetes);
        assert.ok(kubernetes.inputs.has("kubeconfig"));
        assert.ok(kubernetes.jsonEncoded.has("enableServerSideApply"));
        assert.ok(kubernetes.jsonEncoded.has("helmReleaseSettings"));
    });

    it("may have no settings, and is unknown without its SDK", () => {
        assert.equal(providerDeclaration("random")?.inputs.size, 0);
        assert.equal(providerDeclaration("gcp"), undefined);
    });
});

describe("the declaration of a data source", () => {
    it("has its arguments and its results", () => {
        const ami = invokeDeclaration("aws:ec2/getAmi:getAmi");
        assert.ok(ami);
        assert.ok(ami.arguments.has("mostRecent"));
        assert.deepEqual(sorted(ami.required), []);
        assert.deepEqual(ami.results.get("architecture"), { kind: "string", optional: false });
        assert.deepEqual(ami.results.get("filters"), { kind: "list", optional: true });
        assert.deepEqual(ami.results.get("stateReason"), { kind: "map", optional: false });
    });

    it("names the arguments it cannot do without", () => {
        const parameter = invokeDeclaration("aws:ssm/getParameter:getParameter");
        assert.deepEqual(sorted(parameter?.required ?? []), ["name"]);
    });

    it("is unknown where no SDK has it", () => {
        assert.equal(invokeDeclaration("aws:ec2/getVpcc:getVpcc"), undefined);
        assert.equal(invokeDeclaration("aws:ec2/vpc:Vpc"), undefined);
    });
});
