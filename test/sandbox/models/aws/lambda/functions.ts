/** Roles and functions to test with. */
import { IAM_TYPES } from "../../../../../sandbox/models/aws/iam/sources";
import { LAMBDA_TYPES } from "../../../../../sandbox/models/aws/lambda/sources";
import { Asset } from "../../../../../sandbox/values";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { document } from "../iam/documents";

/** A trust policy for one service. */
export function trustOf(service: string, condition?: object): string {
    return document({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(condition ? { Condition: condition } : {}),
    });
}

export function makeRole(cloud: TestCloud, inputs: Properties = {}): Promise<Made> {
    return cloud.create(IAM_TYPES.role, { assumeRolePolicy: trustOf("lambda.amazonaws.com"), ...inputs });
}

/** An archive of one file, as the engine hands it on. */
export function archive(text: string): Asset {
    const assets = text === "" ? {} : { "index.mjs": { hash: text, text } };
    return new Asset("archive", text, { hash: text, assets });
}

export function functionInputs(role: Made, more: Properties = {}): Properties {
    return {
        name: "reconciler",
        role: role.outputs["arn"],
        code: archive("export const handler = () => {};"),
        handler: "index.handler",
        runtime: "nodejs24.x",
        ...more,
    };
}

export async function makeFunction(cloud: TestCloud, more: Properties = {}): Promise<Made> {
    return cloud.create(LAMBDA_TYPES.function, functionInputs(await makeRole(cloud), more));
}
