/** Listeners: a load balancer's ports, and what is done with requests that no rule takes. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { filled } from "../filled";
import { given, numberBetween, oneOfValues } from "../ec2/input-checks";
import { text } from "../ec2/records";
import { checkRow, replacementRules, row } from "../ec2/sources";
import { actionFaults, actionRefusals, orderedActions, refuseActions, toTargetGroups } from "./actions";
import { certificateRefusals, refuseCertificate, toCertificate } from "./certificates";
import { api, LB_TYPES, MOTO, provider, QUOTAS } from "./sources";
import { DEFAULT_SSL_POLICY, isSslPolicy } from "./ssl-policies";

type ListenerInputs = Unwrap<aws.lb.ListenerArgs>;

const CREATE = api("CreateListener");
const PROVIDER = provider("listener");
const LISTENERS_PER_BALANCER = 50;

export const listenerRefusals = {
    ...actionRefusals,
    ...certificateRefusals,
    unknownBalancer: row("LoadBalancerNotFound", "the load balancer does not exist", CREATE),
    portTaken: row("DuplicateListener", "the load balancer has a listener on this port", CREATE),
    tooMany: row("TooManyListeners", "the load balancer has 50 listeners already", QUOTAS),
    noPort: row("ValidationError", "no port is given", MOTO),
    protocol: row("ValidationError", "the load balancer does not know the protocol", MOTO),
    noCertificate: row(
        "ValidationError",
        "the listener shall speak HTTPS or TLS and has no certificate",
        "https://github.com/cn-terraform/terraform-aws-nexus/issues/42",
    ),
    certificateUnused: row("ValidationError", "a certificate is given and nothing is encrypted", CREATE),
    policyUnused: row("ValidationError", "a security policy is given and nothing is encrypted", CREATE),
    unknownPolicy: row("SSLPolicyNotFound", "the security policy does not exist", CREATE),
    portRange: checkRow("the port is not between 1 and 65,535", PROVIDER),
    protocolForm: checkRow("the protocol is none", PROVIDER),
    clientMode: checkRow("the way of asking clients for certificates is none", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = listenerRefusals;

const WEB = ["HTTPS", "HTTP"];
const NETWORK = ["UDP", "TCP", "TLS", "TCP_UDP", "QUIC", "TCP_QUIC"];

function listenerFaults(inputs: Partial<ListenerInputs>, unknown: ReadonlySet<string>): readonly CheckFault[] {
    const { mutualAuthentication, protocol } = inputs;
    const of = given(protocol === undefined ? inputs : { ...inputs, protocol: protocol.toUpperCase() }, unknown);
    const mode = mutualAuthentication?.mode;
    return [
        ...actionFaults("defaultActions", inputs.defaultActions ?? []),
        ...numberBetween(of, "port", 1, 65_535),
        ...oneOfValues(of, "protocol", [...WEB, ...NETWORK, "GENEVE"]),
        ...(mode === undefined || ["off", "passthrough", "verify"].includes(mode)
            ? []
            : [
                  {
                      property: "mutualAuthentication.mode",
                      reason: `is '${mode}'; allowed are off, passthrough, verify`,
                  },
              ]),
    ];
}

/** Application load balancers' listeners speak HTTP where the program does not say: the provider fills it in. */
export function protocolOf(inputs: Pick<ListenerInputs, "loadBalancerArn" | "protocol">): string {
    const standard = inputs.loadBalancerArn.includes(":loadbalancer/app/") ? "HTTP" : "";
    return (inputs.protocol ?? standard).toUpperCase();
}

function isEncrypted(protocol: string): boolean {
    return protocol === "HTTPS" || protocol === "TLS";
}

function refuseListener(op: Operation<ListenerInputs>): void {
    const balancer = op.world.get(LB_TYPES.loadBalancer, op.inputs.loadBalancerArn);
    if (!balancer) {
        return;
    }
    const protocol = protocolOf(op.inputs);
    const port = op.inputs.port ?? op.refuse(refusals.noPort, "A listener port must be specified");
    const allowed = text(balancer, "loadBalancerType") === "network" ? NETWORK : WEB;
    if (!allowed.includes(protocol)) {
        op.refuse(refusals.protocol, `Listener protocol '${protocol}' must be one of '${allowed.join(", ")}'`);
    }
    refuseNeighbours(op, balancer, port);
    refuseEncryption(op, protocol);
    refuseActions(op, op.inputs.defaultActions, { balancer, protocol, port, conditional: false });
}

