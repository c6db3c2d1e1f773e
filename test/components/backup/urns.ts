const COMPONENT = "plinth:backup:BackupSubstrate";
const KEY = `${COMPONENT}$plinth:encryption:EncryptionKey`;
const BUCKET = `${COMPONENT}$plinth:storage:PrivateBucket`;

/** Without an alarm. */
export const BACKUP_URNS = [
    `${KEY}$aws:kms/alias:Alias::backup-key-alias`,
    `${KEY}$aws:kms/key:Key::backup-key-key`,
    `${KEY}::backup-key`,
    `${BUCKET}$aws:s3/bucket:Bucket::backup-bucket-bucket`,
    `${BUCKET}$aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::backup-bucket-lifecycle`,
    `${BUCKET}$aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration::backup-bucket-lock`,
    `${BUCKET}$aws:s3/bucketOwnershipControls:BucketOwnershipControls::backup-bucket-ownership`,
    `${BUCKET}$aws:s3/bucketPolicy:BucketPolicy::backup-bucket-policy`,
    `${BUCKET}$aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::backup-bucket-public-access-block`,
    `${BUCKET}$aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::backup-bucket-encryption`,
    `${BUCKET}$aws:s3/bucketVersioning:BucketVersioning::backup-bucket-versioning`,
    `${BUCKET}::backup-bucket`,
    `${COMPONENT}$aws:cloudwatch/logGroup:LogGroup::backup-runner`,
    `${COMPONENT}$aws:cloudwatch/logGroup:LogGroup::backup-verify`,
    `${COMPONENT}$aws:cloudwatch/logMetricFilter:LogMetricFilter::backup-completed`,
    `${COMPONENT}$aws:ec2/securityGroup:SecurityGroup::backup-runner`,
    `${COMPONENT}$aws:ec2/securityGroup:SecurityGroup::backup-verify`,
    `${COMPONENT}$aws:ecs/taskDefinition:TaskDefinition::backup-runner`,
    `${COMPONENT}$aws:ecs/taskDefinition:TaskDefinition::backup-verify`,
    `${COMPONENT}$aws:iam/role:Role::backup-execution`,
    `${COMPONENT}$aws:iam/role:Role::backup-runner`,
    `${COMPONENT}$aws:iam/role:Role::backup-verify`,
    `${COMPONENT}$aws:iam/rolePolicy:RolePolicy::backup-execution`,
    `${COMPONENT}$aws:iam/rolePolicy:RolePolicy::backup-runner`,
    `${COMPONENT}$aws:iam/rolePolicy:RolePolicy::backup-verify`,
    `${COMPONENT}$aws:secretsmanager/secretPolicy:SecretPolicy::backup-encryption-secret`,
    `${COMPONENT}$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::backup-runner-egress-database`,
    `${COMPONENT}$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::backup-runner-egress-https`,
    `${COMPONENT}$aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::backup-verify-egress-https`,
    `${COMPONENT}$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::backup-database-ingress-runner`,
    `${COMPONENT}$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::backup-endpoints-ingress-runner`,
    `${COMPONENT}$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::backup-endpoints-ingress-verify`,
    `${COMPONENT}::backup`,
].sort();

export const ALARM_URN = `${COMPONENT}$aws:cloudwatch/metricAlarm:MetricAlarm::backup-alarm-backup-age`;
