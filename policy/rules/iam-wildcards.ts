import { statementsOf } from "../../analysis/iam/document";
import { isWideAction, widthsOf } from "../../analysis/iam/wildcards";
import { entryFor, finding, judgeEach, type ResourceView, type Rule, type Verdict } from "../frame/rule";
import type { View } from "../frame/view";
import type { Settings } from "../settings";

type Judge = (resource: ResourceView, document: View, settings: Settings) => Iterable<Verdict>;

/** Where each type has its documents. */
const DOCUMENTS: Readonly<Record<string, readonly (readonly [(props: View) => Iterable<View>, Judge])[]>> = {
    "aws:iam/policy:Policy": [[at("policy"), identity]],
    "aws:iam/rolePolicy:RolePolicy": [[at("policy"), identity]],
    "aws:iam/groupPolicy:GroupPolicy": [[at("policy"), identity]],
    "aws:iam/userPolicy:UserPolicy": [[at("policy"), identity]],
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [[at("inlinePolicy"), identity]],
    "aws:iam/role:Role": [
        [inline, identity],
        [at("assumeRolePolicy"), trust],
    ],
    // A resource's own policy says "*" for the resource that it hangs on; what counts is who may use it.
    "aws:kms/key:Key": [[at("policy"), open]],
    "aws:s3/bucketPolicy:BucketPolicy": [[at("policy"), open]],
    "aws:secretsmanager/secretPolicy:SecretPolicy": [[at("policy"), open]],
    "aws:sqs/queuePolicy:QueuePolicy": [[at("policy"), open]],
    "aws:sns/topicPolicy:TopicPolicy": [[at("policy"), open]],
    "aws:ecr/repositoryPolicy:RepositoryPolicy": [[at("policy"), open]],
};

/** Policies of AWS's own that allow everything, or to allow oneself everything. */
const ADMINISTRATORS = /:aws:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

export const iamWildcards: Rule = {
    id: "iam-wildcards",
    title: "No policy allows more than it names",
    description:
        "An identity may do what its policy names, on the resources it names; nobody is let in by a resource's policy who is not named. Actions without resource-level permissions, and a * that a condition on tags, cluster or VPC narrows, are excepted.",
    remedy: "Name the actions and the ARNs, narrow * by a condition such as aws:ResourceTag, or name an action that knows no resource in the pack's actionsOnEverything",
    anchors: [
        "AwsSolutions-IAM5",
        "IAM.1",
        "IAM.21",
        "CKV_AWS_62",
        "CKV_AWS_63",
        "CKV_AWS_355",
        "CKV_AWS_60",
        "CKV_AWS_70",
        "AVD-AWS-0057",
    ],
    settings: ["actionsOnEverything"],
    *checkResource(resource, settings) {
        for (const [documents, judge] of entryFor(DOCUMENTS, resource.type) ?? []) {
            yield* judgeEach(
                documents(resource.props),
                () => resource,
                (document) => judge(resource, document, settings),
            );
        }
        yield* attachment(resource);
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

function* identity(resource: ResourceView, document: View, { actionsOnEverything }: Settings): Iterable<Verdict> {
    for (const { statement, problem } of widthsOf(statementsOf(document.known()), actionsOnEverything)) {
        yield finding(resource, document, `${statement} ${problem}`);
    }
}

function* trust(resource: ResourceView, document: View): Iterable<Verdict> {
    yield* open(resource, document);
    for (const { label, allows, actions } of statementsOf(document.known())) {
        if (allows && actions.some((action) => isWideAction(action))) {
            yield finding(resource, document, `${label} allows ${actions.filter(isWideAction).join(", ")}`);
        }
    }
}

function* open(resource: ResourceView, document: View): Iterable<Verdict> {
    for (const { label, allows, principals, conditions } of statementsOf(document.known())) {
        if (allows && principals.some((principal) => principal.endsWith("*")) && conditions.length === 0) {
            yield finding(resource, document, `${label} lets everybody in`);
        }
    }
}

function* attachment(resource: ResourceView): Iterable<Verdict> {
    const properties = /^aws:iam\/(role|user|group)PolicyAttachment:/.test(resource.type)
        ? [resource.props.at("policyArn")]
        : resource.type === "aws:iam/role:Role"
          ? resource.props.at("managedPolicyArns").list()
          : [];
    yield* judgeEach(
        properties,
        () => resource,
        function* (arn) {
            const name = ADMINISTRATORS.exec(arn.string() ?? "")?.[1];
            if (name !== undefined) {
                yield finding(resource, arn, `${name} allows everything`);
            }
        },
    );
}
