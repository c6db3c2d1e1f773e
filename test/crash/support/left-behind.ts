/** What a run that has ended well must not leave in the folder that it worked in. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathsOf } from "../../../automation/paths";
import { checkState } from "../../../automation/state/check";
import { sealsIn } from "../../../automation/state/seals";

/** A line each: locks, notes of engines, states that aren't sealed or are in doubt although an `up` has ended well. */
export function leftBehind(plinth: string, verb: string): readonly string[] {
    const paths = pathsOf("", plinth);
    const locks = [path.dirname(paths.sandboxLock), path.join(paths.state, ".pulumi", "locks")].flatMap(filesBelow);
    return [
        ...locks.map((file) => `a lock is left: ${file}`),
        ...filesBelow(paths.engines).map((file) => `the note of an engine is left: ${file}`),
        ...stateLines(path.join(paths.state, ".pulumi", "stacks"), paths.seals, verb),
    ];
}

function stateLines(states: string, folder: string, verb: string): readonly string[] {
    const seals = sealsIn(folder);
    return filesBelow(states)
        .filter((file) => file.endsWith(".json"))
        .flatMap((file) => {
            const stack = { project: path.basename(path.dirname(file)), environment: path.basename(file, ".json") };
            const { faults, seal } = checkState(readFileSync(file, "utf8"), stack, seals);
            const isInDoubt = verb === "up" && seals.openedAt(stack) !== undefined;
            return [
                ...faults.map(({ where, what }) => `the state of ${stack.project} is damaged: ${where} ${what}`),
                ...(seal?.is === "whole" ? [] : [`the seal of ${stack.project} is ${seal?.is ?? "missing"}`]),
                ...(isInDoubt ? [`${stack.project} is still in doubt`] : []),
            ];
        });
}

function filesBelow(folder: string): readonly string[] {
    return existsSync(folder)
        ? readdirSync(folder, { recursive: true, encoding: "utf8" })
              .map((name) => path.join(folder, name))
              .filter((file) => statSync(file).isFile())
        : [];
}
