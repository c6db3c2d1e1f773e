/** What listeners and rules do with a request: forward, redirect or answer it. */
import type { WorldRecord } from "../../../worlds/records";
import type { Reference } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text } from "../ec2/records";
import { checkRow, row } from "../ec2/sources";
import type { Judge } from "./sources";
import { api, LB_TYPES, provider } from "./sources";
import { speaksHttp } from "./target-group-health";
import { balancersOf } from "./target-group-use";

const ACTION = api("Action");
const PROVIDER = provider("listener");

/** Rows for the table of every model that has actions. */
export const actionRefusals = {
    unknownGroup: row("TargetGroupNotFound", "a target group does not exist", api("CreateListener")),
    groupTaken: row(
        "TargetGroupAssociationLimit",
        "a target group gets requests from another load balancer",
        "https://github.com/hashicorp/terraform-provider-aws/issues/22005",
    ),
    groupOfOtherVpc: row(
        "InvalidConfigurationRequest",
        "a target group belongs to another VPC than the load balancer",
        api("CreateListener"),
    ),
    protocols: row(
        "IncompatibleProtocols",
        "a target group does not speak what the load balancer can forward",
        api("CreateListener"),
    ),
    lastAction: row(
        "InvalidLoadBalancerAction",
        "there is not exactly one action of forward, redirect and fixed-response, at the end",
        ACTION,
    ),
    loop: row(
        "InvalidLoadBalancerAction",
        "a redirect leads to the very listener that gives it",
        api("RedirectActionConfig"),
    ),
    networkAction: row("InvalidLoadBalancerAction", "a network load balancer shall do other than forward", ACTION),
    noConfiguration: checkRow("an action lacks what its type asks for", PROVIDER),
    actionType: checkRow("the type of an action is none", PROVIDER),
    response: checkRow("a fixed response has a status code, a content type or a body that cannot be", PROVIDER),
    redirect: checkRow("a redirect's status code or protocol is none", PROVIDER),
    forward: checkRow("requests are forwarded to none or more than five groups, or with a weight over 999", PROVIDER),
} as const satisfies Record<string, Refusal>;

const refusals = actionRefusals;

interface Forward {
    readonly targetGroups: readonly { readonly arn: string; readonly weight?: number }[];
}

interface FixedResponse {
    readonly contentType: string;
    readonly messageBody?: string;
    readonly statusCode?: string;
}

interface Redirect {
    readonly host?: string;
    readonly path?: string;
    readonly port?: string;
    readonly protocol?: string;
    readonly query?: string;
    readonly statusCode: string;
}

/** The inputs of an action, of a listener or of a rule. */
export interface Action {
    readonly type: string;
    readonly order?: number;
    readonly fixedResponse?: FixedResponse;
    readonly forward?: Forward;
    readonly redirect?: Redirect;
    readonly targetGroupArn?: string;
    readonly authenticateCognito?: object;
    readonly authenticateOidc?: object;
    readonly jwtValidation?: object;
}

const TERMINAL = ["forward", "redirect", "fixed-response"];
const TYPES_OF_ACTION = [...TERMINAL, "authenticate-oidc", "authenticate-cognito", "jwt-validation"];
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];

/** References of a list of actions: to the target groups that it names. */
export function toTargetGroups(list: string): readonly Reference[] {
    return ["targetGroupArn", "forward.targetGroups[*].arn"].map((path) => ({
        property: `${list}[*].${path}`,
        to: LB_TYPES.targetGroup,
        missing: refusals.unknownGroup,
        message: (arn: string) => `Target groups '${arn}' not found`,
    }));
}

export function actionFaults(list: string, actions: readonly Action[]): readonly CheckFault[] {
    return actions.flatMap((action, index) => {
        const property = `${list}[${index}]`;
        if (!TYPES_OF_ACTION.includes(action.type)) {
            const reason = `is '${action.type}'; allowed are ${TYPES_OF_ACTION.join(", ")}`;
            return [{ property: `${property}.type`, reason }];
        }
        return [
            ...configurationFaults(property, action),
            ...(action.fixedResponse ? responseFaults(`${property}.fixedResponse`, action.fixedResponse) : []),
            ...(action.redirect ? redirectFaults(`${property}.redirect`, action.redirect) : []),
            ...(action.forward ? forwardFaults(`${property}.forward`, action.forward) : []),
        ];
    });
}

function configurationFaults(property: string, action: Action): readonly CheckFault[] {
    const wanted: Readonly<Record<string, readonly [string, unknown]>> = {
        "authenticate-cognito": ["authenticateCognito", action.authenticateCognito],
        "authenticate-oidc": ["authenticateOidc", action.authenticateOidc],
        "fixed-response": ["fixedResponse", action.fixedResponse],
        forward: ["targetGroupArn or forward", action.targetGroupArn ?? action.forward],
        "jwt-validation": ["jwtValidation", action.jwtValidation],
        redirect: ["redirect", action.redirect],
    };
    const [name = "", value] = wanted[action.type] ?? [];
    return value === undefined || value === ""
        ? [{ property, reason: `${name} must be given when type is '${action.type}'` }]
        : [];
}

