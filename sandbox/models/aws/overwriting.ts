/** Calls that put a thing in place, whether there is one or not. */
import type { Operation } from "../kernel/model";

/**
 * Lets a create take the place of what is there, for a model's `validate`. Two resources of a program then share one
 * thing, the later one wins, and the deletion of either removes it: as with every `Put…` operation.
 */
export function overwrite<Inputs extends object>(op: Operation<Inputs>, type: string): void {
    if (op.kind === "create" && op.world.get(type, op.id)) {
        op.world.remove(type, op.id);
    }
}
