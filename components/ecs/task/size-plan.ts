/** Which memory goes with which CPU on Fargate. Pure. */
import type { Fault } from "../../faults";

interface MemoryRange {
    readonly from: number;
    readonly to: number;
    readonly step: number;
}

/**
 * MiB by CPU units, for Linux on platform version 1.4.0:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY: ReadonlyMap<number, MemoryRange> = new Map([
    [512, { from: 1024, to: 4096, step: 1024 }],
    [1024, { from: 2048, to: 8192, step: 1024 }],
    [2048, { from: 4096, to: 16_384, step: 1024 }],
    [4096, { from: 8192, to: 30_720, step: 1024 }],
    [8192, { from: 16_384, to: 61_440, step: 4096 }],
    [16_384, { from: 32_768, to: 122_880, step: 8192 }],
]);

/** The smallest CPU is the only one whose memory isn't a range. */
const SMALLEST_CPU = 256;
const SMALLEST_CPU_MEMORY: readonly number[] = [512, 1024, 2048];

/** All CPU sizes, in units of 1/1024 vCPU. */
export const CPU_UNITS: readonly number[] = [SMALLEST_CPU, ...MEMORY.keys()];

/** The memory sizes, in MiB, that go with a CPU size; none for a size that doesn't exist. */
export function memorySizes(cpu: number): readonly number[] {
    if (cpu === SMALLEST_CPU) {
        return SMALLEST_CPU_MEMORY;
    }
    const range = MEMORY.get(cpu);
    if (range === undefined) {
        return [];
    }
    const count = (range.to - range.from) / range.step + 1;
    return Array.from({ length: count }, (_, index) => range.from + index * range.step);
}

/** Everything wrong with a pair of sizes. */
export function validateTaskSize(cpu: number | undefined, memory: number | undefined): Fault[] {
    if (cpu === undefined || !CPU_UNITS.includes(cpu)) {
        const allowed = `one of ${CPU_UNITS.join(", ")} (units, 1024 to a vCPU)`;
        return [{ path: "cpu", given: cpu, allowed }];
    }
    if (memory !== undefined && memorySizes(cpu).includes(memory)) {
        return [];
    }
    const hint = sizeFor(memory);
    return [{ path: "memory", given: memory, allowed: describeMemory(cpu), ...(hint === undefined ? {} : { hint }) }];
}

function describeMemory(cpu: number): string {
    const range = MEMORY.get(cpu);
    const sizes =
        range === undefined
            ? `one of ${SMALLEST_CPU_MEMORY.join(", ")}`
            : `${range.from} to ${range.to} in steps of ${range.step}`;
    return `${sizes} (MiB) beside a cpu of ${cpu}`;
}

function sizeFor(memory: number | undefined): string | undefined {
    const fitting = CPU_UNITS.filter((cpu) => memory !== undefined && memorySizes(cpu).includes(memory));
    return fitting.length === 0 ? undefined : `${memory} MiB goes with a cpu of ${fitting.join(", ")}`;
}
