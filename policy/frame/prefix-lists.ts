/** The prefix lists of a stack: rules that refer to one let in what is in it. */
import { Known } from "./known";
import type { StackResource } from "./rule";
import type { View } from "./view";

const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

export class PrefixLists {
    private readonly known: Known;
    private readonly lists: readonly StackResource[];
    private readonly entries: readonly StackResource[];

    constructor(resources: readonly StackResource[]) {
        this.lists = resources.filter(({ type }) => type === LIST);
        this.entries = resources.filter(({ type }) => type === ENTRY);
        this.known = new Known(this.lists);
    }

    /**
     * The blocks of addresses in the list that a property refers to; none for a list of another stack or AWS's own.
     *
     * @param id the reference itself, which may be an item of the property
     * @throws UndecidedError where a block is not known yet
     */
    blocksOf(resource: StackResource, property: string, id: View): readonly string[] {
        const one = this.known.withId(id);
        const found = one !== undefined ? [one] : id.isKnown() ? [] : this.known.among(resource, property);
        return found.flatMap((urn) => [...this.inside(urn), ...this.beside(urn)].map((cidr) => cidr.string() ?? ""));
    }

    private inside(urn: string): readonly View[] {
        const entries = this.lists.find((list) => list.urn === urn)?.props.at("entries");
        // Where the program gives none, what the cloud says isn't known yet.
        return entries?.isKnown() === true ? entries.list().map((entry) => entry.at("cidr")) : [];
    }

    private beside(urn: string): readonly View[] {
        const own = this.entries.filter((entry) => this.known.of(entry, "prefixListId") === urn);
        return own.map(({ props }) => props.at("cidr"));
    }
}
