/**
 * DynamoDB's expressions, as far as the protocol speaks them: parsed, carried out, and taken apart to see whether a test
 * misses a part. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import type { Item } from "../../../../runtime/reconciler/table";

type Operand = { readonly is: "name" | "value"; readonly text: string };

export type Condition =
    | { readonly is: "and" | "or"; readonly parts: readonly Condition[] }
    | { readonly is: "compare"; readonly left: Operand; readonly operator: string; readonly right: Operand }
    | { readonly is: "exists"; readonly name: Operand; readonly wanted: boolean };

export interface Bindings {
    readonly names: Readonly<Record<string, string>>;
    readonly values: Item;
}

const TOKEN = /\s*(#\w+|:\w+|<=|>=|<>|[<>=(),+-]|\w+)/y;

class Reader {
    private readonly tokens: readonly string[];
    private at = 0;

    constructor(private readonly text: string) {
        const tokens: string[] = [];
        TOKEN.lastIndex = 0;
        for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
            tokens.push(match[1] ?? "");
        }
        if (tokens.join("") !== text.replaceAll(/\s/g, "")) {
            throw new Error(`ValidationException: Invalid expression: ${text}`);
        }
        this.tokens = tokens;
    }

    get next(): string | undefined {
        return this.tokens[this.at];
    }

    take(wanted?: string): string {
        const token = this.tokens[this.at];
        if (token === undefined || (wanted !== undefined && token !== wanted)) {
            throw new Error(`ValidationException: Syntax error; token: ${token ?? "<EOF>"} in ${this.text}`);
        }
        this.at += 1;
        return token;
    }

    operand(): Operand {
        const text = this.take();
        if (!/^[#:]/.test(text)) {
            throw new Error(`ValidationException: no attribute name or value: ${text} in ${this.text}`);
        }
        return { is: text.startsWith("#") ? "name" : "value", text };
    }
}

export function parseCondition(text: string): Condition {
    const reader = new Reader(text);
    const condition = alternatives(reader);
    if (reader.next !== undefined) {
        throw new Error(`ValidationException: Syntax error; token: ${reader.next} in ${text}`);
    }
    return condition;
}

function alternatives(reader: Reader): Condition {
    return joined(reader, "or", (inner) => joined(inner, "and", simple));
}

function joined(reader: Reader, is: "and" | "or", part: (reader: Reader) => Condition): Condition {
    const parts = [part(reader)];
    while (reader.next === is.toUpperCase()) {
        reader.take();
        parts.push(part(reader));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { is, parts };
}

function simple(reader: Reader): Condition {
    if (reader.next === "(") {
        reader.take("(");
        const inner = alternatives(reader);
        reader.take(")");
        return inner;
    }
    if (reader.next === "attribute_exists" || reader.next === "attribute_not_exists") {
        const wanted = reader.take() === "attribute_exists";
        reader.take("(");
        const name = reader.operand();
        reader.take(")");
        return { is: "exists", name, wanted };
    }
    return { is: "compare", left: reader.operand(), operator: reader.take(), right: reader.operand() };
}

export function printCondition(condition: Condition): string {
    switch (condition.is) {
        case "and":
        case "or":
            return condition.parts
                .map((part) => ("parts" in part ? `(${printCondition(part)})` : printCondition(part)))
                .join(` ${condition.is.toUpperCase()} `);
        case "compare":
            return `${condition.left.text} ${condition.operator} ${condition.right.text}`;
        case "exists":
            return `${condition.wanted ? "attribute_exists" : "attribute_not_exists"}(${condition.name.text})`;
    }
}

/** The condition without one of its parts, for each of them; undefined where nothing is left of it. */
export function withoutEach(condition: Condition): readonly (Condition | undefined)[] {
    if (!("parts" in condition)) {
        return [undefined];
    }
    const { is, parts } = condition;
    return parts.flatMap((part, index) =>
        withoutEach(part).map((rest): Condition => {
            const others = parts.flatMap((other, at) => (at === index ? (rest ?? []) : other));
            const [only] = others;
            return others.length === 1 && only !== undefined ? only : { is, parts: others };
        }),
    );
}

