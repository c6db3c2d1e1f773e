/** Further certificates of a listener, chosen by the host that a client asks for. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { replacementRules, row } from "../ec2/sources";
import { overwrite } from "../overwriting";
import { certificateRefusals, refuseCertificate, toCertificate } from "./certificates";
import { api, LB_TYPES, provider, QUOTAS } from "./sources";

type CertificateInputs = Unwrap<aws.lb.ListenerCertificateArgs>;

const ADD = api("AddListenerCertificates");
const CERTIFICATES_PER_BALANCER = 25;

export const listenerCertificateRefusals = {
    ...certificateRefusals,
    unknownListener: row("ListenerNotFound", "the listener does not exist", ADD),
    plain: row("ValidationError", "the listener encrypts nothing", ADD),
    tooMany: row("TooManyCertificates", "the load balancer has 25 further certificates already", QUOTAS),
} as const satisfies Record<string, Refusal>;

const refusals = listenerCertificateRefusals;

export const listenerCertificate = defineModel<CertificateInputs>({
    type: LB_TYPES.listenerCertificate,
    source: ADD,
    api: {
        service: "Elastic Load Balancing v2",
        create: "AddListenerCertificates",
        delete: "RemoveListenerCertificates",
    },
    mint: ({ certificateArn, listenerArn }) => `${listenerArn}_${certificateArn}`,
    refusals,
    references: [
        {
            property: "listenerArn",
            to: LB_TYPES.listener,
            missing: refusals.unknownListener,
            message: (arn) => `Listener '${arn}' not found`,
            onTargetDeleted: "cascade",
        },
        toCertificate,
    ],
    replacement: replacementRules(provider("listener_certificate"), { replaces: ["certificateArn", "listenerArn"] }),
    validate: (op) => {
        const listener = op.world.get(LB_TYPES.listener, op.inputs.listenerArn);
        if (!["HTTPS", "TLS"].includes(text(listener, "protocol"))) {
            op.refuse(refusals.plain, `Certificates cannot be specified for ${text(listener, "protocol")} listeners`);
        }
        refuseCertificate(op, op.inputs.certificateArn);
        const balancer = text(listener, "loadBalancerArn");
        const all = op.world
            .list(LB_TYPES.listenerCertificate)
            .filter((record) => record.id !== op.id)
            .map((record) => op.world.get(LB_TYPES.listener, text(record, "listenerArn")))
            .filter((other) => text(other, "loadBalancerArn") === balancer);
        if (all.length >= CERTIFICATES_PER_BALANCER) {
            op.refuse(
                refusals.tooMany,
                `The maximum number of certificates has been reached on load balancer '${balancer}'`,
            );
        }
        overwrite(op, LB_TYPES.listenerCertificate);
    },
    outputs: () => ({}),
});
