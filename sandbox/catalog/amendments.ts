/**
 * What the AWS provider replaces that CloudFormation's data does not tell: types that CloudFormation has no
 * counterpart for, and properties that the provider treats otherwise. Read off the provider's schemas.
 */

export interface Amendment {
    readonly replaces?: readonly string[];
    readonly maybe?: readonly string[];
    /** Changed in place, whatever CloudFormation does. */
    readonly inPlace?: readonly string[];
    /** The provider's schema of the type. */
    readonly source: string;
}

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service";

/** A rule's source can change, but not from one kind to another. */
function securityGroupRule(file: string): Amendment {
    return {
        replaces: ["securityGroupId"],
        maybe: ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"],
        inPlace: ["fromPort", "ipProtocol", "toPort"],
        source: `${PROVIDER}/ec2/${file}`,
    };
}

const targetGroupAttachment: Amendment = {
    replaces: ["availabilityZone", "port", "targetGroupArn", "targetId"],
    source: `${PROVIDER}/elbv2/target_group_attachment.go`,
};

export const AWS_AMENDMENTS: Readonly<Record<string, Amendment>> = {
    "aws:acm/certificateValidation:CertificateValidation": {
        replaces: ["certificateArn", "validationRecordFqdns"],
        source: `${PROVIDER}/acm/certificate_validation.go`,
    },
    "aws:alb/targetGroupAttachment:TargetGroupAttachment": targetGroupAttachment,
    "aws:appautoscaling/scheduledAction:ScheduledAction": {
        replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
        source: `${PROVIDER}/appautoscaling/scheduled_action.go`,
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        replaces: ["vpcId"],
        source: `${PROVIDER}/ec2/vpc_default_security_group.go`,
    },
    "aws:ec2/eip:Eip": { replaces: ["publicIpv4Pool"], source: `${PROVIDER}/ec2/ec2_eip.go` },
    "aws:ec2/networkInterface:NetworkInterface": {
        // Only a new primary address replaces; `privateIp` alone is no reason.
        maybe: ["privateIpLists", "privateIps"],
        inPlace: ["privateIp"],
        source: `${PROVIDER}/ec2/vpc_network_interface.go`,
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        replaces: ["gatewayId", "subnetId"],
        inPlace: ["routeTableId"],
        source: `${PROVIDER}/ec2/vpc_route_table_association.go`,
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        // In place for interface endpoints only.
        maybe: ["privateDnsEnabled"],
        source: `${PROVIDER}/ec2/vpc_endpoint.go`,
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
        replaces: ["policy", "repository"],
        source: `${PROVIDER}/ecr/lifecycle_policy.go`,
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        replaces: ["policyArn", "role"],
        source: `${PROVIDER}/iam/role_policy_attachment.go`,
    },
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": targetGroupAttachment,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        replaces: ["bucket"],
        source: `${PROVIDER}/s3/bucket_public_access_block.go`,
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        replaces: ["bucket", "expectedBucketOwner"],
        source: `${PROVIDER}/s3/bucket_versioning.go`,
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        replaces: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
        source: `${PROVIDER}/secretsmanager/secret_version.go`,
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule("vpc_security_group_egress_rule.go"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(
        "vpc_security_group_ingress_rule.go",
    ),
};
