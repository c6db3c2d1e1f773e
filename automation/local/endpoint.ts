/** Whom it is that the calls go to: never AWS. Pure. */
import { CommandFault } from "../command-fault";
import type { LocalInvocation } from "../command-line";

/** What the user wants of the emulator. */
export interface Asked {
    /** Such as `http://127.0.0.1:4566`. @default - whatever is in use, else moto */
    readonly endpoint?: string;
    /** Of moto. @default - the one that it had, else {@link DEFAULT_PORT} */
    readonly port?: number;
}

/** Of moto: below those that systems hand out by themselves, and not one that a well-known program takes. */
export const DEFAULT_PORT = 14_566;

/** Domains of AWS's services, in all of its partitions. */
const AWS = /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws|aws\.dev|c2s\.ic\.gov|sc2s\.sgov\.gov)\.?$/i;

/** @throws CommandFault (usage) with everything that is wrong with the options */
export function askedOf({ endpoint, port }: Pick<LocalInvocation, "endpoint" | "port">): Asked {
    const faults = [
        ...(endpoint === undefined ? [] : endpointFaults(endpoint)),
        ...(port === undefined || isPort(port)
            ? []
            : [`--port: ${JSON.stringify(port)} given; allowed: a whole number from 1024 to 65535`]),
        ...(endpoint === undefined || port === undefined
            ? []
            : ["--port is of the moto that is started, and --endpoint says that there is an emulator: leave one out"]),
    ];
    if (faults.length > 0) {
        throw new CommandFault("usage", faults.join("\n"));
    }
    return {
        ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).origin }),
        ...(port === undefined ? {} : { port: Number(port) }),
    };
}

function isPort(text: string): boolean {
    return /^\d{4,5}$/.test(text) && Number(text) >= 1024 && Number(text) <= 65_535;
}

function endpointFaults(endpoint: string): readonly string[] {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    const isPlain = url !== undefined && `${url.origin}/` === url.href && /^https?:$/.test(url.protocol);
    if (!isPlain) {
        // What is in it may be somebody's password.
        const given = url === undefined || url.username === "" ? JSON.stringify(endpoint) : "one with a user";
        const allowed = "http:// or https://, a host and a port, and nothing else, as in http://127.0.0.1:4566";
        return [`--endpoint: ${given} given; allowed: ${allowed}`];
    }
    return AWS.test(url.hostname)
        ? [
              `--endpoint: ${url.hostname} is AWS itself, and this is for emulators. Stacks on AWS are made by \`plinth up\``,
          ]
        : [];
}