/** The listeners of a load balancer. */
export function listenersOf(view: Pick<View, "list">, balancerArn: string): readonly WorldRecord[] {
    return view.list(LB_TYPES.listener).filter((record) => text(record, "loadBalancerArn") === balancerArn);
}

function refuseNeighbours(op: Operation<ListenerInputs>, balancer: WorldRecord, port: number): void {
    const others = listenersOf(op.world, balancer.id).filter((record) => record.id !== op.id);
    if (others.some((record) => record.outputs["port"] === port)) {
        op.refuse(refusals.portTaken, `A listener already exists on this port for this load balancer '${balancer.id}'`);
    }
    if (others.length >= LISTENERS_PER_BALANCER) {
        op.refuse(
            refusals.tooMany,
            `The maximum number of listeners has been reached on load balancer '${balancer.id}'`,
        );
    }
}

function refuseEncryption(op: Operation<ListenerInputs>, protocol: string): void {
    const { certificateArn = "", sslPolicy = "" } = op.inputs;
    if (!isEncrypted(protocol)) {
        if (certificateArn !== "") {
            op.refuse(refusals.certificateUnused, `Certificates cannot be specified for ${protocol} listeners`);
        }
        if (sslPolicy !== "") {
            op.refuse(refusals.policyUnused, `An SSL policy cannot be specified for ${protocol} listeners`);
        }
        return;
    }
    if (certificateArn === "") {
        op.refuse(refusals.noCertificate, `A certificate must be specified for ${protocol} listeners`);
    }
    refuseCertificate(op, certificateArn);
    if (sslPolicy !== "" && !isSslPolicy(sslPolicy)) {
        op.refuse(refusals.unknownPolicy, `SSL policy '${sslPolicy}' not found`);
    }
}

function outputsOf(op: Operation<ListenerInputs>): Properties {
    const protocol = protocolOf(op.inputs);
    const encrypted = isEncrypted(protocol);
    return {
        ...filled(op.inputs, { certificateArn: "", sslPolicy: encrypted ? DEFAULT_SSL_POLICY : "" }),
        ...(WEB.includes(protocol)
            ? { routingHttpResponseServerEnabled: op.inputs.routingHttpResponseServerEnabled ?? true }
            : { tcpIdleTimeoutSeconds: op.inputs.tcpIdleTimeoutSeconds ?? 350 }),
        arn: op.id,
        defaultActions: orderedActions(op.inputs.defaultActions),
        ...(encrypted
            ? {
                  mutualAuthentication: {
                      advertiseTrustStoreCaNames: "",
                      ignoreClientCertificateExpiry: false,
                      mode: "off",
                      trustStoreArn: "",
                      ...op.inputs.mutualAuthentication,
                  },
              }
            : {}),
        protocol,
    };
}

export const listener = defineModel<ListenerInputs>({
    type: LB_TYPES.listener,
    source: CREATE,
    api: {
        service: "Elastic Load Balancing v2",
        create: "CreateListener",
        update: "ModifyListener",
        delete: "DeleteListener",
    },
    mint: (inputs, hex) => `${inputs.loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${hex(16)}`,
    refusals,
    references: [
        {
            property: "loadBalancerArn",
            to: LB_TYPES.loadBalancer,
            missing: refusals.unknownBalancer,
            message: (arn) => `Load balancer '${arn}' not found`,
            onTargetDeleted: "cascade",
        },
        toCertificate,
        ...toTargetGroups("defaultActions"),
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["loadBalancerArn"],
        inPlace: [
            "alpnPolicy",
            "certificateArn",
            "defaultActions",
            "mutualAuthentication",
            "port",
            "protocol",
            "sslPolicy",
        ],
    }),
    check: (inputs, { unknown }) => listenerFaults(inputs, unknown),
    validate: refuseListener,
    outputs: outputsOf,
});
