/** Answers that more than one call gives. */
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Bag, CheckFault, ReplacementRule } from "../backend";
import type { Properties } from "../values";
import { formatPath } from "../values";
import type { PathChange } from "./detailed-diff";
import { detailedDiff } from "./detailed-diff";
import { encode } from "./wire";

export function checkResponse(inputs: Bag, faults: readonly CheckFault[]): proto.CheckResponse {
    const response = new proto.CheckResponse();
    response.setInputs(encode(inputs));
    response.setFailuresList(
        faults.map((fault) => {
            const failure = new proto.CheckFailure();
            failure.setProperty(fault.property);
            failure.setReason(fault.reason);
            return failure;
        }),
    );
    return response;
}

const { Kind } = proto.PropertyDiff;
const KINDS = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function propertyDiff(change: PathChange): proto.PropertyDiff {
    const diff = new proto.PropertyDiff();
    diff.setKind(KINDS[change.kind][change.replaces ? 1 : 0]);
    diff.setInputdiff(true);
    return diff;
}

function topLevel(changes: readonly PathChange[]): string[] {
    return [...new Set(changes.map((change) => String(change.path[0])))];
}

export function diffResponse(
    previous: Properties,
    inputs: Properties,
    rule: ReplacementRule,
    ignored: readonly string[],
): proto.DiffResponse {
    const changes = detailedDiff(previous, inputs, rule, ignored);
    const response = new proto.DiffResponse();
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList(topLevel(changes));
    response.setReplacesList(topLevel(changes.filter((change) => change.replaces)));
    response.setDeletebeforereplace(rule.deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const change of changes) {
        response.getDetaileddiffMap().set(formatPath(change.path), propertyDiff(change));
    }
    return response;
}
