/** What Elastic Load Balancing refuses of a load balancer. */
import type { Refusal } from "../../kernel/refusal";
import { checkRow, row } from "../ec2/sources";
import { api, provider } from "./sources";

const CREATE = api("CreateLoadBalancer");
const ATTRIBUTES = api("ModifyLoadBalancerAttributes");
const PROVIDER = provider("load_balancer");

export const loadBalancerRefusals = {
    exists: row("DuplicateLoadBalancerName", "the region has a load balancer of this name", CREATE),
    unknownSubnet: row("SubnetNotFound", "a subnet does not exist", CREATE),
    twoZones: row(
        "ValidationError",
        "an application load balancer would have subnets in fewer than two Availability Zones",
        "https://github.com/aws/aws-cdk/issues/226",
    ),
    zoneTwice: row(
        "InvalidConfigurationRequest",
        "two subnets are in the same Availability Zone",
        "https://github.com/robertdebock/terraform-aws-vault/issues/5",
    ),
    otherVpc: row("InvalidConfigurationRequest", "the subnets belong to different VPCs", CREATE),
    noGateway: row(
        "InvalidSubnet",
        "it faces the internet and the VPC has no internet gateway",
        "https://github.com/openshift/installer/issues/1110",
    ),
    fullSubnet: row("InvalidSubnet", "a subnet has fewer than eight free addresses", CREATE),
    unknownGroup: row("InvalidSecurityGroup", "a security group does not exist", CREATE),
    groupOfOtherVpc: row(
        "InvalidConfigurationRequest",
        "a security group belongs to another VPC than the subnets",
        CREATE,
    ),
    logBucketDenied: row(
        "InvalidConfigurationRequest",
        "the bucket for logs does not exist, or its policy does not let Elastic Load Balancing write",
        "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1956",
    ),
    logBucketKey: row(
        "InvalidConfigurationRequest",
        "the bucket for logs is encrypted with a KMS key instead of S3's own",
        "https://github.com/aws/aws-cdk/issues/21947",
    ),
    logBucketRegion: row("InvalidConfigurationRequest", "the bucket for logs is in another region", ATTRIBUTES),
    idleTimeout: row("InvalidConfigurationRequest", "the idle timeout is not between 1 and 4,000 seconds", ATTRIBUTES),
    keepAlive: row(
        "InvalidConfigurationRequest",
        "the keep-alive time of clients is not between 60 and 604,800 seconds",
        ATTRIBUTES,
    ),
    protected: row("OperationNotPermitted", "deletion protection is on", api("DeleteLoadBalancer")),
    nameForm: checkRow(
        "the name is longer than 32 characters, has others than letters, digits and hyphens, begins or ends with a " +
            "hyphen or begins with `internal-`",
        provider("validate"),
    ),
    noSubnets: checkRow("subnets are given neither in a list nor with mappings, or both ways", PROVIDER),
    typeForm: checkRow("the type is none of application, network and gateway", PROVIDER),
    modeForm: checkRow(
        "the IP address type, the way of handling odd requests or that of handling X-Forwarded-For is none",
        PROVIDER,
    ),
} as const satisfies Record<string, Refusal>;
