/**
 * `getPolicyDocument`: renders a policy as the provider does, letter by letter: order of keys, lists of one element as
 * a text, longer lists in falling order, Go's escapes.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_document_data_source.go and
 * policy_model.go beside it.
 */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import { stringHashcode } from "../ec2/hashcode";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import type { Condition, Document, Principals, Statement } from "./policy-json";
import { mergeDocument, parseDocument, renderDocument } from "./policy-json";
import { checkRow, provider } from "./sources";

type Args = aws.iam.GetPolicyDocumentArgs;
type StatementArgs = NonNullable<Args["statements"]>[number];
type PrincipalArgs = NonNullable<StatementArgs["principals"]>[number];

const SOURCE = provider("policy_document_data_source");

export const policyDocumentRefusals = {
    duplicateSid: checkRow("two statements have the same Sid", SOURCE),
    duplicateSourceSid: checkRow("statements of the source documents have the same Sid", SOURCE),
    sourceForm: checkRow("a source or override document is no policy in JSON", SOURCE),
    effectForm: checkRow("an effect is neither Allow nor Deny", SOURCE),
    sidForm: checkRow("a Sid has others than letters and digits", SOURCE),
    versionForm: checkRow("the version is neither 2008-10-17 nor 2012-10-17", SOURCE),
    variableInOldVersion: checkRow("a value has the sequence &{ in a document of version 2008-10-17", SOURCE),
} as const satisfies Record<string, Refusal>;

const VERSION = "2012-10-17";

/** One element as a text, more in falling order; the provider sorts sets that way. */
function collapsed(values: readonly string[]): string | readonly string[] {
    const distinct = [...new Set(values)];
    const [only] = distinct;
    return distinct.length === 1 && only !== undefined ? only : [...distinct].sort().reverse();
}

function listed(values: readonly string[] = []): string | readonly string[] | undefined {
    return values.length === 0 ? undefined : collapsed(values);
}

class Writer {
    constructor(
        private readonly context: InvokeContext,
        private readonly version: string,
    ) {}

    statement(args: StatementArgs): Statement {
        const { effect = "Allow", sid = "" } = args;
        this.refuse(effect, sid);
        return {
            Sid: sid,
            Effect: effect,
            Action: listed(args.actions),
            NotAction: listed(args.notActions),
            Resource: listed(this.variables(args.resources)),
            NotResource: listed(this.variables(args.notResources)),
            Principal: this.principals(args.principals),
            NotPrincipal: this.principals(args.notPrincipals),
            Condition: this.conditions(args.conditions),
        };
    }

    private refuse(effect: string, sid: string): void {
        if (!["Allow", "Deny"].includes(effect)) {
            this.context.refuse(
                policyDocumentRefusals.effectForm,
                `expected effect to be one of ["Allow" "Deny"], got ${effect}`,
            );
        }
        if (!/^[a-zA-Z0-9]*$/.test(sid)) {
            this.context.refuse(
                policyDocumentRefusals.sidForm,
                `sid "${sid}" must only include alphanumeric characters`,
            );
        }
    }

    private principals(blocks: readonly PrincipalArgs[] = []): Principals | undefined {
        const principals = blocks.map(({ type, identifiers }) => ({
            type,
            identifiers: collapsed(this.variables(identifiers)),
        }));
        return principals.length === 0 ? undefined : principals;
    }

    private conditions(conditions: StatementArgs["conditions"] = []): readonly Condition[] | undefined {
        const written = conditions.map((condition) => ({ ...condition, values: this.variables(condition.values) }));
        return written.length === 0 ? undefined : written;
    }

    /** `&{aws:username}` stands for a policy variable, since `${…}` would be the language's own. */
    private variables(values: readonly string[] = []): readonly string[] {
        const bad = values.find((value) => this.version === "2008-10-17" && value.includes("&{"));
        if (bad !== undefined) {
            this.context.refuse(
                policyDocumentRefusals.variableInOldVersion,
                `found &{ sequence in (${bad}), which is not supported in document version 2008-10-17`,
            );
        }
        return values.map((value) => value.replaceAll("&{", "${"));
    }
}

