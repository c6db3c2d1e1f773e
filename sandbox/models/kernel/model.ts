/**
 * The shape of a model: what a cloud does with one type of resource.
 *
 * A model is data and pure functions over a draft of a world. The kernel (`cloud.ts`) does the rest: transactions,
 * references, ids, default tags, deletion order, persistence. Nothing here knows the engine or its protocol.
 */
import type { Properties } from "../../values";
import type { WorldRecord } from "../../worlds/records";
import type { CheckFault, Refusal } from "./refusal";

/** The account and region in which an operation takes place. */
export interface Place {
    /** The 12-digit AWS account; other clouds put the name of their scope here. */
    readonly account: string;
    /** The region of the resource (its own `region` input, or the provider's); `global` for services without regions. */
    readonly region: string;
    /** `aws`, `aws-cn`, `aws-us-gov`. */
    readonly partition: string;
}

/** The part of a world that an operation sees and changes. All changes are dropped when the operation is refused. */
export interface View {
    /** A record of this operation's region. */
    get(type: string, id: string): WorldRecord | undefined;
    /** All records of a type in this operation's region. */
    list(type: string): readonly WorldRecord[];
    /** As {@link list}, among the records of services without regions, or of another region. */
    listIn(region: string, type: string): readonly WorldRecord[];
    /** All records of a type in every world of this cloud: for names that are unique across accounts. */
    listEverywhere(type: string): readonly WorldRecord[];
    /** Adds or replaces a record (of this operation's region unless `region` is given). */
    put(record: NewRecord): void;
    /** Changes outputs of a record that exists. Keys set to `undefined` are removed. */
    patch(type: string, id: string, outputs: Properties): void;
    remove(type: string, id: string): void;
}

/** A record that a model adds beside its own: a NAT gateway's network interface, a VPC's main route table. */
export interface NewRecord {
    readonly type: string;
    readonly id: string;
    readonly inputs?: Properties;
    readonly outputs: Properties;
    /** The resource whose deletion removes this one too. */
    readonly ownedBy?: { readonly type: string; readonly id: string };
    /**
     * Given by a model's `beforeDelete` for what outlives the resource: a final snapshot, a secret in its recovery window.
     * A phrase that says how long it stays: `kept until it is deleted by hand`. `plinth destroy` lists these.
     */
    readonly remainder?: string;
    readonly region?: string;
}

export interface Operation<Inputs extends object> extends Place {
    readonly kind: "create" | "update" | "delete";
    /** The resource's physical id. */
    readonly id: string;
    /** The inputs as checked: defaults of the provider filled in. On delete, the last ones. */
    readonly inputs: Inputs;
    /** The resource as it was: on update and delete. */
    readonly previous?: WorldRecord;
    /** The outputs as the engine knows them, from the last run or refresh: on update. What others did since is not in them. */
    readonly known?: Properties;
    readonly world: View;
    /** Lower-case hex that is the same in every run for this resource's id and the label. Up to 64 characters. */
    hash(label: string, length: number): string;
    /** A number in `0 .. below - 1`, the same in every run for this resource's id and the label. */
    pick(label: string, below: number): number;
    /** An ARN in this place: `arn("ec2", "subnet/subnet-1")`. */
    arn(
        service: string,
        resource: string,
        options?: { readonly regional?: boolean; readonly account?: boolean },
    ): string;
    /** Gives up with a row of the model's table. */
    refuse(refusal: Refusal, detail: string): never;
}

/** A property that names another resource. */
export interface Reference {
    /** Where the name stands: `vpcId`, `subnetIds[*]`, `vpcConfig.subnetIds[*]`. Absent values are skipped. */
    readonly property: string;
    /** The type it must be; several where the API takes either. */
    readonly to: string | readonly string[];
    /** How the value names it. @default "id"; else the name of an output, such as `arn` or `name`. */
    readonly by?: string;
    /** Given when it does not exist. A row of the table. */
    readonly missing: Refusal;
    /** The API's sentence, from the value: `(id) => \`The vpc ID '${id}' does not exist\``. */
    readonly message: (value: string) => string;
    /**
     * What the deletion of the target meets: `hold` refuses it with the target's `inUse`, `cascade` removes this
     * resource along with it, `ignore` leaves a dangling name behind. @default "hold"
     */
    readonly onTargetDeleted?: "hold" | "cascade" | "ignore";
    /** A resource of a service without regions. @default false */
    readonly global?: boolean;
}

/** A correction to the published replacement data, with the provider's source as its reason. */
export interface ReplacementCorrection {
    readonly property: string;
    readonly replaces: boolean;
    readonly source: string;
    /** Where it depends on the values. @default - it holds for every change */
    readonly when?: (previous: Properties, inputs: Properties) => boolean;
}

