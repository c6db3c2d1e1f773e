/** Policy documents to test with. */

export const TRUST = document({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "ec2.amazonaws.com" },
});

export const READ = document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

export function document(...statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
