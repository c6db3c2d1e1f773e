/** Which types can carry tags, from the installed SDK: a list kept by hand would be out of date with the next type. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const known = new Map<string, boolean>();

/** Whether an AWS type takes tags that the provider's default tags are merged into: it has the output `tagsAll`. */
export function isTaggable(type: string): boolean {
    const answer = known.get(type) ?? scriptOf(type)?.includes('resourceInputs["tagsAll"]') ?? false;
    known.set(type, answer);
    return answer;
}

/** The file of `aws:ec2/vpc:Vpc` is `ec2/vpc.js`; some differ from the token in upper and lower case. */
function scriptOf(type: string): string | undefined {
    const [, module, name] = /^aws:([a-z0-9]+\/)?\w+:(\w+)$/i.exec(type) ?? [];
    const folder = path.join(sdkFolder(), module ?? "");
    if (name === undefined || !existsSync(folder)) {
        return undefined;
    }
    const marker = `__pulumiType = '${type}'`;
    return readdirSync(folder)
        .filter((file) => [`${name}.js`, `${name}_.js`].some((wanted) => wanted.toLowerCase() === file.toLowerCase()))
        .map((file) => readFileSync(path.join(folder, file), "utf8"))
        .find((text) => text.includes(marker));
}

function sdkFolder(): string {
    return path.dirname(require.resolve("@pulumi/aws/package.json"));
}
