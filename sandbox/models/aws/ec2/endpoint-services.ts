/**
 * The AWS services that a VPC endpoint can reach, and their private DNS names.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
import type { Place, View } from "../../kernel/model";
import { text, texts } from "./records";

export type EndpointType = "Gateway" | "Interface" | "GatewayLoadBalancer" | "Resource" | "ServiceNetwork";

export interface EndpointService {
    readonly name: string;
    readonly types: readonly EndpointType[];
    /** Names that private DNS takes over in the VPC; empty where the service has none. */
    readonly privateDnsNames: readonly string[];
    readonly owner: string;
}

/** Services whose private name is `<service>.<region>.amazonaws.com`. */
const PLAIN = [
    "access-analyzer",
    "acm-pca",
    "airflow.api",
    "app-mesh",
    "application-autoscaling",
    "appsync",
    "athena",
    "autoscaling",
    "autoscaling-plans",
    "backup",
    "batch",
    "bedrock",
    "bedrock-runtime",
    "cloudformation",
    "cloudhsmv2",
    "cloudtrail",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "comprehend",
    "config",
    "datasync",
    "dms",
    "ebs",
    "ec2",
    "ec2messages",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticloadbalancing",
    "elasticmapreduce",
    "email-smtp",
    "events",
    "fis",
    "fsx",
    "glue",
    "guardduty",
    "guardduty-data",
    "imagebuilder",
    "inspector2",
    "kms",
    "lakeformation",
    "lambda",
    "license-manager",
    "logs",
    "macie2",
    "memory-db",
    "monitoring",
    "organizations",
    "qldb.session",
    "rds",
    "rds-data",
    "redshift",
    "redshift-data",
    "rekognition",
    "resource-groups",
    "route53resolver",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "servicecatalog",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "ssm-contacts",
    "ssm-incidents",
    "ssmmessages",
    "states",
    "storagegateway",
    "sts",
    "sync-states",
    "synthetics",
    "textract",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/** Services whose private names follow no rule; `{r}` stands for the region. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
    "codeartifact.api": ["codeartifact.{r}.amazonaws.com"],
    "codeartifact.repositories": ["*.d.codeartifact.{r}.amazonaws.com"],
    "ecr.api": ["api.ecr.{r}.amazonaws.com"],
    "ecr.dkr": ["dkr.ecr.{r}.amazonaws.com", "*.dkr.ecr.{r}.amazonaws.com"],
    "eks-auth": ["eks-auth.{r}.api.aws"],
    "execute-api": ["*.execute-api.{r}.amazonaws.com"],
    "kinesis-firehose": ["firehose.{r}.amazonaws.com"],
    "kinesis-streams": ["kinesis.{r}.amazonaws.com"],
    "sagemaker.api": ["api.sagemaker.{r}.amazonaws.com"],
    "sagemaker.runtime": ["runtime.sagemaker.{r}.amazonaws.com"],
};

function awsService(suffix: string, region: string): EndpointService | undefined {
    const name = `com.amazonaws.${region}.${suffix}`;
    const filled = (names: readonly string[]): readonly string[] => names.map((text) => text.replace("{r}", region));
    if (suffix === "s3") {
        const names = ["s3.{r}.amazonaws.com", "*.s3.{r}.amazonaws.com"];
        return { name, types: ["Gateway", "Interface"], privateDnsNames: filled(names), owner: "amazon" };
    }
    if (suffix === "dynamodb") {
        return { name, types: ["Gateway", "Interface"], privateDnsNames: [], owner: "amazon" };
    }
    const special = SPECIAL[suffix];
    if (special) {
        return { name, types: ["Interface"], privateDnsNames: filled(special), owner: "amazon" };
    }
    return PLAIN.includes(suffix)
        ? { name, types: ["Interface"], privateDnsNames: [`${suffix}.${region}.amazonaws.com`], owner: "amazon" }
        : undefined;
}

/** The service of this name in the region, of AWS or of a program; `undefined` where there is none. */
export function endpointService(
    view: Pick<View, "listEverywhere">,
    place: Pick<Place, "region">,
    name: string,
): EndpointService | undefined {
    const prefix = `com.amazonaws.${place.region}.`;
    if (name.startsWith(prefix)) {
        return awsService(name.slice(prefix.length), place.region);
    }
    const own = view
        .listEverywhere("aws:ec2/vpcEndpointService:VpcEndpointService")
        .find((record) => text(record, "serviceName") === name);
    if (!own) {
        return undefined;
    }
    const balancers = texts(own, "gatewayLoadBalancerArns").length > 0;
    const privateDnsName = text(own, "privateDnsName");
    return {
        name,
        types: [balancers ? "GatewayLoadBalancer" : "Interface"],
        privateDnsNames: privateDnsName === "" ? [] : [privateDnsName],
        owner: text(own, "ownerId"),
    };
}

/** The service's short name in DNS: `logs` of `com.amazonaws.eu-central-1.logs`, `api.ecr` of `….ecr.api`. */
export function dnsLabel(service: EndpointService, region: string): string {
    const suffix = service.name.replace(`com.amazonaws.${region}.`, "");
    return suffix.split(".").reverse().join(".");
}
