import { iamWildcards } from "../../../policy/rules/iam-wildcards";
import { CANARY, one, type Properties, specify, UNKNOWN } from "../support";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE = "aws:iam/role:Role";
const KEY = "aws:kms/key:Key";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const QUEUES = "aws:sqs/queuePolicy:QueuePolicy";
const QUEUE = "arn:aws:sqs:eu-central-1:111122223333:jobs";

const PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

const document = (...statements: readonly Properties[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", ...one })) });
const allow = (Action: unknown, Resource: unknown, more: Properties = {}): string =>
    document({ Action, Resource, ...more });
const policy = (text: string, ...finds: string[]) => one(POLICY, { policy: text }, { finds });
const trust = (Condition: Properties): string =>
    document({ Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: PROVIDER }, Condition });

/** A policy that allows an action on too much. */
const wide = (what: string, action: string, resource: string, Condition?: Properties) => ({
    [`an action on ${what}`]: policy(
        allow(action, resource, Condition === undefined ? {} : { Condition }),
        "it: policy",
    ),
});

const HAVE_POLICIES = [
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:sqs/queue:Queue",
    "aws:sns/topic:Topic",
    "aws:secretsmanager/secret:Secret",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
];

/** Resources that let in too many. */
const opened = (whom: string, Condition: Properties) =>
    Object.fromEntries(
        HAVE_POLICIES.map((type) => [
            `a ${type.split(":")[2]} that lets in ${whom}`,
            one(type, { policy: allow("a:B", "*", { Principal: "*", Condition }) }, { finds: ["it: policy"] }),
        ]),
    );

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
        "the subject of an identity provider": one(ROLE, {
            assumeRolePolicy: trust({
                StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
                StringLike: { "token.actions.githubusercontent.com:sub": "repo:restartix/infra:*" },
            }),
        }),
        "the company's own directory": one(ROLE, {
            assumeRolePolicy: document({
                Action: "sts:AssumeRoleWithSAML",
                Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/office" },
            }),
        }),
        "one bucket's notifications to a queue": one(QUEUES, {
            policy: allow("sqs:SendMessage", QUEUE, {
                Principal: "*",
                Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::restartix-staging-uploads" } },
            }),
        }),
        "all things of one account": one(QUEUES, {
            policy: allow("sqs:SendMessage", QUEUE, {
                Principal: "*",
                Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-central-1:111122223333:*" } },
            }),
        }),
        "everybody but some, who are refused": one("aws:s3/bucketPolicy:BucketPolicy", {
            policy: document({
                Effect: "Deny",
                NotPrincipal: { AWS: "111122223333" },
                Action: "s3:*",
                Resource: "*",
            }),
        }),
        "a function whose address asks for a signature": one("aws:lambda/functionUrl:FunctionUrl", {
            authorizationType: "AWS_IAM",
        }),
        "a rule that calls a function": one("aws:lambda/permission:Permission", {
            principal: "*",
            sourceArn: "arn:aws:events:eu-central-1:111122223333:rule/nightly",
        }),
        "an ordinary policy of AWS's": one(ATTACHMENT, { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
    },
    refuses: {
        "all actions": policy(allow("*", QUEUE), "it: policy"),
        "all actions of a service": policy(allow("sqs:*", QUEUE), "it: policy"),
        "a wildcard that writes": policy(allow("sqs:Send*", QUEUE), "it: policy"),
        "an action on everything": policy(allow("s3:GetObject", "*"), "it: policy"),
        "an action on everything of a service": policy(allow("s3:GetObject", "arn:aws:s3:::*"), "it: policy"),
        ...wide("any role", "iam:PassRole", "arn:aws:iam::*:role/*"),
        ...wide("any secret", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*"),
        ...wide(
            "any secret by its form",
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:*:*:secret:*-??????",
        ),
        ...wide("any bucket with a name", "s3:GetObject", "arn:aws:s3:::?*"),
        ...wide("any key by way of any service", "kms:Decrypt", "*", { StringLike: { "kms:ViaService": "*" } }),
        ...wide("any key by way of one service", "kms:Decrypt", "*", {
            StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
        }),
        ...wide("all but those with a tag", "ec2:StopInstances", "*", {
            StringNotEquals: { "aws:ResourceTag/Owner": "me" },
        }),
        ...wide("those with any value of a tag", "ec2:StopInstances", "*", {
            StringLike: { "aws:ResourceTag/Owner": ["me", "*"] },
        }),
        ...wide("those with a tag, or none", "ec2:StopInstances", "*", {
            StringEqualsIfExists: { "aws:ResourceTag/Owner": "me" },
        }),
        ...opened("whoever comes over TLS", { Bool: { "aws:SecureTransport": "true" } }),
        ...opened("whoever comes from any account", { StringLike: { "aws:PrincipalAccount": "*" } }),
        ...opened("whoever comes from anywhere", { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } }),
        ...opened("any source", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }),
        "everybody but some": one(
            "aws:s3/bucketPolicy:BucketPolicy",
            { policy: allow("s3:GetObject", "*", { NotPrincipal: { AWS: "111122223333" } }) },
            { finds: ["it: policy"] },
        ),
        "everybody with an account at an identity provider": one(
            ROLE,
            {
                assumeRolePolicy: trust({
                    StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
                }),
            },
            { finds: ["it: assumeRolePolicy"] },
        ),
        "every organization of an identity provider": one(
            ROLE,
            { assumeRolePolicy: trust({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" } }) },
            { finds: ["it: assumeRolePolicy"] },
        ),
        "a function that everybody may call": one(
            "aws:lambda/permission:Permission",
            { principal: "*" },
            { finds: ["it: principal"] },
        ),
        "a function with an address that asks for nothing": one(
            "aws:lambda/functionUrl:FunctionUrl",
            { authorizationType: "NONE" },
            { finds: ["it: authorizationType"] },
        ),
        "an administrator among several": one(
            "aws:iam/policyAttachment:PolicyAttachment",
            { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess", users: ["u"] },
            { finds: ["it: policyArn"] },
        ),
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
        "one statement of a document, and judges the next": one(
            POLICY,
            {
                policy: {
                    Statement: [
                        { Effect: "Allow", Action: "sqs:SendMessage", Resource: UNKNOWN },
                        { Effect: "Allow", Action: "*", Resource: QUEUE },
                    ],
                },
            },
            { finds: ["it? policy.Statement[0].Resource", "it: policy"] },
        ),
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
        "a Sid, and what is no action": one(
            POLICY,
            { policy: allow(CANARY, "*", { Sid: CANARY }) },
            { finds: ["it: policy"] },
        ),
        "a resource": one(POLICY, { policy: allow("*", CANARY) }, { finds: ["it: policy"] }),
    },
    obeys: {
        "further actions that know no resource": one(
            POLICY,
            { policy: allow("new:Thing", "*") },
            { settings: { actionsOnEverything: ["new:Thing"] } },
        ),
    },
});
