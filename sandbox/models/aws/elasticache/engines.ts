/**
 * Versions of Valkey and Redis OSS in ElastiCache, and the node types they run on:
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html and
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
 */

/** A version as it is asked for, and the patch release behind it. */
const VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    redis: {
        "5.0.6": "5.0.6",
        "6.0": "6.0.5",
        "6.2": "6.2.6",
        "6.x": "6.2.6",
        "7.0": "7.0.7",
        "7.1": "7.1.0",
    },
    valkey: { "7.2": "7.2.6", "8.0": "8.0.1", "8.1": "8.1.0", "8.2": "8.2.0", "9.0": "9.0.0" },
};

/** Redis OSS where no version is asked for. */
const USUAL_VERSION = "7.1";

const FAMILIES = [
    ...["memcached1.4", "memcached1.5", "memcached1.6", "redis2.6", "redis2.8", "redis3.2", "redis4.0", "redis5.0"],
    ...["redis6.x", "redis7", "valkey7", "valkey8", "valkey9"],
];

export function isFamily(family: string): boolean {
    return FAMILIES.includes(family);
}

/** The version behind the one asked for; `undefined` where the engine has none such. */
export function actualVersion(engine: string, wanted: string | undefined): string | undefined {
    return VERSIONS[engine]?.[wanted ?? USUAL_VERSION];
}

/** `valkey8`, `redis7`, `redis6.x`, `redis5.0`. */
export function familyOf(engine: string, version: string): string {
    const [major = "", minor = ""] = version.split(".");
    if (engine === "valkey" || Number(major) >= 7) {
        return `${engine}${major}`;
    }
    return major === "6" ? "redis6.x" : `redis${major}.${minor}`;
}

/** The version as the provider writes it down: `7.1` of 7.1.0, and all three numbers before version 6. */
export function shownVersion(actual: string): string {
    const parts = actual.split(".");
    return Number(parts[0]) < 6 ? actual : parts.slice(0, 2).join(".");
}

export function isOlder(version: string, than: string): boolean {
    const [left, right] = [version, than].map((each) =>
        each.split(".").map((part) => (part === "x" ? 999 : Number(part))),
    );
    for (const index of [0, 1, 2]) {
        const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
        if (difference !== 0) {
            return difference < 0;
        }
    }
    return false;
}

const SIZES: Readonly<Record<string, readonly string[]>> = {
    t2: ["micro", "small", "medium"],
    t3: ["micro", "small", "medium"],
    t4g: ["micro", "small", "medium"],
    c7gn: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    m5: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
    m6g: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    m7g: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    r5: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
    r6g: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    r6gd: ["xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
    r7g: ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"],
};

export function isNodeType(name: string): boolean {
    const [cache, family = "", size = ""] = name.split(".");
    return cache === "cache" && (SIZES[family] ?? []).includes(size);
}
