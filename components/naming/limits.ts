/** What a cloud accepts as the name of a resource. */
export interface NameLimit {
    /** Shortest accepted length in characters. @default 1 */
    readonly min?: number;
    /** Longest accepted length in characters. */
    readonly max: number;
    /** Characters and shape, anchored at both ends. */
    readonly pattern: RegExp;
    /** The pattern in words, for the error. */
    readonly shape: string;
    /** Where the limit is published. */
    readonly source: string;
}

const LETTERS_DIGITS_HYPHENS = {
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
    shape: "letters, digits and hyphens, no hyphen at either end",
};
const WORD_HYPHENS = { pattern: /^[A-Za-z0-9_-]+$/, shape: "letters, digits, hyphens and underscores" };
const WORD_HYPHENS_DOTS = { pattern: /^[A-Za-z0-9_.-]+$/, shape: "letters, digits, hyphens, underscores and dots" };
const IAM = { pattern: /^[\w+=,.@-]+$/, shape: "letters, digits and the characters + = , . @ _ -" };
const DATABASE_ID = {
    pattern: /^[a-z](?:-?[a-z0-9]+)*$/,
    shape: "lower-case letters, digits and single hyphens, a letter first, no hyphen last",
};
const PATH = { pattern: /^[A-Za-z0-9_./#-]+$/, shape: "letters, digits and the characters . - _ / #" };

const AWS_DOCS = "https://docs.aws.amazon.com";
const ELB = `${AWS_DOCS}/elasticloadbalancing/latest/APIReference`;
const IAM_QUOTAS = `${AWS_DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const RDS = `${AWS_DOCS}/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints`;

/**
 * The name limits of the types that carry a fixed name, by a short name of the type.
 * A type that isn't here can't be given a fixed name: add a row with its source first.
 */
export const NAME_LIMITS = {
    autoScalingGroup: {
        max: 255,
        ...WORD_HYPHENS_DOTS,
        source: `${AWS_DOCS}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html`,
    },
    backupVault: {
        min: 2,
        max: 50,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/aws-backup/latest/devguide/API_CreateBackupVault.html`,
    },
    budget: {
        max: 100,
        pattern: /^[^:\\]+$/,
        shape: "anything but a colon or a backslash",
        source: `${AWS_DOCS}/aws-cost-management/latest/APIReference/API_budgets_Budget.html`,
    },
    cacheReplicationGroup: {
        max: 40,
        ...DATABASE_ID,
        source: `${AWS_DOCS}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`,
    },
    cloudWatchAlarm: {
        max: 255,
        pattern: /^[\x20-\x7e]+$/,
        shape: "printable ASCII",
        source: `${AWS_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
    },
    cloudWatchDashboard: {
        max: 255,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html`,
    },
    codeArtifactDomain: {
        min: 2,
        max: 50,
        pattern: /^[a-z][a-z0-9-]*[a-z0-9]$/,
        shape: "lower-case letters, digits and hyphens, a letter first, no hyphen last",
        source: `${AWS_DOCS}/codeartifact/latest/APIReference/API_CreateDomain.html`,
    },
    codeArtifactRepository: {
        min: 2,
        max: 100,
        pattern: /^[A-Za-z0-9][A-Za-z0-9._-]+$/,
        shape: "letters, digits, dots, hyphens and underscores, a letter or digit first",
        source: `${AWS_DOCS}/codeartifact/latest/APIReference/API_CreateRepository.html`,
    },
    dynamodbTable: {
        min: 3,
        max: 255,
        ...WORD_HYPHENS_DOTS,
        source: `${AWS_DOCS}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
    },
    ecrRepository: {
        min: 2,
        max: 256,
        pattern: /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/,
        shape: "lower-case letters and digits in parts joined by . _ - or /",
        source: `${AWS_DOCS}/AmazonECR/latest/APIReference/API_CreateRepository.html`,
    },
    ecsCluster: {
        max: 255,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/AmazonECS/latest/APIReference/API_CreateCluster.html`,
    },
    ecsService: {
        max: 255,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/AmazonECS/latest/APIReference/API_CreateService.html`,
    },
    eksCluster: {
        max: 100,
        pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
        shape: "letters, digits, hyphens and underscores, a letter or digit first",
        source: `${AWS_DOCS}/eks/latest/APIReference/API_CreateCluster.html`,
    },
    eventRule: {
        max: 64,
        ...WORD_HYPHENS_DOTS,
        source: `${AWS_DOCS}/eventbridge/latest/APIReference/API_PutRule.html`,
    },
    iamInstanceProfile: { max: 128, ...IAM, source: IAM_QUOTAS },
    iamPolicy: { max: 128, ...IAM, source: IAM_QUOTAS },
    iamRole: { max: 64, ...IAM, source: IAM_QUOTAS },
    kmsAlias: {
        max: 256,
        pattern: /^alias\/[A-Za-z0-9/_-]+$/,
        shape: "alias/ followed by letters, digits and the characters / _ -",
        source: `${AWS_DOCS}/kms/latest/APIReference/API_CreateAlias.html`,
    },
    lambdaFunction: { max: 64, ...WORD_HYPHENS, source: `${AWS_DOCS}/lambda/latest/api/API_CreateFunction.html` },
    launchTemplate: {
        min: 3,
        max: 128,
        pattern: /^[A-Za-z0-9().\-/_]+$/,
        shape: "letters, digits and the characters ( ) . - / _",
        source: `${AWS_DOCS}/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html`,
    },
    loadBalancer: {
        max: 32,
        pattern: /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
        shape: `${LETTERS_DIGITS_HYPHENS.shape}, not beginning with internal-`,
        source: `${ELB}/API_CreateLoadBalancer.html`,
    },
    logGroup: {
        max: 512,
        ...PATH,
        source: `${AWS_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
    },
    nameTag: {
        max: 256,
        pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u,
        shape: "letters, digits, spaces and the characters _ . : / = + - @",
        source: `${AWS_DOCS}/AWSEC2/latest/UserGuide/Using_Tags.html`,
    },
    rdsCluster: { max: 63, ...DATABASE_ID, source: RDS },
    rdsInstance: { max: 63, ...DATABASE_ID, source: RDS },
    s3Bucket: {
        min: 3,
        max: 63,
        pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])$/,
        shape: "lower-case letters, digits, hyphens and dots, a letter or digit at both ends",
        source: `${AWS_DOCS}/AmazonS3/latest/userguide/bucketnamingrules.html`,
    },
    schedule: {
        max: 64,
        ...WORD_HYPHENS_DOTS,
        source: `${AWS_DOCS}/scheduler/latest/APIReference/API_CreateSchedule.html`,
    },
    scheduleGroup: {
        max: 64,
        ...WORD_HYPHENS_DOTS,
        source: `${AWS_DOCS}/scheduler/latest/APIReference/API_CreateScheduleGroup.html`,
    },
    secret: {
        max: 512,
        pattern: /^[A-Za-z0-9/_+=.@-]+$/,
        shape: "letters, digits and the characters / _ + = . @ -",
        source: `${AWS_DOCS}/secretsmanager/latest/apireference/API_CreateSecret.html`,
    },
    sesConfigurationSet: {
        max: 64,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/ses/latest/APIReference-V2/API_CreateConfigurationSet.html`,
    },
    snsTopic: { max: 256, ...WORD_HYPHENS, source: `${AWS_DOCS}/sns/latest/api/API_CreateTopic.html` },
    sqsQueue: {
        max: 80,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`,
    },
    targetGroup: { max: 32, ...LETTERS_DIGITS_HYPHENS, source: `${ELB}/API_CreateTargetGroup.html` },
    taskFamily: {
        max: 255,
        ...WORD_HYPHENS,
        source: `${AWS_DOCS}/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html`,
    },
} satisfies Record<string, NameLimit>;

/** The types whose names are known here. */
export type NamedType = keyof typeof NAME_LIMITS;