/** How the provider names a resource whose name the program leaves out: `{logical name}-{7 hex}`. */
export interface Autoname {
    readonly property: string;
    readonly maxLength: number;
    /** Put between name and suffix. @default "-" */
    readonly separator?: string;
    /** The input that gives the first part of the name instead of the logical name. @default - `{property}Prefix` */
    readonly prefix?: string;
}

export interface CheckContext extends Place {
    /** Inputs the program left unknown in a preview are absent from the inputs and listed here. */
    readonly unknown: ReadonlySet<string>;
}

export interface ResourceModel<Inputs extends object = Properties> {
    /** The Pulumi type token: `aws:ec2/subnet:Subnet`. */
    readonly type: string;
    /** The API reference or provider source that the model follows. */
    readonly source: string;
    /** The API's name and its operations, for error texts: `EC2`, `CreateSubnet`. */
    readonly api: {
        readonly service: string;
        readonly create: string;
        readonly update?: string;
        readonly delete?: string;
    };
    /** Whether it lives in a region. @default "region" */
    readonly scope?: "region" | "global";
    /** The new resource's physical id. `hex` gives characters that differ for each resource ever made. */
    readonly mint: (inputs: Inputs, hex: (length: number) => string, place: Place) => string;
    /** Every refusal this model can give, by a name of its own. The printed table is made of these. */
    readonly refusals: Readonly<Record<string, Refusal>>;
    readonly references?: readonly Reference[];
    /** Given when a resource that names this one with `hold` stands in the way of its deletion. */
    readonly inUse?: { readonly refusal: Refusal; readonly message: (id: string) => string };
    readonly replacement?: readonly ReplacementCorrection[];
    /** True where the old one must go before the new one can be made. @default false */
    readonly deleteBeforeReplace?: boolean;
    readonly autoname?: Autoname;
    /** Inputs that are sets: the order of their items makes no difference. */
    readonly unordered?: readonly string[];
    /**
     * Inputs that others write too, and that the provider reads whole: a change is one against what was last read, not
     * against what was last given.
     */
    readonly readBack?: readonly string[];
    /** Inputs that stand otherwise in the cloud after an update than it gave them. @default - none */
    readonly stored?: (op: Operation<Inputs>) => Properties;
    /** Faults that the provider finds without a call; runs in previews too. */
    readonly check?: (inputs: Partial<Inputs>, context: CheckContext) => readonly CheckFault[];
    /** What the cloud refuses on create and on update; see `op.kind` and `op.previous`. */
    readonly validate?: (op: Operation<Inputs>) => void;
    /**
     * Outputs beyond the inputs: computed attributes, and defaults for optional inputs that the cloud fills in.
     * Runs after {@link validate} on create and on update; must not change the world. The kernel adds `region`, `tags`
     * and `tagsAll`, and echoes the inputs.
     */
    readonly outputs: (op: Operation<Inputs>) => Properties;
    /** What else the cloud changes: records it makes along with this one, or attributes of its neighbours. */
    readonly afterCreate?: (op: Operation<Inputs>) => void;
    readonly afterUpdate?: (op: Operation<Inputs>) => void;
    /** Refuses, or undoes what {@link afterCreate} did. Runs before the generic in-use check. */
    readonly beforeDelete?: (op: Operation<Inputs>) => void;
    /**
     * Outputs read anew from the world (what others changed in the meantime, such as a VPC's associations).
     * @default - the stored outputs
     */
    readonly read?: (record: WorldRecord, view: View, place: Place) => Properties;
}

/** A data source: `aws:index/getRegion:getRegion`. */
export interface InvokeModel<Args extends object = Properties> {
    readonly token: string;
    readonly source: string;
    readonly refusals?: Readonly<Record<string, Refusal>>;
    readonly invoke: (args: Args, context: InvokeContext) => Properties;
}

export interface InvokeContext extends Place {
    readonly view: Pick<View, "get" | "list" | "listIn" | "listEverywhere">;
    hash(label: string, length: number): string;
    refuse(refusal: Refusal, detail: string): never;
}

/** A model with its input type forgotten, as registries keep it. */
export type AnyResourceModel = ResourceModel<never>;
export type AnyInvokeModel = InvokeModel<never>;

/** Keeps a model's input type while it is written, and forgets it for the registry. */
export function defineModel<Inputs extends object>(model: ResourceModel<Inputs>): AnyResourceModel {
    return model;
}

export function defineInvoke<Args extends object>(model: InvokeModel<Args>): AnyInvokeModel {
    return model;
}
