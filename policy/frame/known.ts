/** Which resources of a stack a property refers to, whether or not they exist yet. */
import type { StackResource } from "./rule";
import { UndecidedError, type View } from "./view";

/** Resources of a kind by URN and, where they exist already, by id. */
export class Known {
    private readonly urns: ReadonlySet<string>;
    private readonly byId: ReadonlyMap<string, string>;

    constructor(resources: readonly StackResource[]) {
        this.urns = new Set(resources.map(({ urn }) => urn));
        this.byId = new Map(
            resources.flatMap(({ urn, props }) => {
                const id = props.at("id");
                const text = id.isKnown() ? id.string() : undefined;
                return text === undefined ? [] : [[text, urn] as const];
            }),
        );
    }

    /**
     * The one that a property refers to; undefined for one of another stack. An id that is known counts; where it isn't,
     * what it comes from.
     *
     * @throws UndecidedError where it comes from several: it may be any of them
     */
    of(resource: StackResource, property: string): string | undefined {
        const view = resource.props.at(property);
        if (view.isKnown()) {
            return this.withId(view);
        }
        const [first, ...others] = this.among(resource, property);
        if (others.length > 0) {
            throw new UndecidedError(property);
        }
        return first;
    }

    /** All that a property's value comes from. */
    among({ sources }: StackResource, property: string): readonly string[] {
        return [...new Set(sources[property] ?? [])].filter((urn) => this.urns.has(urn));
    }

    /** All that a list of ids refers to, as far as can be told. */
    inList(resource: StackResource, property: string): readonly string[] {
        const view = resource.props.at(property);
        const ids = view.isKnown() ? view.list() : [];
        const isComplete = view.isKnown() && ids.every((id) => id.isKnown());
        const byId = ids.flatMap((id) => this.withId(id) ?? []);
        return isComplete ? byId : [...new Set([...byId, ...this.among(resource, property)])];
    }

    /** Undefined for an id that is not known, or another stack's. */
    withId(id: View): string | undefined {
        const text = id.isKnown() ? id.string() : undefined;
        return text === undefined ? undefined : this.byId.get(text);
    }
}
