/** The containers of a task, which travel as JSON text. */

export interface PortMapping {
    readonly name?: string;
    readonly containerPort?: number;
    readonly hostPort?: number;
    readonly protocol?: string;
}

export interface NameValue {
    readonly name?: string;
    readonly value?: string;
}

export interface Secret {
    readonly name?: string;
    readonly valueFrom?: string;
}

export interface HealthCheck {
    readonly interval?: number;
    readonly retries?: number;
    readonly startPeriod?: number;
    readonly timeout?: number;
}

/** What the models look at; everything else is only echoed. */
export interface Container {
    readonly name?: string;
    readonly image?: string;
    readonly cpu?: number;
    readonly memory?: number;
    readonly memoryReservation?: number;
    readonly essential?: boolean;
    readonly privileged?: boolean;
    readonly stopTimeout?: number;
    readonly links?: readonly string[];
    readonly portMappings?: readonly PortMapping[];
    readonly environment?: readonly NameValue[];
    readonly secrets?: readonly Secret[];
    readonly healthCheck?: HealthCheck;
    readonly mountPoints?: readonly { readonly sourceVolume?: string }[];
    readonly dependsOn?: readonly { readonly containerName?: string; readonly condition?: string }[];
    readonly logConfiguration?: {
        readonly logDriver?: string;
        readonly options?: Readonly<Record<string, string>>;
        readonly secretOptions?: readonly Secret[];
    };
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NUMBERS = ["cpu", "memory", "memoryReservation", "startTimeout", "stopTimeout"];
const TEXTS = ["name", "image", "user", "workingDirectory", "hostname"];
const FLAGS = [
    "essential",
    "privileged",
    "readonlyRootFilesystem",
    "disableNetworking",
    "interactive",
    "pseudoTerminal",
];
const LISTS = ["portMappings", "environment", "secrets", "mountPoints", "dependsOn", "links", "command", "entryPoint"];

/** Why the provider could not read the text, as its own decoder says; `undefined` for what it reads. */
export function decodeFault(definitions: string): string | undefined {
    try {
        const parsed: unknown = JSON.parse(definitions);
        if (!Array.isArray(parsed)) {
            return "Error decoding JSON: json: cannot unmarshal object into Go value of type []types.ContainerDefinition";
        }
        const fault = parsed.map(containerFault).find((reason) => reason !== undefined);
        return fault === undefined ? undefined : `Error decoding JSON: ${fault}`;
    } catch (error) {
        return `Error decoding JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
}

function containerFault(container: unknown): string | undefined {
    if (!isJson(container)) {
        return "a container is no object";
    }
    return (
        typeFault(container, NUMBERS, "number") ??
        typeFault(container, TEXTS, "string") ??
        typeFault(container, FLAGS, "boolean") ??
        LISTS.map((key) => listFault(container, key)).find((reason) => reason !== undefined)
    );
}

function typeFault(of: Json, keys: readonly string[], type: "boolean" | "number" | "string"): string | undefined {
    const wrong = keys.find((key) => of[key] !== undefined && of[key] !== null && typeof of[key] !== type);
    return wrong === undefined ? undefined : `${wrong} is no ${type}: ${JSON.stringify(of[wrong])}`;
}

/** Values of variables are the trap here: a number must be written as text. */
function listFault(container: Json, key: string): string | undefined {
    const list = container[key];
    if (list === undefined || list === null) {
        return undefined;
    }
    if (!Array.isArray(list)) {
        return `${key} is no list: ${JSON.stringify(list)}`;
    }
    const inside = list
        .filter(isJson)
        .map((item) => typeFault(item, ["name", "value", "valueFrom"], "string") ?? typeFault(item, PORTS, "number"))
        .find((reason) => reason !== undefined);
    return inside === undefined ? undefined : `${key}: ${inside}`;
}

const PORTS = ["containerPort", "hostPort"];

/** The containers; none for a text that {@link decodeFault} refuses. */
export function containersOf(definitions: string): readonly Container[] {
    return decodeFault(definitions) === undefined ? (JSON.parse(definitions) as readonly Container[]) : [];
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    return isJson(value)
        ? Object.fromEntries(
              Object.keys(value)
                  .sort()
                  .map((key) => [key, sorted(value[key])]),
          )
        : value;
}

/** The text as ECS answers it and the provider stores it: defaults filled in, variables and keys sorted. */
export function normalized(definitions: string, networkMode: string): string {
    const byName = (left: NameValue, right: NameValue): number => ((left.name ?? "") < (right.name ?? "") ? -1 : 1);
    const complete = containersOf(definitions).map((container) => ({
        cpu: 0,
        essential: true,
        mountPoints: [],
        systemControls: [],
        volumesFrom: [],
        ...container,
        environment: [...(container.environment ?? [])].sort(byName),
        portMappings: (container.portMappings ?? []).map((mapping) => ({
            protocol: "tcp",
            ...mapping,
            hostPort: mapping.hostPort ?? (networkMode === "awsvpc" ? mapping.containerPort : 0),
        })),
    }));
    return JSON.stringify(sorted(complete));
}
