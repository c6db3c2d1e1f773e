/** Parameters of Valkey and Redis OSS: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html */

const NAMES = new Set(
    `
    acl-pubsub-default acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes
    active-defrag-max-scan-fields active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort
    activedefrag activerehashing appendfsync appendonly client-output-buffer-limit-normal-hard-limit
    client-output-buffer-limit-normal-soft-limit client-output-buffer-limit-normal-soft-seconds
    client-output-buffer-limit-pubsub-hard-limit client-output-buffer-limit-pubsub-soft-limit
    client-output-buffer-limit-pubsub-soft-seconds client-output-buffer-limit-replica-soft-seconds
    client-query-buffer-limit close-on-replica-write cluster-allow-pubsubshard-when-down
    cluster-allow-reads-when-down cluster-enabled cluster-require-full-coverage commandlog-execution-slower-than
    commandlog-large-reply-max-len commandlog-large-request-max-len commandlog-reply-larger-than
    commandlog-request-larger-than commandlog-slow-execution-max-len databases extended-redis-compatibility
    hash-max-listpack-entries hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value
    hll-sparse-max-bytes latency-tracking lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del
    lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor list-compress-depth
    list-max-listpack-size list-max-ziplist-size lua-time-limit maxclients maxmemory-clients maxmemory-policy
    maxmemory-samples min-replicas-max-lag min-replicas-to-write notify-keyspace-events proto-max-bulk-len
    rename-commands repl-backlog-size repl-backlog-ttl replica-allow-chaining replica-ignore-maxmemory
    replica-lazy-flush reserved-memory-percent search-fanout-target-mode search-result-background-cleanup
    search-result-buffer-limit search-default-timeout-ms search-enable-partial-results set-max-intset-entries
    set-max-listpack-entries set-max-listpack-value slowlog-log-slower-than slowlog-max-len stream-node-max-bytes
    stream-node-max-entries tcp-keepalive timeout tracking-table-max-keys zset-max-listpack-entries
    zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value
    `
        .trim()
        .split(/\s+/),
);

const POLICIES = [
    ...["volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-random", "allkeys-random"],
    ...["volatile-ttl", "noeviction"],
];

/** Allowed values: a list, or a range of whole numbers. */
const ALLOWED: Readonly<Record<string, readonly string[] | readonly [least: number, most: number]>> = {
    activedefrag: ["yes", "no"],
    activerehashing: ["yes", "no"],
    "cluster-enabled": ["yes", "no"],
    databases: [1, 1200000],
    "lazyfree-lazy-eviction": ["yes", "no"],
    "lazyfree-lazy-expire": ["yes", "no"],
    "maxmemory-policy": POLICIES,
    "maxmemory-samples": [1, 2147483647],
    "reserved-memory-percent": [0, 100],
    "slowlog-max-len": [0, 2147483647],
    "tcp-keepalive": [0, 2147483647],
};

/** `unknown` for a name that there is not, else the values allowed where the given one is not among them. */
export function parameterFault(family: string, name: string, value: string): string | undefined {
    if (family.startsWith("memcached")) {
        return undefined;
    }
    if (!NAMES.has(name)) {
        return "unknown";
    }
    const allowed = ALLOWED[name];
    const [least, most] = allowed ?? [];
    if (typeof least === "number" && typeof most === "number") {
        const number = Number(value);
        const fits = /^\d+$/.test(value) && number >= least && number <= most;
        return fits ? undefined : `${least}-${most}`;
    }
    return allowed === undefined || allowed.some((each) => each === value) ? undefined : allowed.join(", ");
}
