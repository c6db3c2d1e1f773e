/** A model's view of a draft: one region of one world, with a look at the others where names must be unique. */
import type { Draft } from "../../worlds/draft";
import type { WorldRecord } from "../../worlds/records";
import { GLOBAL } from "../../worlds/records";
import type { Properties } from "../../values";
import type { NewRecord, View } from "./model";

export function draftView(
    draft: Draft,
    region: string,
    listOtherWorlds: (type: string) => readonly WorldRecord[],
): View {
    const listIn = (place: string, type: string): readonly WorldRecord[] =>
        draft.list(type).filter((record) => record.region === place);
    const get = (type: string, id: string): WorldRecord | undefined =>
        draft.get({ region, type, id }) ?? draft.get({ region: GLOBAL, type, id });
    return {
        get,
        list: (type) => listIn(region, type),
        listIn,
        listEverywhere: (type) => [...draft.list(type), ...listOtherWorlds(type)],
        put: (record: NewRecord) => {
            const address = { region: record.region ?? region, type: record.type, id: record.id };
            draft.put({
                ...address,
                inputs: record.inputs ?? {},
                outputs: { ...record.outputs, id: record.id },
                secrets: draft.get(address)?.secrets ?? [],
                ...(record.ownedBy ? { ownedBy: record.ownedBy } : {}),
                ...(record.remainder === undefined ? {} : { remainder: record.remainder }),
            });
        },
        patch: (type, id, outputs) => {
            const record = get(type, id);
            if (!record) {
                throw new Error(`model fault: patch of ${type} '${id}', which does not exist in ${region}`);
            }
            draft.put({ ...record, outputs: withoutUndefined({ ...record.outputs, ...outputs }) });
        },
        remove: (type, id) => draft.remove(get(type, id) ?? { region, type, id }),
    };
}

export function withoutUndefined(values: Properties): Properties {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
