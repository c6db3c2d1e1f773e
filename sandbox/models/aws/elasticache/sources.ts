/** Where the facts of the ElastiCache models come from, and the types they know each other by. */
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const CACHE_TYPES = {
    subnetGroup: "aws:elasticache/subnetGroup:SubnetGroup",
    parameterGroup: "aws:elasticache/parameterGroup:ParameterGroup",
    replicationGroup: "aws:elasticache/replicationGroup:ReplicationGroup",
    user: "aws:elasticache/user:User",
    userGroup: "aws:elasticache/userGroup:UserGroup",
    userGroupAssociation: "aws:elasticache/userGroupAssociation:UserGroupAssociation",
} as const;

/** The provider has no resource for snapshots of caches. */
export const CACHE_SNAPSHOT = "aws:elasticache/replicationGroup:ReplicationGroup (final snapshot)";

const DOCS = "https://docs.aws.amazon.com/AmazonElastiCache/latest";

/** An operation in the ElastiCache API reference: `operation("CreateUser")`. */
export function operation(name: string): string {
    return `${DOCS}/APIReference/API_${name}.html`;
}

/** A page of the ElastiCache user guide. */
export function guide(page: string): string {
    return `${DOCS}/dg/${page}.html`;
}

/** A source file of ElastiCache in the Terraform AWS provider: `provider("user")`. */
export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/elasticache/${file}.go`;
}

/** Somebody met the refusal and quoted it. */
export function issue(path: string): string {
    return `https://github.com/${path}`;
}

/** ElastiCache answers with 404 where something named does not exist; a missing subnet group is a 400. */
const NOT_FOUND = new Set([
    "CacheParameterGroupNotFound",
    "SnapshotNotFoundFault",
    "UserGroupNotFound",
    "UserNotFound",
]);

export function row(code: string, when: string, source: string): Refusal {
    return NOT_FOUND.has(code) ? { code, when, source, status: 404 } : { code, when, source };
}

/** ElastiCache's rule for the names of groups and caches, and its sentence where a name breaks it. */
export function isIdentifier(name: string): boolean {
    return /^[a-zA-Z](?:-?[a-zA-Z0-9])*$/.test(name);
}

export function identifierSentence(parameter: string): string {
    return (
        `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ` +
        "ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
    );
}
