/** `getParameter`: public parameters of AWS that name machine images, and parameters of the account. */
import type * as aws from "@pulumi/aws";
import type { Properties } from "../../../values";
import { imageOfParameter } from "../ec2/images";
import { text } from "../ec2/records";
import type { InvokeContext } from "../../kernel/model";
import { defineInvoke } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";

const API = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html";

export const getParameterRefusals = {
    unknown: {
        code: "ParameterNotFound",
        when: "neither AWS (of those the sandbox knows) nor the account has the parameter in the region",
        source: API,
    },
} as const satisfies Record<string, Refusal>;

interface Parameter {
    readonly arn: string;
    readonly type: string;
    readonly value: string;
    readonly version: number;
}

function publicParameter(name: string, context: InvokeContext): Parameter | undefined {
    const image = imageOfParameter(name, context.region);
    return (
        image && {
            arn: `arn:${context.partition}:ssm:${context.region}::parameter${name}`,
            type: "String",
            value: image.id,
            version: 1 + (parseInt(context.hash(`version ${name}`, 6), 16) % 200),
        }
    );
}

function ownParameter(name: string, context: InvokeContext): Parameter | undefined {
    const record = context.view.list("aws:ssm/parameter:Parameter").find((item) => text(item, "name") === name);
    return (
        record && {
            arn: text(record, "arn"),
            type: text(record, "type"),
            value: text(record, "value") || text(record, "insecureValue"),
            version: Number(record.outputs["version"] ?? 1),
        }
    );
}

export const getParameter = defineInvoke<aws.ssm.GetParameterArgs>({
    token: "aws:ssm/getParameter:getParameter",
    source: API,
    refusals: getParameterRefusals,
    invoke: (args, context): Properties => {
        const { name, withDecryption = true } = args;
        const parameter = publicParameter(name, context) ?? ownParameter(name, context);
        if (!parameter) {
            return context.refuse(getParameterRefusals.unknown, `Parameter ${name} not found.`);
        }
        return {
            ...parameter,
            id: name,
            insecureValue: parameter.type === "SecureString" ? "" : parameter.value,
            name,
            region: context.region,
            withDecryption,
        };
    },
});
