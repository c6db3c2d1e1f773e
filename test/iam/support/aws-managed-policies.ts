/** What AWS's own policies say that our roles have attached: AWS keeps them, and no world holds them. */
import type { PolicyDocument } from "./documents";

const LOGS = "arn:aws:logs:*:*:log-group:RDS*";

export const AWS_MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSEnhancedMonitoringRole.html
    "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole": {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "EnableCreationAndManagementOfRDSCloudwatchLogGroups",
                Effect: "Allow",
                Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
                Resource: [LOGS],
            },
            {
                Sid: "EnableCreationAndManagementOfRDSCloudwatchLogStreams",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"],
                Resource: [`${LOGS}:log-stream:*`],
            },
        ],
    },
};
