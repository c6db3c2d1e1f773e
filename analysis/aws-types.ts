/** One token for each kind of AWS resource: the SDK has several for some. Pure. */

/** Modules that make the same resources as `aws:lb`. */
const BALANCER = /^aws:(?:alb|applicationloadbalancing|elasticloadbalancingv2)\//;
/** `aws:s3/bucketV2:BucketV2` and its companions, of which the SDK has kept both forms. */
const BUCKET = /^aws:s3\/(bucket\w*)V2:(Bucket\w*)V2$/;

/** The token that tables use: `aws:alb/listener:Listener` is `aws:lb/listener:Listener`. */
export function canonicalType(type: string): string {
    return type.replace(BALANCER, "aws:lb/").replace(BUCKET, "aws:s3/$1:$2");
}
