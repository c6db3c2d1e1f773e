import { iamWildcards } from "../../../policy/rules/iam-wildcards";
import { CANARY, one, type Properties, specify, UNKNOWN } from "../support";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE = "aws:iam/role:Role";
const KEY = "aws:kms/key:Key";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const QUEUE = "arn:aws:sqs:eu-central-1:111122223333:jobs";

const document = (...statements: readonly Properties[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", ...one })) });
const allow = (Action: unknown, Resource: unknown, more: Properties = {}): string =>
    document({ Action, Resource, ...more });
const policy = (text: string, ...finds: string[]) => one(POLICY, { policy: text }, { finds });

specify(iamWildcards, {
    accepts: {
        "an action on an ARN": policy(allow("sqs:SendMessage", QUEUE)),
        "a wildcard inside an ARN": policy(allow("s3:GetObject", "arn:aws:s3:::restartix-staging-uploads/*")),
        "actions that know no resource": policy(
            allow(["ecr:GetAuthorizationToken", "ssmmessages:OpenDataChannel", "logs:DescribeLogGroups"], "*"),
        ),
        "reading wildcards that know no resource": policy(allow("ec2:Describe*", "*")),
        "everything with a certain tag": policy(
            allow("ec2:StopInstances", "*", { Condition: { StringEquals: { "aws:ResourceTag/Owner": "me" } } }),
        ),
        "a denial of everything": policy(document({ Effect: "Deny", Action: "*", Resource: "*" })),
        "a key's own policy, where * is the key": one(KEY, {
            policy: allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
        }),
        "a service that may assume a role": one(ROLE, {
            assumeRolePolicy: document({ Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }),
        }),
        "everybody of an organization": one("aws:s3/bucketPolicy:BucketPolicy", {
            policy: allow("s3:GetObject", "arn:aws:s3:::x/*", {
                Principal: "*",
                Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
            }),
        }),
        "an ordinary policy of AWS's": one(ATTACHMENT, { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
    },
    refuses: {
        "all actions": policy(allow("*", QUEUE), "it: policy"),
        "all actions of a service": policy(allow("sqs:*", QUEUE), "it: policy"),
        "a wildcard that writes": policy(allow("sqs:Send*", QUEUE), "it: policy"),
        "an action on everything": policy(allow("s3:GetObject", "*"), "it: policy"),
        "an action on everything of a service": policy(allow("s3:GetObject", "arn:aws:s3:::*"), "it: policy"),
        "one too wide among those that know no resource": policy(
            allow(["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], "*"),
            "it: policy",
        ),
        "all keys through a role that may be passed anywhere": policy(
            allow("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": "ecs.amazonaws.com" } } }),
            "it: policy",
        ),
        "all but some actions": policy(document({ NotAction: "iam:*", Resource: QUEUE }), "it: policy"),
        "all but some resources": policy(document({ Action: "sqs:SendMessage", NotResource: QUEUE }), "it: policy"),
        "a role's own policies": one(
            ROLE,
            { inlinePolicies: [{ policy: allow("sqs:SendMessage", QUEUE) }, { policy: allow("*", "*") }] },
            { finds: ["it: inlinePolicies[1].policy"] },
        ),
        "a role that everybody may assume": one(
            ROLE,
            { assumeRolePolicy: document({ Action: "sts:AssumeRole", Principal: { AWS: "*" } }) },
            { finds: ["it: assumeRolePolicy"] },
        ),
        "a key that everybody may use": one(
            KEY,
            { policy: allow("kms:Decrypt", "*", { Principal: "*" }) },
            { finds: ["it: policy"] },
        ),
        "an administrator": one(
            ATTACHMENT,
            { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
            { finds: ["it: policyArn"] },
        ),
        "an administrator among a role's policies": one(
            ROLE,
            { managedPolicyArns: ["arn:aws:iam::aws:policy/IAMFullAccess"] },
            { finds: ["it: managedPolicyArns[0]"] },
        ),
    },
    leavesUndecided: {
        "a document that is computed": one(POLICY, { policy: UNKNOWN }, { finds: ["it? policy"] }),
        "one of a role's documents, and judges the other": one(
            ROLE,
            { inlinePolicies: [{ policy: UNKNOWN }, { policy: allow("*", QUEUE) }] },
            { finds: ["it? inlinePolicies[0].policy", "it: inlinePolicies[1].policy"] },
        ),
    },
    keepsSecret: {
        "a condition": one(
            POLICY,
            { policy: allow("*", QUEUE, { Condition: { StringEquals: { "aws:UserAgent": CANARY } } }) },
            { finds: ["it: policy"] },
        ),
    },
    obeys: {
        "further actions that know no resource": one(
            POLICY,
            { policy: allow("new:Thing", "*") },
            { settings: { actionsOnEverything: ["new:Thing"] } },
        ),
    },
});
