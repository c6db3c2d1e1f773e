/** Writes `docs/summary.schema.json`. Run it after a change to `summary-schema.ts`: `npm run help`. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { z } from "zod";
import { summarySchema } from "./summary-schema";

/** The JSON Schema of what a run with `--json` prints. */
export async function summarySchemaText(): Promise<string> {
    const schema = z.toJSONSchema(summarySchema, {
        // The limit of exact integers says nothing about the document.
        override: ({ jsonSchema }) => {
            if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
                delete jsonSchema.maximum;
            }
        },
    });
    return format(JSON.stringify(schema), { parser: "json", printWidth: 120, tabWidth: 4 });
}

async function generate(): Promise<void> {
    writeFileSync(path.join(__dirname, "..", "..", "docs", "summary.schema.json"), await summarySchemaText());
}

if (require.main === module) {
    void generate();
}
