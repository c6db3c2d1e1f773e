/** Types that no update changes in place. A test holds the list to what the providers declare. */

const ATTACHMENT = "names two resources and nothing else: it joins them or it is gone";
const DRAWN = "a drawn value belongs to its inputs: every change of them draws a new one";

export const NEVER_UPDATED: Readonly<Record<string, string>> = {
    "aws:acm/certificateValidation:CertificateValidation": "is a wait for one certificate, and over once it is issued",
    "aws:ec2/eipAssociation:EipAssociation": ATTACHMENT,
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": ATTACHMENT,
    "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment": ATTACHMENT,
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": ATTACHMENT,
    "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": ATTACHMENT,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "a block of addresses is added or taken away",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "the provider replaces it for another document",
    "aws:elasticache/userGroupAssociation:UserGroupAssociation": ATTACHMENT,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ATTACHMENT,
    "aws:lambda/permission:Permission": "a statement of a policy is added or taken away",
    "aws:lb/listenerCertificate:ListenerCertificate": ATTACHMENT,
    "random:index/randomBytes:RandomBytes": DRAWN,
    "random:index/randomId:RandomId": DRAWN,
    "random:index/randomInteger:RandomInteger": DRAWN,
    "random:index/randomPassword:RandomPassword": DRAWN,
    "random:index/randomPet:RandomPet": DRAWN,
    "random:index/randomShuffle:RandomShuffle": DRAWN,
    "random:index/randomString:RandomString": DRAWN,
    "random:index/randomUuid:RandomUuid": DRAWN,
    "random:index/randomUuid4:RandomUuid4": DRAWN,
    "random:index/randomUuid7:RandomUuid7": DRAWN,
};
