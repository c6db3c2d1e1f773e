/**
 * Writes `replacement.json` from the published CloudFormation data. Run it after an upgrade of
 * `@aws-cdk/aws-service-spec` or `@pulumi/aws`: `npm run sandbox:catalog`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { format } from "prettier";
import { declarationOf, packageVersion } from "./declarations";
import type { CloudFormationType, DerivedType } from "./derive";
import { counterpartOf, derive, typesByName } from "./derive";
import { REPLACEMENT_FILE } from "./replacement";
import { resourceTokens } from "./sdk-files";

const SPECIFICATION = "@aws-cdk/aws-service-spec";

/** The text of `replacement.json`; the same whenever the two packages are. */
export async function replacementText(): Promise<string> {
    const document = {
        source: {
            specification: `${SPECIFICATION} ${specificationVersion()}`,
            licence: "Apache-2.0",
            sdk: `@pulumi/aws ${packageVersion("aws")}`,
            generator: "sandbox/catalog/generate.ts",
        },
        types: derivedTypes(),
    };
    return format(JSON.stringify(document), { parser: "json", printWidth: 120, tabWidth: 4 });
}

function derivedTypes(): Readonly<Record<string, Partial<DerivedType>>> {
    const types = typesByName(publishedTypes());
    const derived = resourceTokens("aws").flatMap((token) => {
        const counterpart = counterpartOf(token, types);
        const declaration = declarationOf(token);
        return counterpart && declaration ? [[token, compact(derive(counterpart, declaration.inputs))] as const] : [];
    });
    return Object.fromEntries(derived);
}

/** Without the empty lists, most types are one line of the file. */
function compact(type: DerivedType): Partial<DerivedType> {
    return Object.fromEntries(Object.entries(type).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

function publishedTypes(): readonly CloudFormationType[] {
    return [...loadAwsServiceSpecSync().all("resource")].map((resource) => ({
        name: resource.cloudFormationType,
        properties: new Map(
            Object.entries(resource.properties).flatMap(([name, { causesReplacement }]) =>
                causesReplacement === "yes" || causesReplacement === "maybe" ? [[name, causesReplacement]] : [],
            ),
        ),
    }));
}

function specificationVersion(): string {
    const manifest = JSON.parse(readFileSync(require.resolve(`${SPECIFICATION}/package.json`), "utf8")) as {
        readonly version: string;
    };
    return manifest.version;
}

if (require.main === module) {
    void replacementText().then((text) => {
        writeFileSync(REPLACEMENT_FILE, text);
    });
}
