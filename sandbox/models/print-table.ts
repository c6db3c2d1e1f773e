/** `npm run sandbox:models`: what the sandbox models, and what it refuses. */
import { modelledPackages } from ".";
import { formatRefusals, refusalRows } from "./refusal-table";

function modelled(): string {
    return modelledPackages
        .map((cloud) => {
            const types = cloud.models.map((model) => model.type).sort();
            const invokes = cloud.invokes.map((invoke) => invoke.token).sort();
            return [
                `${cloud.package}: ${types.length} types, ${invokes.length} data sources`,
                ...types.map((type) => `  ${type}`),
                ...invokes.map((token) => `  ${token} (data source)`),
            ].join("\n");
        })
        .join("\n\n");
}

process.stdout.write(`${modelled()}\n\n${formatRefusals(refusalRows(modelledPackages))}\n`);
