import { readStackFile } from "../../config/stack-file";
import { vendorBucketsConfig, type VendorBucketsConfig } from "../../config/vendor-buckets";
import { CommandFault } from "../command-fault";
import type { LocalInvocation } from "../command-line";
import { environmentsOf, stackFileOf, type Project } from "../projects";
import { checkConfigs } from "../run/check-config";
import type { Context } from "../run/context";
import { choose as chooseProjects } from "../selection";
import { MOTO_ACCOUNT_ID } from "../servers/moto";
import { untilAnswers } from "../servers/server-process";
import { choose, type Choice } from "./choice";
import { greet, withEmulator } from "./emulator";
import { askedOf } from "./endpoint";
import { writeEnvFile } from "./env-file";
import { recall, remember, type MadeItem, type MadeTable, type Memory, type MotoProcess } from "./memory";
import { isAlive, launch } from "./moto";
import { keyOf, keyText, planLocal, type LocalPlan, type TablePlan } from "./plan";
import { recorded } from "./recording/record";
import { ENVIRONMENT, type LocalOutcome } from "./report";
import { makeTables, removeTables } from "./tables";

const PROJECT = "vendor-buckets";
/** Its logical name. */
const RECONCILER = "buckets-reconciler";
/** Where a change comes first. */
const DEFAULT_FROM = "pre";

/**
 * Makes what the program of vendor-buckets asks for, as far as an application needs it, or brings it up to date.
 *
 * @throws CommandFault saying what is wrong with options, config, machine or emulator
 */
export async function bringUp(
    invocation: LocalInvocation,
    { paths, projects }: Pick<Context, "paths" | "projects">,
    note: (line: string) => void,
): Promise<LocalOutcome> {
    const folder = paths.local;
    const memory = recall(folder);
    const choice = choose(askedOf(invocation), memory, isAlive);
    const config = await configOf(invocation.from ?? DEFAULT_FROM, paths.root, projects);
    const { region, service } = config;
    const plan = planLocal(await recorded({ config, environment: ENVIRONMENT, accountId: MOTO_ACCOUNT_ID }));
    const variables = reconcilerOf(plan);
    const { endpoint } = choice;
    const before = await settle(choice, { memory, folder, region, note });
    const changes = await withEmulator({ endpoint, region }, async (client) => {
        // An address that was mistyped isn't kept.
        await greet(client);
        // Before it is made: a command that is cut off leaves nothing that nobody knows of.
        const known = { ...before, endpoint, region, variables };
        remember(folder, { ...known, tables: merged(before.tables, madeBy(plan)) });
        const made = await makeTables(client, plan.tables, before.tables);
        remember(folder, { ...known, tables: madeBy(plan) });
        return made;
    });
    const envFile = writeEnvFile(folder, { endpoint, region, service, tableName: variables.TABLE_NAME });
    return { endpoint, envFile, changes, leftOut: plan.leftOut };
}

/** @throws CommandFault (usage) with all faults of the stack's config, or the environments that there are */
async function configOf(from: string, root: string, projects: readonly Project[]): Promise<VendorBucketsConfig> {
    const choosable = projects
        .filter(({ name }) => name === PROJECT)
        .map((project) => ({ ...project, environments: environmentsOf(root, project) }));
    const chosen = chooseProjects(choosable, from, [PROJECT]);
    await checkConfigs(root, chosen, from);
    const [project = { folder: `stacks/${PROJECT}` }] = chosen;
    return vendorBucketsConfig.parse(readStackFile(stackFileOf(root, project, from)), from);
}

interface Settling {
    readonly memory: Memory | undefined;
    readonly folder: string;
    readonly region: string;
    readonly note: (line: string) => void;
}

/** Starts moto where it is to be started; answers what is known of the emulator, and of what was made in it before. */
async function settle(choice: Choice, settling: Settling): Promise<Memory> {
    const { endpoint } = choice;
    const { memory, region } = settling;
    const fresh: Memory = { version: 1, endpoint, region, tables: [], variables: {} };
    if (choice.is === "to be started") {
        return started(choice, fresh, settling);
    }
    if (memory?.endpoint !== endpoint || memory.moto !== choice.moto) {
        return fresh;
    }
    if (memory.moto !== undefined) {
        await requireAnswer(memory.moto, endpoint);
    }
    if (memory.region !== region) {
        await withEmulator(memory, (client) => removeTables(client, memory.tables));
        return { ...memory, region, tables: [] };
    }
    return memory;
}

/** A command that was cut off may have left one that is still about to start. */
async function requireAnswer({ pid }: MotoProcess, endpoint: string): Promise<void> {
    const fault = await untilAnswers(Number(new URL(endpoint).port));
    if (fault !== undefined) {
        throw new CommandFault("failed", `moto, process ${pid}, is there, and ${fault}.`, [
            "`plinth local down` ends it; then run the command again.",
        ]);
    }
}

async function started(
    { endpoint, port, gone }: Extract<Choice, { is: "to be started" }>,
    fresh: Memory,
    { folder, note }: Settling,
): Promise<Memory> {
    if (gone !== undefined) {
        note(`moto, process ${gone.pid}, has ended, and with it all that it kept: everything is made anew`);
    }
    let memory = fresh;
    await launch({
        port,
        folder,
        note,
        onSpawned: (moto) => {
            memory = { ...fresh, moto };
            remember(folder, memory);
        },
    });
    note(`moto is at ${endpoint}; it stays, and keeps everything in memory, until \`plinth local down\``);
    return memory;
}

/** What is there once the plan is carried out. */
function madeBy({ tables }: LocalPlan): readonly MadeTable[] {
    return tables.map((table) => ({ name: table.name, items: table.items.map((item) => madeItem(table, item)) }));
}

function madeItem(table: TablePlan, { attributes }: TablePlan["items"][number]): MadeItem {
    const key = keyOf(table, attributes);
    return { key, attributes: Object.keys(attributes).filter((name) => key[name] === undefined) };
}

/** What may be there while it is carried out: of each item, whatever the program has named. */
function merged(before: readonly MadeTable[], after: readonly MadeTable[]): readonly MadeTable[] {
    const names = new Set([...before, ...after].map(({ name }) => name));
    return [...names].map((name) => {
        const items = [...before, ...after].filter((table) => table.name === name).flatMap((table) => table.items);
        const byKey = new Map<string, MadeItem>();
        for (const { key, attributes } of items) {
            const text = keyText(key);
            byKey.set(text, { key, attributes: [...new Set([...(byKey.get(text)?.attributes ?? []), ...attributes])] });
        }
        return { name, items: [...byKey.values()] };
    });
}

/**
 * The reconciler's variables, which tell its table.
 *
 * @throws CommandFault (failed) for a program that makes no such table
 */
function reconcilerOf({
    functions,
    tables,
}: LocalPlan): Readonly<Record<string, string>> & { readonly TABLE_NAME: string } {
    const variables = functions[RECONCILER] ?? {};
    const { TABLE_NAME = "" } = variables;
    if (tables.every(({ name }) => name !== TABLE_NAME)) {
        const what = `${RECONCILER} works on the table ${JSON.stringify(TABLE_NAME)}, which the program doesn't make.`;
        throw new CommandFault("failed", `The function ${what}`);
    }
    return { ...variables, TABLE_NAME };
}
