/** The health checks of target groups: their ranges, and what is filled in where the program says nothing. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { CheckFault } from "../../kernel/refusal";
import { given, numberBetween, textRule } from "../ec2/input-checks";

export type GroupInputs = Unwrap<aws.lb.TargetGroupArgs>;
type HealthCheck = NonNullable<GroupInputs["healthCheck"]>;

export function targetTypeOf(inputs: Pick<GroupInputs, "targetType">): string {
    return inputs.targetType ?? "instance";
}

export function speaksHttp(protocol: string | undefined): boolean {
    return protocol === "HTTP" || protocol === "HTTPS";
}

export function healthFaults(check: HealthCheck, protocol: string | undefined): readonly CheckFault[] {
    const at = given(
        Object.fromEntries(Object.entries(check).map(([key, value]) => [`healthCheck.${key}`, value])),
        new Set(),
    );
    const overTcp = check.protocol?.toUpperCase() === "TCP";
    const tcp = (property: string, reason: string): readonly CheckFault[] => [{ property, reason }];
    return [
        ...numberBetween(at, "healthCheck.healthyThreshold", 2, 10),
        ...numberBetween(at, "healthCheck.unhealthyThreshold", 2, 10),
        ...numberBetween(at, "healthCheck.interval", 5, 300),
        ...numberBetween(at, "healthCheck.timeout", 2, 120),
        ...textRule(at, "healthCheck.path", (path) =>
            path.startsWith("/") && path.length <= 1024
                ? undefined
                : `'${path}' must begin with '/' and have at most 1024 characters`,
        ),
        ...textRule(at, "healthCheck.port", portFault),
        ...(overTcp && (check.path ?? "") !== ""
            ? tcp("healthCheck.path", "cannot be given when protocol is TCP")
            : []),
        ...(overTcp && (check.matcher ?? "") !== ""
            ? tcp("healthCheck.matcher", "cannot be given when protocol is TCP")
            : []),
        ...(overTcp && speaksHttp(protocol)
            ? tcp("healthCheck.protocol", `cannot be TCP when protocol is ${protocol ?? ""}`)
            : []),
    ];
}

function portFault(port: string): string | undefined {
    const ok = port === "traffic-port" || (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_536);
    return ok ? undefined : `'${port}' must be a valid port number (1-65536) or 'traffic-port'`;
}

/** The codes of a healthy answer: one, several or ranges of them. */
export function isMatcher(matcher: string, inputs: GroupInputs): boolean {
    const [least, most] = codes(inputs);
    return matcher.split(",").every((part) => {
        const [, from = "", to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
        return from !== "" && Number(from) >= least && Number(to) <= most && Number(from) <= Number(to);
    });
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html */
function codes({ protocol, protocolVersion }: GroupInputs): readonly [number, number] {
    if (protocolVersion === "GRPC") {
        return [0, 99];
    }
    return speaksHttp(protocol) ? [200, 499] : [200, 599];
}

/** A health check with nothing left out. */
export type WholeCheck = Readonly<Required<Omit<HealthCheck, "timeout" | "interval">>> & {
    readonly interval: number;
    readonly timeout: number;
};

/** The API's defaults hang on what is spoken: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
function standardCheck(inputs: GroupInputs): WholeCheck {
    if (targetTypeOf(inputs) === "lambda") {
        return { ...WEB, enabled: false, interval: 35, port: "", protocol: "", timeout: 30 };
    }
    if (speaksHttp(inputs.protocol)) {
        return inputs.protocolVersion === "GRPC" ? { ...WEB, matcher: "12", path: "/AWS.ALB/healthcheck" } : WEB;
    }
    const asksHttp = speaksHttp((inputs.healthCheck?.protocol ?? (inputs.healthCheck ? "HTTP" : "TCP")).toUpperCase());
    return asksHttp ? { ...NETWORK, matcher: "200-399", path: "/", protocol: "HTTP", timeout: 6 } : NETWORK;
}

const WEB: WholeCheck = {
    enabled: true,
    healthyThreshold: 5,
    interval: 30,
    matcher: "200",
    path: "/",
    port: "traffic-port",
    protocol: "HTTP",
    timeout: 5,
    unhealthyThreshold: 2,
};

const NETWORK: WholeCheck = {
    enabled: true,
    healthyThreshold: 3,
    interval: 30,
    matcher: "",
    path: "",
    port: "traffic-port",
    protocol: "TCP",
    timeout: 10,
    unhealthyThreshold: 3,
};

/** The provider has defaults of its own as soon as the program says anything of the check. */
const OF_PROVIDER = { enabled: true, healthyThreshold: 3, interval: 30, unhealthyThreshold: 3 };

export function wholeCheck(inputs: GroupInputs): WholeCheck {
    const standard = standardCheck(inputs);
    const { healthCheck } = inputs;
    if (!healthCheck) {
        return standard;
    }
    const said = Object.fromEntries(Object.entries(healthCheck).filter(([, value]) => value !== undefined));
    const whole: WholeCheck = { ...standard, ...OF_PROVIDER, ...said };
    const lambda = targetTypeOf(inputs) === "lambda";
    return { ...whole, ...(lambda ? { port: "", protocol: "" } : { protocol: whole.protocol.toUpperCase() }) };
}
