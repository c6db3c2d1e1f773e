/**
 * Pulumi's mocks with what they leave out: parents and options are recorded, a URN that is registered twice fails, and
 * so does a call of a provider function that no test expects.
 */
import * as pulumi from "@pulumi/pulumi";
import { Callback as RegisteredCallback } from "@pulumi/pulumi/proto/callback_pb";
import type { ICallbackServer } from "@pulumi/pulumi/runtime/callbacks";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program registered it. */
export interface RecordedResource {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Types from the outermost component to this resource, then the name: `plinth:network:Network$aws:ec2/vpc:Vpc::network-vpc`. */
    readonly urn: string;
    /** The parent's URN in the same form; empty for a child of the stack. */
    readonly parent: string;
    readonly options: RecordedOptions;
}

export interface RecordedOptions {
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    /** URN of what it is deleted with; empty where it has a deletion of its own. */
    readonly deletedWith: string;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    readonly aliases: number;
    /** URNs of explicit and implicit dependencies. */
    readonly dependencies: readonly string[];
    /** Reference of the explicit provider: its URN and id; empty where the default one would be used. */
    readonly provider: string;
}

export interface MockSettings {
    /** @default "test" */
    readonly project?: string;
    /** @default "staging" */
    readonly stack?: string;
    /** Config of the stack by key with namespace, values as text. @default none */
    readonly config?: Readonly<Record<string, string>>;
    /** Keys of the config that came encrypted. @default none */
    readonly secretKeys?: readonly string[];
    /** Whether this is a preview, in which missing outputs are unknown. @default false */
    readonly preview?: boolean;
    /** What the cloud adds to a resource's inputs. @default an ARN, and what `cloudOutputs` knows */
    readonly outputs?: (type: string, name: string) => Readonly<Record<string, unknown>>;
    /**
     * Outputs of other stacks, by full name: `{ "organization/foundation/staging": { vpcId: "vpc-1", … } }`. A contract's
     * version is one of them. Once there is a list, reading a stack that isn't in it fails.
     * @default - what `outputs` gives for the type `pulumi:pulumi:StackReference`
     */
    readonly stackReferences?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Answers of provider functions by token. A call that has none fails. @default none */
    readonly calls?: Readonly<Record<string, (inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;
}

/** What a program registered, and what it returned. */
export interface Recording<Result> {
    readonly resources: readonly RecordedResource[];
    readonly result: Result;
    /** What the program read without making it, such as stack references. */
    readonly reads: readonly { readonly type: string; readonly name: string }[];
    /** URNs in the order of the alphabet: the list that a test pins. */
    readonly urns: readonly string[];
    /** The one resource of a type and name; fails when there is none. */
    find: (type: string, name: string) => RecordedResource;
    /** All resources of a type. */
    ofType: (type: string) => readonly RecordedResource[];
}

const ACCOUNT = "111122223333";
const REGION = "eu-central-1";

/** Takes transforms and never calls them: it is the engine that does, and tests through the engine see what they do. */
const UNCALLED: Pick<ICallbackServer, "registerTransform" | "awaitStackRegistrations" | "shutdown"> = {
    registerTransform: () => Promise.resolve(new RegisteredCallback()),
    awaitStackRegistrations: () => Promise.resolve(),
    shutdown: () => undefined,
};

/** Runs a program under mocks, until every resource is registered. Rejects with the program's error or a resource's. */
export async function record<Result>(
    program: () => Result | Promise<Result>,
    settings: MockSettings = {},
): Promise<Recording<Result>> {
    const monitor = new RecordingMonitor(settings);
    const { project = "test", stack = "staging", preview = false } = settings;
    // setMocks switches the features on; the second call puts the recording monitor in the place of its own.
    await pulumi.runtime.setMocks(monitor.mocks, project, stack, preview, "organization");
    pulumi.runtime.setMockOptions(monitor, project, stack, preview, "organization");
    Object.assign(globalStore, { supportsTransforms: true, supportsDeletedWith: true, callbacks: UNCALLED });
    pulumi.runtime.setAllConfig({ ...settings.config }, [...(settings.secretKeys ?? [])]);
    const result = await monitor.run(program);
    return recording(monitor, result);
}

/** The value of an output, once known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}

/** The value of an output, or the error that it failed with; an unknown one has `undefined`. */
export async function outcomeOf<T>(output: pulumi.Output<T>): Promise<T> {
    const outcome = await Reflect.apply(Reflect.get(output, "promise") as () => Promise<T>, output, []);
    return outcome;
}

function recording<Result>(monitor: RecordingMonitor, result: Result): Recording<Result> {
    const resources = monitor.recorded;
    return {
        resources,
        result,
        reads: monitor.reads,
        urns: resources.map(({ urn }) => urn).sort(),
        ofType: (type) => resources.filter((resource) => resource.type === type),
        find: (type, name) => {
            const found = resources.find((resource) => resource.type === type && resource.name === name);
            if (found === undefined) {
                const names = resources.filter((resource) => resource.type === type).map((resource) => resource.name);
                throw new Error(`no ${type} named ${name}; there are: ${names.join(", ") || "none of that type"}`);
            }
            return found;
        },
    };
}

/** Outputs that programs compute with, in the form that AWS gives them. */
function cloudOutputs(type: string, name: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const service = type.split(":")[1]?.split("/")[0] ?? "unknown";
    const arns: Readonly<Record<string, string>> = {
        "aws:iam/role:Role": `arn:aws:iam::${ACCOUNT}:role/${name}`,
        "aws:iam/instanceProfile:InstanceProfile": `arn:aws:iam::${ACCOUNT}:instance-profile/${name}`,
        "aws:cloudwatch/logGroup:LogGroup": `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`,
        "aws:ec2/vpc:Vpc": `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/${name}-id`,
        "aws:s3/bucket:Bucket": `arn:aws:s3:::${String(given["bucket"])}`,
        "aws:ec2/networkInterface:NetworkInterface": `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/${name}-id`,
    };
    const others: Readonly<Record<string, Record<string, unknown>>> = {
        "aws:ec2/eip:Eip": { publicIp: `${name}-ip` },
        "aws:ec2/launchTemplate:LaunchTemplate": { latestVersion: 1 },
        "aws:ec2/vpcEndpoint:VpcEndpoint": { prefixListId: "pl-6ea54007" },
        "aws:acm/certificate:Certificate": { domainValidationOptions: validationOptions(given) },
        "aws:lb/loadBalancer:LoadBalancer": {
            arnSuffix: `app/${name}/0123456789abcdef`,
            dnsName: `${name}-0123456789.${REGION}.elb.amazonaws.com`,
            zoneId: "Z215JYRZR1TBD5",
        },
    };
    return { arn: arns[type] ?? `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`, ...others[type] };
}

/** A record for each name of a certificate, in the form that ACM gives them: with a dot last. */
function validationOptions(given: Readonly<Record<string, unknown>>): Record<string, string>[] {
    const names = [given["domainName"], given["subjectAlternativeNames"] ?? []].flat();
    return names.map(String).map((domainName) => ({
        domainName,
        resourceRecordName: `_token.${domainName.replace(/^\*\./, "")}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_proof-${domainName.replace(/^\*\./, "")}.acm-validations.aws.`,
    }));
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** The state of a stack reference, where the test gives the outputs of stacks. */
function stackOutputs({ stackReferences }: MockSettings, stack: string): Record<string, unknown> {
    if (stackReferences === undefined) {
        return {};
    }
    const outputs = stackReferences[stack];
    if (outputs === undefined) {
        throw new Error(`the program reads the outputs of ${stack}, which this test does not expect`);
    }
    return { outputs, secretOutputNames: [] };
}

interface ReadRequest {
    getType(): string;
    getName(): string;
}

interface RegisterRequest extends ReadRequest {
    getParent(): string;
    getProvider(): string;
    getProtect(): boolean;
    getRetainondelete(): boolean;
    getDeletedwith(): string;
    getDeletebeforereplace(): boolean;
    getIgnorechangesList(): string[];
    getAliasesList(): unknown[];
    getDependenciesList(): string[];
}

type Callback = (error: unknown, response: unknown) => void;

class RecordingMonitor extends MockMonitor {
    readonly recorded: RecordedResource[] = [];
    readonly reads: { type: string; name: string }[] = [];
    private latestInputs: Record<string, unknown> = {};
    private failure: Error | undefined;
    private pending = 0;
    private touched = 0;

    constructor(settings: MockSettings) {
        super({
            call: ({ token, inputs }) => {
                const answer = settings.calls?.[token];
                if (answer === undefined) {
                    throw new Error(`the program called ${token}, which this test does not expect`);
                }
                return answer(inputs as Record<string, unknown>);
            },
            newResource: ({ type, name, inputs, id }) => {
                const given = inputs as Record<string, unknown>;
                this.latestInputs = given;
                const stack = type === STACK_REFERENCE ? stackOutputs(settings, name) : {};
                const added = { ...cloudOutputs(type, name, given), ...settings.outputs?.(type, name), ...stack };
                return { id: id === undefined || id === "" ? `${name}-id` : id, state: { ...given, ...added } };
            },
        });
    }

    override async registerResource(request: RegisterRequest, callback: Callback): Promise<void> {
        const urn = qualifiedUrn(request);
        await this.tracked(callback, async (done) => {
            if (this.recorded.some((resource) => resource.urn === urn)) {
                throw new Error(`duplicate resource URN: ${urn} is registered twice`);
            }
            // Up to the mock's newResource the monitor runs without a break, so that the inputs are this request's.
            const finished = super.registerResource(request, done);
            this.recorded.push(recorded(request, urn, this.latestInputs));
            await finished;
        });
    }

    override async readResource(request: ReadRequest, callback: Callback): Promise<void> {
        this.reads.push({ type: request.getType(), name: request.getName() });
        await this.tracked(callback, (done) => super.readResource(request, done));
    }

    override async invoke(request: unknown, callback: Callback): Promise<void> {
        await this.tracked(callback, (done) => super.invoke(request, done));
    }

    /** The program's result, once all that it asked for is answered. */
    async run<Result>(program: () => Result | Promise<Result>): Promise<Result> {
        try {
            const result = await program();
            await this.settled();
            return result;
        } catch (error) {
            // The SDK hands a refusal on without its message.
            throw this.failure ?? error;
        }
    }

    /** Waits until nothing has been asked for some turns of the event loop. */
    private async settled(): Promise<void> {
        let quiet = 0;
        let seen = -1;
        while (quiet < 20) {
            await new Promise((resolve) => setImmediate(resolve));
            quiet = this.pending === 0 && this.touched === seen ? quiet + 1 : 0;
            seen = this.touched;
            if (this.failure !== undefined) {
                throw this.failure;
            }
        }
    }

    private async tracked(callback: Callback, work: (done: Callback) => Promise<void>): Promise<void> {
        this.pending += 1;
        this.touched += 1;
        const done: Callback = (error, response) => {
            if (error !== null && error !== undefined) {
                this.failure ??= error instanceof Error ? error : new Error(JSON.stringify(error));
            }
            callback(error, response);
        };
        try {
            await work(done);
        } catch (error) {
            done(error, undefined);
        } finally {
            this.pending -= 1;
        }
    }
}

function qualifiedUrn(request: RegisterRequest): string {
    const parent = shortUrn(request.getParent());
    const [types] = parent.split("::");
    const prefix = types === undefined || types === "" ? "" : `${types}$`;
    return `${prefix}${request.getType()}::${request.getName()}`;
}

/** A URN without stack and project, and without the stack as the root of everything. */
function shortUrn(urn: string): string {
    const short = urn.split("::").slice(2).join("::");
    return short.startsWith("pulumi:pulumi:Stack::") ? "" : short.replace(/^pulumi:pulumi:Stack\$/, "");
}

function recorded(request: RegisterRequest, urn: string, inputs: Record<string, unknown>): RecordedResource {
    return {
        type: request.getType(),
        name: request.getName(),
        inputs,
        urn,
        parent: shortUrn(request.getParent()),
        options: {
            protect: request.getProtect(),
            retainOnDelete: request.getRetainondelete(),
            deletedWith: shortUrn(request.getDeletedwith()),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            ignoreChanges: request.getIgnorechangesList(),
            aliases: request.getAliasesList().length,
            dependencies: request.getDependenciesList().map(shortUrn),
            provider: request.getProvider(),
        },
    };
}