function duplicateSid(statements: readonly Statement[]): string | undefined {
    const sids = statements.map((statement) => statement.Sid ?? "").filter((sid) => sid !== "");
    return sids.find((sid, index) => sids.indexOf(sid) !== index);
}

function parsedDocuments(context: InvokeContext, label: string, documents: readonly string[]): readonly Document[] {
    return documents
        .filter((text) => text !== "")
        .map((text, index) => {
            const document = parseDocument(text);
            return (
                document ??
                context.refuse(
                    policyDocumentRefusals.sourceForm,
                    `writing IAM Policy Document: merging ${label} document ${index}: no policy document in JSON`,
                )
            );
        });
}

function compose(args: Args, context: InvokeContext): Document {
    const version = args.version ?? VERSION;
    if (!["2008-10-17", VERSION].includes(version)) {
        context.refuse(
            policyDocumentRefusals.versionForm,
            `expected version to be one of ["2008-10-17" "2012-10-17"], got ${version}`,
        );
    }
    const sources = parsedDocuments(context, "source", args.sourcePolicyDocuments ?? []);
    const repeated = duplicateSid(sources.flatMap((document) => document.Statement));
    if (repeated !== undefined) {
        context.refuse(
            policyDocumentRefusals.duplicateSourceSid,
            `writing IAM Policy Document: duplicate Sid (${repeated}) in source_policy_documents. ` +
                "Remove the Sid or ensure Sids are unique.",
        );
    }
    const writer = new Writer(context, version);
    const statements = (args.statements ?? []).map((statement) => writer.statement(statement));
    const twice = duplicateSid(statements);
    if (twice !== undefined) {
        context.refuse(
            policyDocumentRefusals.duplicateSid,
            `writing IAM Policy Document: duplicate Sid (${twice}). Remove the Sid or ensure the Sid is unique.`,
        );
    }
    const own: Document = { Version: version, Id: args.policyId ?? "", Statement: statements };
    const overrides = parsedDocuments(context, "override", args.overridePolicyDocuments ?? []);
    return [...sources, own, ...overrides].reduce(mergeDocument, { Version: "", Id: "", Statement: [] });
}

/** A statement as the provider gives it back: with its effect, whether given or not. */
function echo(statement: StatementArgs): Properties {
    const { conditions, notPrincipals, principals, ...rest } = statement;
    return {
        effect: "Allow",
        ...rest,
        ...(conditions === undefined ? {} : { conditions: conditions.map((item) => ({ ...item })) }),
        ...(notPrincipals === undefined ? {} : { notPrincipals: notPrincipals.map((item) => ({ ...item })) }),
        ...(principals === undefined ? {} : { principals: principals.map((item) => ({ ...item })) }),
    };
}

export const getPolicyDocument = defineInvoke<Args>({
    token: "aws:iam/getPolicyDocument:getPolicyDocument",
    source: SOURCE,
    refusals: policyDocumentRefusals,
    invoke: (args, context) => {
        const document = compose(args, context);
        const json = renderDocument(document, 2);
        return {
            id: String(stringHashcode(json)),
            json,
            minifiedJson: renderDocument(document, 0),
            ...(args.overridePolicyDocuments === undefined
                ? {}
                : { overridePolicyDocuments: args.overridePolicyDocuments }),
            ...(args.policyId === undefined ? {} : { policyId: args.policyId }),
            ...(args.sourcePolicyDocuments === undefined ? {} : { sourcePolicyDocuments: args.sourcePolicyDocuments }),
            ...(args.statements === undefined ? {} : { statements: args.statements.map(echo) }),
            version: args.version ?? VERSION,
        };
    },
});