function responseFaults(property: string, response: FixedResponse): readonly CheckFault[] {
    const { contentType, messageBody = "", statusCode = "200" } = response;
    const reasons = [
        CONTENT_TYPES.includes(contentType)
            ? undefined
            : `contentType is '${contentType}'; allowed are ${CONTENT_TYPES.join(", ")}`,
        /^[245]\d\d$/.test(statusCode) ? undefined : `statusCode is '${statusCode}'; allowed are 2XX, 4XX and 5XX`,
        messageBody.length <= 1024
            ? undefined
            : `messageBody has ${messageBody.length} characters; at most 1024 are allowed`,
    ];
    return reasons.flatMap((reason) => (reason === undefined ? [] : [{ property, reason }]));
}

function redirectFaults(property: string, { protocol = "#{protocol}", statusCode }: Redirect): readonly CheckFault[] {
    const reasons = [
        ["HTTP_301", "HTTP_302"].includes(statusCode)
            ? undefined
            : `statusCode is '${statusCode}'; allowed are HTTP_301, HTTP_302`,
        ["#{protocol}", "HTTP", "HTTPS"].includes(protocol)
            ? undefined
            : `protocol is '${protocol}'; allowed are #{protocol}, HTTP, HTTPS`,
    ];
    return reasons.flatMap((reason) => (reason === undefined ? [] : [{ property, reason }]));
}

function forwardFaults(property: string, { targetGroups }: Forward): readonly CheckFault[] {
    if (targetGroups.length < 1 || targetGroups.length > 5) {
        return [{ property, reason: `has ${targetGroups.length} target groups; allowed are 1 to 5` }];
    }
    return targetGroups
        .filter(({ weight = 1 }) => weight < 0 || weight > 999)
        .map(({ weight }) => ({ property, reason: `has the weight ${String(weight)}; allowed are 0 to 999` }));
}

/** Where the actions take effect. */
export interface Scene {
    readonly balancer: WorldRecord;
    readonly protocol: string;
    readonly port: number;
    /** Whether a request passes under a condition, which may keep a redirect from coming back. */
    readonly conditional: boolean;
}

export function refuseActions(op: Judge, actions: readonly Action[], scene: Scene): void {
    const ordered = [...actions].sort((left, right) => (left.order ?? 0) - (right.order ?? 0));
    const network = text(scene.balancer, "loadBalancerType") === "network";
    const other = actions.find(({ type }) => type !== "forward");
    if (network && other) {
        op.refuse(refusals.networkAction, `Action type '${other.type}' is not supported by network load balancers`);
    }
    const terminal = ordered.filter(({ type }) => TERMINAL.includes(type));
    const last = ordered.at(-1);
    if (terminal.length !== 1 || terminal[0] !== last) {
        op.refuse(
            refusals.lastAction,
            "You must specify exactly one of the following action types, as the last action: forward, redirect, " +
                "fixed-response",
        );
    }
    if (last?.redirect && !scene.conditional && isLoop(last.redirect, scene)) {
        op.refuse(refusals.loop, "The redirect configuration is not valid because it creates a loop.");
    }
    const named = actions.flatMap(({ forward, targetGroupArn }) => [
        ...(targetGroupArn === undefined ? [] : [targetGroupArn]),
        ...(forward?.targetGroups ?? []).map(({ arn }) => arn),
    ]);
    for (const arn of new Set(named.filter((name) => name !== ""))) {
        const group = op.world.get(LB_TYPES.targetGroup, arn);
        if (group) {
            refuseGroup(op, group, scene);
        }
    }
}

function isLoop(redirect: Redirect, { port, protocol }: Scene): boolean {
    const { host = "#{host}", path = "/#{path}", query = "#{query}" } = redirect;
    const sameProtocol = [protocol, "#{protocol}"].includes(redirect.protocol ?? "#{protocol}");
    const samePort = [String(port), "#{port}"].includes(redirect.port ?? "#{port}");
    return sameProtocol && samePort && host === "#{host}" && path === "/#{path}" && query === "#{query}";
}

function refuseGroup(op: Judge, group: WorldRecord, { balancer }: Scene): void {
    const network = text(balancer, "loadBalancerType") === "network";
    const lambda = text(group, "targetType") === "lambda";
    if (speaksHttp(text(group, "protocol")) === network && !lambda) {
        op.refuse(
            refusals.protocols,
            `Target group '${group.id}' with protocol ${text(group, "protocol")} cannot be used by ` +
                `${network ? "a network" : "an application"} load balancer`,
        );
    }
    if (!lambda && text(group, "vpcId") !== text(balancer, "vpcId")) {
        op.refuse(
            refusals.groupOfOtherVpc,
            `Target group '${group.id}' is in VPC ${text(group, "vpcId")}, the load balancer in ${text(balancer, "vpcId")}`,
        );
    }
    if (balancersOf(op.world, group.id).some((arn) => arn !== balancer.id)) {
        op.refuse(
            refusals.groupTaken,
            `The following target groups cannot be associated with more than one load balancer: ${group.id}`,
        );
    }
}

/** Outputs of a list of actions, with the order that Elastic Load Balancing gives them. */
export function orderedActions<T extends Action>(actions: readonly T[]): readonly (T & { readonly order: number })[] {
    return actions.map((action, index) => ({
        ...action,
        ...redirectDefaults(action),
        order: action.order ?? index + 1,
    }));
}

function redirectDefaults(action: Action): { readonly redirect?: Redirect } {
    if (!action.redirect) {
        return {};
    }
    const defaults = { host: "#{host}", path: "/#{path}", port: "#{port}", protocol: "#{protocol}", query: "#{query}" };
    return { redirect: { ...defaults, ...action.redirect } };
}
