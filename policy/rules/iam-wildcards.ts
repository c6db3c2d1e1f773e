import { namesCaller, namesSubject } from "../../analysis/iam/conditions";
import type { Statement } from "../../analysis/iam/document";
import { actionWords, isWideAction, widthsOf } from "../../analysis/iam/wildcards";
import { statementsIn } from "../frame/documents";
import { entryFor, finding, judgeEach, type ResourceView, type Rule, type Verdict } from "../frame/rule";
import type { View } from "../frame/view";
import type { Settings } from "../settings";

/** What is wrong with a statement, in words that follow its label. */
type Judge = (statement: Statement, settings: Settings) => Iterable<string>;

/** Where a type has a document, and what it is. */
type Place = readonly [documents: (props: View) => Iterable<View>, judge: Judge];

// A resource's own policy says "*" for the resource that it hangs on; what counts is who may use it.
const OPEN: readonly Place[] = [[at("policy"), open]];
const IDENTITY: readonly Place[] = [[at("policy"), identity]];

const DOCUMENTS: Readonly<Record<string, readonly Place[]>> = {
    "aws:iam/policy:Policy": IDENTITY,
    "aws:iam/rolePolicy:RolePolicy": IDENTITY,
    "aws:iam/groupPolicy:GroupPolicy": IDENTITY,
    "aws:iam/userPolicy:UserPolicy": IDENTITY,
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [[at("inlinePolicy"), identity]],
    "aws:iam/role:Role": [
        [inline, identity],
        [at("assumeRolePolicy"), trust],
    ],
    "aws:backup/vaultPolicy:VaultPolicy": OPEN,
    "aws:dynamodb/resourcePolicy:ResourcePolicy": OPEN,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": OPEN,
    "aws:efs/fileSystemPolicy:FileSystemPolicy": OPEN,
    "aws:kms/key:Key": OPEN,
    "aws:kms/keyPolicy:KeyPolicy": OPEN,
    "aws:s3/bucket:Bucket": OPEN,
    "aws:s3/bucketPolicy:BucketPolicy": OPEN,
    "aws:secretsmanager/secret:Secret": OPEN,
    "aws:secretsmanager/secretPolicy:SecretPolicy": OPEN,
    "aws:sns/topic:Topic": OPEN,
    "aws:sns/topicPolicy:TopicPolicy": OPEN,
    "aws:sqs/queue:Queue": OPEN,
    "aws:sqs/queuePolicy:QueuePolicy": OPEN,
};

/** Policies of AWS's own that allow everything, or to allow oneself everything. */
const ADMINISTRATORS = /:aws:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

export const iamWildcards: Rule = {
    id: "iam-wildcards",
    title: "No policy allows more than it names",
    description:
        "An identity may do what its policy names, on the resources it names; nobody is let in by a resource's policy or a role's trust who is not named. Actions without resource-level permissions, and a * that a condition on tags, cluster or VPC narrows, are excepted.",
    remedy: "Name the actions, the ARNs and who is meant; narrow * by a condition such as aws:ResourceTag, aws:SourceArn or a provider's sub; or name an action that knows no resource in the pack's actionsOnEverything",
    anchors: [
        "AwsSolutions-IAM5",
        "IAM.1",
        "IAM.21",
        "CKV_AWS_62",
        "CKV_AWS_63",
        "CKV_AWS_355",
        "CKV_AWS_60",
        "CKV_AWS_70",
        "CKV_AWS_301",
        "CKV_AWS_358",
        "AVD-AWS-0057",
    ],
    settings: ["actionsOnEverything"],
    *checkResource(resource, settings) {
        for (const [documents, judge] of entryFor(DOCUMENTS, resource.type) ?? []) {
            yield* judgeEach(
                documents(resource.props),
                () => resource,
                (document) => judgeDocument(resource, document, (statement) => judge(statement, settings)),
            );
        }
        yield* attachments(resource);
        yield* permission(resource);
        yield* address(resource);
    },
};

function at(property: string): (props: View) => Iterable<View> {
    return (props) => [props.at(property)];
}

function* inline(props: View): Iterable<View> {
    for (const policy of props.at("inlinePolicies").list()) {
        yield policy.at("policy");
    }
}

function* judgeDocument(
    resource: ResourceView,
    document: View,
    judge: (statement: Statement) => Iterable<string>,
): Iterable<Verdict> {
    yield* judgeEach(
        statementsIn(document),
        () => resource,
        function* ({ label, read }) {
            for (const statement of read()) {
                for (const problem of judge(statement)) {
                    yield finding(resource, document, `${label} ${problem}`);
                }
            }
        },
    );
}

function identity(statement: Statement, { actionsOnEverything }: Settings): Iterable<string> {
    return widthsOf(statement, actionsOnEverything);
}

function* trust(statement: Statement): Iterable<string> {
    yield* open(statement);
    const wide = statement.allows ? statement.actions.filter(isWideAction) : [];
    if (wide.length > 0) {
        yield `allows ${wide.map(actionWords).join(", ")}`;
    }
}

function* open(statement: Statement): Iterable<string> {
    const { allows, principals } = statement;
    if (!allows) {
        return;
    }
    if (principals.some((principal) => principal.endsWith("*")) && !namesCaller(statement)) {
        yield "lets everybody in";
    }
    const federated = principals.flatMap((principal) => /^federated:(.*)$/.exec(principal)?.[1] ?? []);
    // Whom a SAML provider signs in is its owner's to say: it is the company's own directory.
    const providers = federated.filter((provider) => !provider.includes(":saml-provider/"));
    if (providers.some((provider) => !namesSubject(statement, provider))) {
        yield "lets in every user of an identity provider: a condition on its sub is missing, or leaves it open";
    }
}

/** Where each way to attach a policy of AWS's has its ARN. */
const ATTACHED: Readonly<Record<string, string>> = {
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:iam/role:Role": "managedPolicyArns",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
};

function* attachments(resource: ResourceView): Iterable<Verdict> {
    const property = entryFor(ATTACHED, resource.type);
    yield* judgeEach(
        property === undefined ? [] : [resource.props.at(property)],
        () => resource,
        (arns) =>
            judgeEach(
                arns.list(),
                () => resource,
                (arn) => attached(resource, arn),
            ),
    );
}

function* attached(resource: ResourceView, arn: View): Iterable<Verdict> {
    const name = ADMINISTRATORS.exec(arn.string() ?? "")?.[1];
    if (name !== undefined) {
        yield finding(resource, arn, `${name} allows everything`);
    }
}

/** A statement of a function's policy, in properties of its own. */
function* permission(resource: ResourceView): Iterable<Verdict> {
    const { type, props } = resource;
    const somebody = ["sourceArn", "sourceAccount", "principalOrgId"];
    if (type === "aws:lambda/permission:Permission" && !somebody.some((property) => props.at(property).isGiven())) {
        const principal = props.at("principal");
        if (principal.string() === "*") {
            yield finding(resource, principal, "Everybody may call the function");
        }
    }
}

/** A function's address on the internet asks for a signature, or for nothing at all. */
function* address({ type, props, ...resource }: ResourceView): Iterable<Verdict> {
    const authorization = props.at("authorizationType");
    if (type === "aws:lambda/functionUrl:FunctionUrl" && authorization.string() !== "AWS_IAM") {
        yield finding(resource, authorization, "Everybody on the internet may call the function");
    }
}
