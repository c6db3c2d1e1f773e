/** The canary: a column of times whose newest value tells that the application was writing when the backup was made. */
export interface Canary {
    readonly schema: string;
    readonly table: string;
    readonly column: string;
}

const PART = /"(?:[^"]|"")+"|[^".]+/.source;
const CANARY = new RegExp(`^(${PART})\\.(${PART})\\.(${PART})$`);

export const CANARY_FORM = "be schema.table.column, each in double quotes where it has a dot or a quote";

function unquoted(part: string): string {
    return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** @returns `undefined` where it has another form. Names are taken as they stand, without a change of case. */
export function parseCanary(text: string): Canary | undefined {
    const [, schema, table, column] = CANARY.exec(text) ?? [];
    return schema === undefined || table === undefined || column === undefined
        ? undefined
        : { schema: unquoted(schema), table: unquoted(table), column: unquoted(column) };
}

export function canaryName({ schema, table, column }: Canary): string {
    return `${schema}.${table}.${column}`;
}
