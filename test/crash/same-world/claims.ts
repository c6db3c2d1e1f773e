/** Which resource of which state stands for which record of a world: nothing twice, nothing orphaned. */
import type { Outcome, OutcomeRecord, StateResource } from "./outcome";

/** A record of a cloud, and what it is called in every history: by the URN that claims it. */
export interface Claim {
    readonly label: string;
    readonly record: OutcomeRecord;
    /** Whether the cloud made it along with another one. */
    readonly owned: boolean;
}

export interface Claims {
    readonly claims: readonly Claim[];
    readonly faults: readonly string[];
}

/** Packages behind which there is no cloud: what they make is in the state alone. */
const CLOUDLESS = ["pulumi:", "random:"];

/** Contents, which go with what holds them although they are nobody's resource. */
const CONTENTS: Readonly<Record<string, { readonly holder: string; readonly idIn: string; readonly why: string }>> = {
    "sandbox:s3/object": {
        holder: "aws:s3/bucket:Bucket",
        idIn: "bucket",
        why: "a service that writes logs leaves a test object in the bucket",
    },
};

export function hasRecord({ type, custom, external }: StateResource): boolean {
    return custom === true && external !== true && !CLOUDLESS.some((start) => type.startsWith(start));
}

/** Each live resource with its record, and what belongs to those; the faults are what is missing, double or left over. */
export function claimsOf(outcome: Outcome): Claims {
    const search = new Search(outcome.records);
    outcome.states.forEach(({ resources, pending }) => {
        pending.forEach((operation) => search.faults.push(`a state has a pending operation: ${operation}`));
        resources.filter(hasRecord).forEach((resource) => search.claim(resource));
    });
    search.followOwners();
    search.tellOrphans();
    return { claims: search.claims, faults: search.faults };
}

function keyOf({ type, id }: { readonly type: string; readonly id: string }): string {
    return `${type}\n${id}`;
}

class Search {
    readonly claims: Claim[] = [];
    readonly faults: string[] = [];
    private readonly open = new Map<string, OutcomeRecord[]>();
    private readonly labels = new Map<string, string>();

    constructor(private readonly records: readonly OutcomeRecord[]) {
        for (const record of records.filter(({ remainder }) => remainder === undefined)) {
            this.open.set(keyOf(record), [...(this.open.get(keyOf(record)) ?? []), record]);
        }
    }

    claim(resource: StateResource): void {
        const { urn, type, id = "" } = resource;
        const key = keyOf({ type, id });
        if (resource["delete"] === true) {
            this.faults.push(`${urn}: the state still has '${id}' to delete`);
        }
        const claimant = this.labels.get(key);
        const record = this.take(key, resource);
        if (record === undefined) {
            this.faults.push(
                claimant === undefined
                    ? `${urn}: the state has '${id}', and the cloud doesn't`
                    : `${urn}: '${id}' is that of ${claimant} already`,
            );
            return;
        }
        this.labels.set(key, urn);
        this.claims.push({ label: urn, record, owned: false });
    }

    /** An id may be there in several accounts and regions. */
    private take(key: string, { outputs }: StateResource): OutcomeRecord | undefined {
        const candidates = this.open.get(key) ?? [];
        const arn = (outputs as { readonly arn?: unknown } | undefined)?.arn;
        const index = Math.max(
            candidates.findIndex((record) => arn !== undefined && record.outputs["arn"] === arn),
            0,
        );
        return candidates.splice(index, 1)[0];
    }

    followOwners(): void {
        let left = this.left();
        for (let before = left.length + 1; left.length > 0 && left.length < before; left = this.left()) {
            before = left.length;
            for (const record of left) {
                const owner = ownerOf(record);
                const label = owner === undefined ? undefined : this.labels.get(keyOf(owner));
                if (label !== undefined) {
                    this.settle(record, `${label} > ${record.type}`);
                }
            }
        }
    }

    private settle(record: OutcomeRecord, label: string): void {
        const candidates = this.open.get(keyOf(record)) ?? [];
        candidates.splice(candidates.indexOf(record), 1);
        this.labels.set(keyOf(record), label);
        this.claims.push({ label, record, owned: true });
    }

    tellOrphans(): void {
        const remainders = new Set(this.records.filter(({ remainder }) => remainder !== undefined).map(keyOf));
        for (const record of this.left()) {
            const owner = ownerOf(record);
            if (owner !== undefined && remainders.has(keyOf(owner))) {
                continue;
            }
            const twins = this.claims.filter(({ record: other }) => isTwin(other, record)).map(({ label }) => label);
            const twin = twins.length === 0 ? "" : `; it looks like a twin of ${twins.join(" or ")}`;
            const owned = owner === undefined ? "" : `, made along with ${owner.type} '${owner.id}', which isn't there`;
            this.faults.push(`${record.scope}: ${record.type} '${record.id}' is in no state${owned}${twin}`);
        }
    }

    private left(): readonly OutcomeRecord[] {
        return [...this.open.values()].flat();
    }
}

function ownerOf(record: OutcomeRecord): { readonly type: string; readonly id: string } | undefined {
    const contents = CONTENTS[record.type];
    if (record.ownedBy !== undefined || contents === undefined) {
        return record.ownedBy;
    }
    const id = record.outputs[contents.idIn] ?? record.inputs[contents.idIn];
    return typeof id === "string" ? { type: contents.holder, id } : undefined;
}

function isTwin(one: OutcomeRecord, other: OutcomeRecord): boolean {
    const content = ({ inputs }: OutcomeRecord): string => JSON.stringify(Object.entries(inputs).sort());
    return one.type === other.type && content(one) === content(other);
}
