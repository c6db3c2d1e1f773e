/**
 * Where AWS keeps its managed policies: some in folders that are easily left out or made up.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
    "": [
        "AdministratorAccess",
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonECS_FullAccess",
        "AmazonElastiCacheFullAccess",
        "AmazonRDSFullAccess",
        "AmazonS3FullAccess",
        "AmazonS3ReadOnlyAccess",
        "AmazonSSMManagedInstanceCore",
        "AmazonSSMReadOnlyAccess",
        "CloudWatchAgentServerPolicy",
        "CloudWatchLogsFullAccess",
        "IAMFullAccess",
        "IAMReadOnlyAccess",
        "PowerUserAccess",
        "ReadOnlyAccess",
        "SecretsManagerReadWrite",
        "SecurityAudit",
    ],
    "service-role/": [
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AmazonAPIGatewayPushToCloudWatchLogs",
        "AmazonEC2ContainerServiceAutoscaleRole",
        "AmazonEC2ContainerServiceEventsRole",
        "AmazonEC2ContainerServiceforEC2Role",
        "AmazonECSInfrastructureRolePolicyForVolumes",
        "AmazonECSTaskExecutionRolePolicy",
        "AmazonRDSEnhancedMonitoringRole",
        "AmazonSSMAutomationRole",
        "AWSBackupServiceRolePolicyForBackup",
        "AWSBackupServiceRolePolicyForRestores",
    ],
    "job-function/": [
        "Billing",
        "DatabaseAdministrator",
        "NetworkAdministrator",
        "SystemAdministrator",
        "ViewOnlyAccess",
    ],
};

/** @param path what follows `policy/` in the ARN. */
export function isMisplaced(path: string): boolean {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const folder = Object.entries(FOLDERS).find(([, names]) => names.includes(name))?.[0];
    return folder !== undefined && path !== `${folder}${name}`;
}
