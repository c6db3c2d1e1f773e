/** Where the facts of the CloudWatch models come from, and how their tables are written. */
export { checkRow, row } from "../../kernel/refusal";

export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** An operation in the API reference: `operation("PutMetricAlarm")`. */
export function operation(name: string): string {
    return `https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_${name}.html`;
}

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/cloudwatch";

/** The source file of a resource in the Terraform AWS provider: `provider("metric_alarm")`. */
export function provider(file: string): string {
    return `${PROVIDER}/${file}.go`;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const UNITS = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];
