/** Storage of RDS instances: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html */
import type { Operation } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { guide, issue, operation, row } from "./sources";

const CREATE = operation("CreateDBInstance");
const STORAGE = guide("CHAP_Storage");

export const storageRefusals = {
    type: row("InvalidParameterValue", "there is no such storage type", CREATE),
    size: row("InvalidParameterValue", "the storage type does not come in this size", CREATE),
    smallGp3: row(
        "InvalidParameterCombination",
        "IOPS or throughput are given for gp3 below 400 GiB, where they are fixed",
        issue("hashicorp/terraform-provider-aws/pull/28243"),
    ),
    gp3Iops: row("InvalidParameterCombination", "the IOPS of gp3 are not between 12,000 and 64,000", STORAGE),
    gp3Throughput: row(
        "InvalidParameterCombination",
        "the throughput of gp3 is not between 500 and 4,000 MiB/s",
        STORAGE,
    ),
    throughputType: row("InvalidParameterCombination", "throughput is given for another storage type than gp3", CREATE),
    iopsMissing: row("InvalidParameterCombination", "no IOPS are given for io1 or io2", CREATE),
    iopsRatio: row(
        "InvalidParameterCombination",
        "io1 or io2 has fewer than 0.5 or too many IOPS for each GiB",
        issue("ministryofjustice/cloud-platform-environments/pull/3972"),
    ),
    noHeadroom: row(
        "InvalidParameterCombination",
        "storage may grow to no more than it has",
        issue("ministryofjustice/cloud-platform-environments/pull/7483"),
    ),
    littleHeadroom: row(
        "InvalidParameterCombination",
        "storage may grow by less than a tenth",
        issue("ministryofjustice/cloud-platform-environments/pull/24422"),
    ),
    shrink: row(
        "InvalidParameterCombination",
        "an update asks for less storage than there is",
        operation("ModifyDBInstance"),
    ),
} as const satisfies Record<string, Refusal>;

export interface Storage {
    readonly engine: string;
    readonly type: string;
    readonly gib: number;
    /** What there is before an update; 0 on create. */
    readonly gibBefore: number;
    readonly iops: number;
    readonly throughput: number;
    /** What it may grow to; 0 where it does not grow. */
    readonly most: number;
}

interface Sizes {
    readonly least: number;
    readonly most: number;
}

const SIZES: Readonly<Record<string, Sizes>> = {
    gp2: { least: 20, most: 65536 },
    gp3: { least: 20, most: 65536 },
    io1: { least: 100, most: 65536 },
    io2: { least: 100, most: 65536 },
    standard: { least: 5, most: 3072 },
};

/** From here on gp3 is made of several volumes, whose IOPS and throughput can be chosen. */
const STRIPED = 400;
const MOST_IOPS_PER_GIB: Readonly<Record<string, number>> = { io1: 50, io2: 1000 };

/** What gp3 does by itself. */
export function usualIops(type: string, gib: number): number {
    return type === "gp3" ? (gib < STRIPED ? 3000 : 12000) : 0;
}

/** MiB/s. */
export function usualThroughput(type: string, gib: number): number {
    return type === "gp3" ? (gib < STRIPED ? 125 : 500) : 0;
}

export function refuseStorage(op: Operation<object>, storage: Storage): void {
    const { engine, gib, gibBefore, type } = storage;
    const sizes = SIZES[type] ?? op.refuse(storageRefusals.type, `Invalid storage type: ${type}`);
    if (gib < sizes.least || gib > sizes.most) {
        op.refuse(
            storageRefusals.size,
            `Invalid storage size for engine name ${engine} and storage type ${type}: ${gib}`,
        );
    }
    if (gib < gibBefore) {
        op.refuse(
            storageRefusals.shrink,
            `Requested storage size (${gib}) cannot be less than the current storage size (${gibBefore}).`,
        );
    }
    refusePerformance(op, storage);
    refuseHeadroom(op, storage);
}

function refusePerformance(op: Operation<object>, storage: Storage): void {
    const { throughput, type } = storage;
    if (throughput > 0 && type !== "gp3") {
        op.refuse(storageRefusals.throughputType, `You can't specify storage throughput for storage type ${type}.`);
    }
    if (type === "gp3") {
        refuseGp3(op, storage);
    }
    if (type in MOST_IOPS_PER_GIB) {
        refuseProvisioned(op, storage);
    }
}

function refuseGp3(op: Operation<object>, { engine, gib, iops, throughput }: Storage): void {
    if (gib < STRIPED && (iops > 0 || throughput > 0)) {
        op.refuse(
            storageRefusals.smallGp3,
            `You can't specify IOPS or storage throughput for engine ${engine} and a storage size less than ${STRIPED}.`,
        );
    }
    if (iops > 0 && (iops < 12000 || iops > 64000)) {
        op.refuse(
            storageRefusals.gp3Iops,
            `Invalid iops value for engine name ${engine} and storage type gp3: ${iops}`,
        );
    }
    if (throughput > 0 && (throughput < 500 || throughput > 4000)) {
        op.refuse(
            storageRefusals.gp3Throughput,
            `Invalid storage throughput value for engine name ${engine} and storage type gp3: ${throughput}`,
        );
    }
}

function refuseProvisioned(op: Operation<object>, { engine, gib, iops, type }: Storage): void {
    const most = MOST_IOPS_PER_GIB[type] ?? Infinity;
    if (iops === 0) {
        op.refuse(storageRefusals.iopsMissing, `The parameter Iops must be provided for storage type ${type}.`);
    }
    const ratio = iops / gib;
    if (ratio < 0.5 || ratio > most) {
        op.refuse(
            storageRefusals.iopsRatio,
            `Invalid iops to storage (GB) ratio for engine name ${engine} and storage type ${type}: ${ratio.toFixed(4)}`,
        );
    }
}

function refuseHeadroom(op: Operation<object>, { gib, most }: Storage): void {
    if (most !== 0 && most <= gib) {
        op.refuse(storageRefusals.noHeadroom, "Max storage size must be greater than storage size");
    }
    if (most !== 0 && most < Math.ceil(gib * 1.1)) {
        op.refuse(
            storageRefusals.littleHeadroom,
            "The maximum allocated storage must be increased by at least 10 percent.",
        );
    }
}
