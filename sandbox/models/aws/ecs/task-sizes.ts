/** The sizes of Fargate tasks: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */

function steps(from: number, to: number, by: number): readonly number[] {
    return Array.from({ length: (to - from) / by + 1 }, (_item, index) => from + index * by);
}

/** MiB of memory by CPU units. */
const MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
    [256, [512, 1024, 2048]],
    [512, steps(1024, 4096, 1024)],
    [1024, steps(2048, 8192, 1024)],
    [2048, steps(4096, 16_384, 1024)],
    [4096, steps(8192, 30_720, 1024)],
    [8192, steps(16_384, 61_440, 4096)],
    [16_384, steps(32_768, 122_880, 8192)],
]);

export function isFargateSize(cpu: number, memory: number): boolean {
    return (MEMORY.get(cpu) ?? []).includes(memory);
}

/** CPU units of `256`, `.25 vCPU` or `0.25 vcpu`. */
export function cpuUnits(text: string): number | undefined {
    const [, units] = /^(\d+)$/.exec(text) ?? [];
    const [, processors] = /^(\d*\.?\d+) ?vcpu$/i.exec(text) ?? [];
    return units === undefined ? (processors === undefined ? undefined : Number(processors) * 1024) : Number(units);
}

/** MiB of `512`, `0.5GB` or `1 GB`. */
export function mebibytes(text: string): number | undefined {
    const [, plain] = /^(\d+)$/.exec(text) ?? [];
    const [, gigabytes] = /^(\d*\.?\d+) ?gb$/i.exec(text) ?? [];
    return plain === undefined ? (gigabytes === undefined ? undefined : Number(gigabytes) * 1024) : Number(plain);
}
