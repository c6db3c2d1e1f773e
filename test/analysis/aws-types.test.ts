import assert from "node:assert/strict";
import { canonicalType } from "../../analysis/aws-types";

describe("types of AWS under several tokens", () => {
    it("become the one that tables use", () => {
        const tokens = {
            "aws:alb/listenerRule:ListenerRule": "aws:lb/listenerRule:ListenerRule",
            "aws:applicationloadbalancing/loadBalancer:LoadBalancer": "aws:lb/loadBalancer:LoadBalancer",
            "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
            "aws:s3/bucketVersioningV2:BucketVersioningV2": "aws:s3/bucketVersioning:BucketVersioning",
        };
        for (const [given, expected] of Object.entries(tokens)) {
            assert.equal(canonicalType(given), expected);
        }
    });

    it("leave the others as they are", () => {
        for (const type of [
            "aws:lb/listener:Listener",
            "aws:s3/bucketObjectv2:BucketObjectv2",
            "aws:elb/loadBalancer:LoadBalancer",
            "x",
        ]) {
            assert.equal(canonicalType(type), type);
        }
    });
});
