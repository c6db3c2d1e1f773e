/** Conditions on who may assume a role, as IAM writes them. */
export type TrustConditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The trust policy of a role that one AWS service assumes, as JSON. */
export function assumableBy(service: string, conditions?: TrustConditions): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: service },
                ...(conditions === undefined ? {} : { Condition: conditions }),
            },
        ],
    });
}
