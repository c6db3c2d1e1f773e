/** Where the facts of the RDS models come from, how their tables are written, and the types they know each other by. */
import type { Refusal } from "../../kernel/refusal";

export { checkRow } from "../../kernel/refusal";

export const RDS_TYPES = {
    subnetGroup: "aws:rds/subnetGroup:SubnetGroup",
    parameterGroup: "aws:rds/parameterGroup:ParameterGroup",
    clusterParameterGroup: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    optionGroup: "aws:rds/optionGroup:OptionGroup",
    instance: "aws:rds/instance:Instance",
    cluster: "aws:rds/cluster:Cluster",
    clusterInstance: "aws:rds/clusterInstance:ClusterInstance",
    snapshot: "aws:rds/snapshot:Snapshot",
    clusterSnapshot: "aws:rds/clusterSnapshot:ClusterSnapshot",
} as const;

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest";

/** An operation in the RDS API reference: `operation("CreateDBInstance")`. */
export function operation(name: string): string {
    return `${GUIDE}/APIReference/API_${name}.html`;
}

/** A page of the RDS user guide: `guide("CHAP_Storage")`. */
export function guide(page: string): string {
    return `${GUIDE}/UserGuide/${page}.html`;
}

/** A page of the Aurora user guide. */
export function auroraGuide(page: string): string {
    return `${GUIDE}/AuroraUserGuide/${page}.html`;
}

/** A source file of RDS in the Terraform AWS provider: `provider("instance")`. */
export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/rds/${file}.go`;
}

/** Somebody met the refusal and quoted it. */
export function issue(path: string): string {
    return `https://github.com/${path}`;
}

/** RDS answers with 404 where something named does not exist. */
const NOT_FOUND = new Set([
    "CertificateNotFound",
    "DBClusterNotFoundFault",
    "DBClusterParameterGroupNotFound",
    "DBClusterSnapshotNotFoundFault",
    "DBInstanceNotFound",
    "DBParameterGroupNotFound",
    "DBSnapshotNotFound",
    "DBSubnetGroupNotFoundFault",
    "OptionGroupNotFoundFault",
]);

export function row(code: string, when: string, source: string): Refusal {
    return NOT_FOUND.has(code) ? { code, when, source, status: 404 } : { code, when, source };
}
