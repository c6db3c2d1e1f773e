/** What an RDS instance is, worked out of its inputs, what it was, and where it comes from. */
import type { Properties, Value } from "../../../values";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { asText, text } from "../ec2/records";
import { instanceClassRefusals as refusals } from "./database-refusals";
import { refuseFamily, subnetGroupOf, versionOf } from "./database-rules";
import { familyOf, isEngine, isInstanceClass, licenseOf, runsOn } from "./engines";
import type { InstanceInputs } from "./instance-faults";
import { originOf, originRefusals } from "./instance-origin";
import { interfacesOf, spread, subnetsOf, zonesOfSubnets } from "./placement";
import { numberOf } from "./settings";
import { operation, RDS_TYPES, row } from "./sources";

export type InstanceOperation = Operation<InstanceInputs>;

export const engineRefusals = {
    engine: row("InvalidParameterValue", "there is no such engine", operation("CreateDBInstance")),
    optionGroup: row("OptionGroupNotFoundFault", "the option group does not exist", operation("CreateDBInstance")),
} as const satisfies Record<string, Refusal>;

export interface InstanceState {
    readonly engine: string;
    readonly version: string;
    readonly subnetGroup: WorldRecord;
    readonly parameterGroup: string;
    readonly multiAz: boolean;
    /** The zone of the instance, and of its standby. */
    readonly zones: readonly string[];
    /** An attribute as given, else as it was or as its origin has it, else the default. */
    readonly value: (property: string, otherwise: Value) => Value;
    readonly number: (property: string, otherwise: number) => number;
    readonly text: (property: string, otherwise: string) => string;
}

/** Works out the instance; refuses engines, versions, classes and groups that there are not. */
export function instanceState(op: InstanceOperation): InstanceState {
    const origin = originOf(op);
    const value = valueOf(op.inputs, origin);
    const words = (property: string, otherwise: string): string => asText(value(property, otherwise));
    const engine = words("engine", "").toLowerCase();
    if (!isEngine(engine)) {
        op.refuse(engineRefusals.engine, `Invalid DB engine: ${engine}`);
    }
    const wanted = op.inputs.engineVersion ?? (op.previous ? undefined : asText(origin["engineVersion"]) || undefined);
    const version = versionOf(op, engine, wanted);
    refuseClass(op, engine, version, op.inputs.instanceClass);
    const subnetGroup = subnetGroupOf(op, words("dbSubnetGroupName", ""));
    const multiAz = value("multiAz", false) === true;
    return {
        engine,
        version,
        subnetGroup,
        parameterGroup: parameterGroupOf(op, engine, version, words("parameterGroupName", "")),
        multiAz,
        zones: zonesFor(op, subnetGroup, multiAz),
        value,
        number: (property, otherwise) => numberOf({ [property]: value(property, otherwise) }, property),
        text: words,
    };
}

function valueOf(inputs: object, origin: Properties): InstanceState["value"] {
    const given: Properties = Object.fromEntries(Object.entries(inputs));
    return (property, otherwise) => given[property] ?? origin[property] ?? otherwise;
}

/** @param op an instance's or a cluster member's operation */
export function refuseClass(op: Operation<object>, engine: string, version: string, name: string): void {
    if (!isInstanceClass(name)) {
        op.refuse(refusals.unknownClass, `Invalid DB Instance class: ${name}`);
    }
    if (!runsOn(engine, name)) {
        op.refuse(
            refusals.combination,
            "RDS does not support creating a DB instance with the following combination: " +
                `DBInstanceClass=${name}, Engine=${engine}, EngineVersion=${version}, ` +
                `LicenseModel=${licenseOf(engine)}. ` +
                "For supported combinations of instance class and database engine version, see the documentation.",
        );
    }
}

/** The name is taken by any instance of the region, a member of a cluster or not. */
export function refuseIdentifier(op: Operation<object>, identifier: string, own: string): void {
    if (identifier.length > 63) {
        op.refuse(
            refusals.longIdentifier,
            "The parameter DBInstanceIdentifier is not a valid identifier because it is longer than 63 characters.",
        );
    }
    const taken = [RDS_TYPES.instance, RDS_TYPES.clusterInstance]
        .flatMap((type) => op.world.list(type))
        .some((record) => record.id !== own && text(record, "identifier") === identifier);
    if (taken) {
        op.refuse(refusals.exists, "DB instance already exists");
    }
}

/**
 * The parameter group that the instance has: the named one, which must fit the version, or the default one. An upgrade
 * brings the new version's default group along where the instance had the old one's.
 */
export function parameterGroupOf(op: Operation<object>, engine: string, version: string, name: string): string {
    const usual = `default.${familyOf(engine, version)}`;
    const given = namedGroup(op.inputs);
    if (name === "" || (given === undefined && name.startsWith("default."))) {
        return usual;
    }
    if (name.startsWith("default.")) {
        refuseFamily(op, engine, version, name);
        return name;
    }
    const group = op.world.get(RDS_TYPES.parameterGroup, name);
    if (!group) {
        return op.refuse(refusals.parameterGroup, `DBParameterGroup not found: ${name}`);
    }
    refuseFamily(op, engine, version, group);
    return name;
}

function namedGroup(inputs: object): unknown {
    const given = Object.entries(inputs).find(
        ([key]) => key === "parameterGroupName" || key === "dbParameterGroupName",
    );
    return given?.[1];
}

function zonesFor(op: InstanceOperation, group: WorldRecord, multiAz: boolean): readonly string[] {
    const covered = zonesOfSubnets(subnetsOf(op.world, group));
    if (multiAz && op.kind === "create" && op.inputs.availabilityZone !== undefined) {
        op.refuse(
            originRefusals.zoneOfMultiAz,
            "Requesting a specific availability zone is not valid for Multi-AZ instances.",
        );
    }
    if (multiAz && covered.length < 2) {
        op.refuse(
            originRefusals.coverage,
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. " +
                `Current AZ coverage: ${covered.join(", ")}. Add subnets to cover at least 2 AZs.`,
        );
    }
    const before = text(op.previous, "availabilityZone");
    const standby = interfacesOf(op.world, op.id)
        .map((record) => text(record, "availabilityZone"))
        .filter((zone) => zone !== before);
    const stays = [before, ...standby].filter((zone) => covered.includes(zone));
    const asked = op.inputs.availabilityZone;
    return spread(op, covered, multiAz ? 2 : 1, asked === undefined ? stays : [asked]);
}