/** What doesn't exist compares with nothing: every comparison with it is false. */
export function holds(condition: Condition, item: Item | undefined, bindings: Bindings): boolean {
    switch (condition.is) {
        case "and":
            return condition.parts.every((part) => holds(part, item, bindings));
        case "or":
            return condition.parts.some((part) => holds(part, item, bindings));
        case "exists":
            return (valueOf(condition.name, item, bindings) !== undefined) === condition.wanted;
        case "compare": {
            const [left, right] = [condition.left, condition.right].map((one) => valueOf(one, item, bindings));
            return left !== undefined && right !== undefined && compare(left, condition.operator, right);
        }
    }
}

function compare(left: string | number, operator: string, right: string | number): boolean {
    if (typeof left !== typeof right) {
        return operator === "<>";
    }
    switch (operator) {
        case "=":
            return left === right;
        case "<>":
            return left !== right;
        case "<":
            return left < right;
        case "<=":
            return left <= right;
        case ">":
            return left > right;
        case ">=":
            return left >= right;
        default:
            throw new Error(`ValidationException: Invalid operator: ${operator}`);
    }
}

function valueOf(
    { is, text }: Operand,
    item: Item | undefined,
    { names, values }: Bindings,
): string | number | undefined {
    if (is === "value") {
        if (!(text in values)) {
            throw new Error(
                `ValidationException: An expression attribute value used in expression is not defined: ${text}`,
            );
        }
        return values[text];
    }
    const name = names[text];
    if (name === undefined) {
        throw new Error(`ValidationException: An expression attribute name used in expression is not defined: ${text}`);
    }
    return item?.[name];
}

/** `SET #a = #a + :b, … REMOVE #c, …`: every operand is read from the item as it was. */
export function updated(text: string, item: Item | undefined, bindings: Bindings): Item {
    const reader = new Reader(text);
    reader.take("SET");
    const changes: [string, string | number][] = [];
    do {
        if (changes.length > 0) {
            reader.take(",");
        }
        const target = reader.take();
        reader.take("=");
        let value = updateOperand(reader, item, bindings);
        while (reader.next === "+" || reader.next === "-") {
            const sign = reader.take() === "+" ? 1 : -1;
            value = number(value) + sign * number(updateOperand(reader, item, bindings));
        }
        changes.push([bindings.names[target] ?? "", value]);
    } while (reader.next === ",");
    const removed = removedNames(reader, bindings);
    const changed = Object.entries({ ...item, ...Object.fromEntries(changes) });
    return Object.fromEntries(changed.filter(([name]) => !removed.includes(name)));
}

/** The rest of an update: nothing, or attributes that go. */
function removedNames(reader: Reader, { names }: Bindings): readonly string[] {
    const removed: string[] = [];
    while (reader.next !== undefined) {
        reader.take(removed.length === 0 ? "REMOVE" : ",");
        removed.push(names[reader.operand().text] ?? "");
    }
    return removed;
}

function updateOperand(reader: Reader, item: Item | undefined, bindings: Bindings): string | number {
    if (reader.next === "if_not_exists") {
        reader.take();
        reader.take("(");
        const first = valueOf(reader.operand(), item, bindings);
        reader.take(",");
        const second = valueOf(reader.operand(), item, bindings);
        reader.take(")");
        return first ?? required(second);
    }
    return required(valueOf(reader.operand(), item, bindings));
}

function required(value: string | number | undefined): string | number {
    if (value === undefined) {
        throw new Error(
            "ValidationException: The provided expression refers to an attribute that does not exist in the item",
        );
    }
    return value;
}

function number(value: string | number): number {
    if (typeof value !== "number") {
        throw new Error("ValidationException: An operand in the update expression has an incorrect data type");
    }
    return value;
}
