/**
 * Ids that clouds draw are others in every history. Two histories are the same if one can be turned into the other by
 * giving what was drawn other names, always the same for the same.
 */

/** What is drawn as a whole, before mere runs of letters and digits. */
const TOKENS = [
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)`,
    String.raw`(?:[0-9a-f]{2}:){5}[0-9a-f]{2}`,
    String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`,
    String.raw`\d{1,3}(?:[.-]\d{1,3}){3}(?![\d/])`,
    // ECS counts all revisions of a family that were ever registered, those that a cut-off run left behind too.
    String.raw`task-definition/[\w-]+:\d+`,
    // Random bytes.
    String.raw`[A-Za-z0-9+/]{20,}={1,2}`,
    String.raw`[A-Za-z0-9]+`,
];
const TOKEN = new RegExp(TOKENS.join("|"), "g");
const TIME = new RegExp(`^${TOKENS[0] ?? ""}$`);
/** Secrets Manager ends an ARN with six letters and digits. */
const SECRET_ARN = /:secret:.*-[A-Za-z0-9]{6}$/;

function tokensOf(text: string): readonly string[] {
    return text.match(TOKEN) ?? [];
}

function skeletonOf(text: string): string {
    return text.replace(TOKEN, "#");
}

/** Whether it looks drawn: long, and not a word. */
function isDrawn(token: string): boolean {
    const isMixed = /\d/.test(token) || /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(token);
    return /[.:=-]/.test(token) || (token.length >= 6 && isMixed) || /^[0-9a-f]{7,}$/.test(token);
}

/** What of one history is called what in the other. */
export class Renaming {
    private readonly forth = new Map<string, string>();
    private readonly back = new Map<string, string>();

    /** The text as the other history has it, as far as is known by now. */
    apply(text: string): string {
        return text.replace(TOKEN, (token) => this.forth.get(token) ?? token);
    }

    /** Whether something in the text is called otherwise in the other history. */
    touches(text: string): boolean {
        return this.apply(text) !== text;
    }

    /** Takes two texts for the same where they differ only in what is drawn; answers whether they can be. */
    learn(from: string, to: string): boolean {
        const before = tokensOf(from);
        const after = tokensOf(to);
        if (skeletonOf(from) !== skeletonOf(to) || before.length !== after.length) {
            return false;
        }
        const isSecretArn = SECRET_ARN.test(from) && SECRET_ARN.test(to);
        const pairs = before.map((token, index) => [token, after[index] ?? ""] as const);
        const isSame = pairs.every(([one, other], index) => {
            const free = isSecretArn && index === pairs.length - 1;
            return this.fits(one, other) && (one === other || free || (isDrawn(one) && isDrawn(other)));
        });
        if (isSame) {
            pairs.filter(([one, other]) => one !== other && !TIME.test(one)).forEach((pair) => this.note(...pair));
        }
        return isSame;
    }

    /** A moment may be that of several things in one history, and not in the other. */
    private fits(one: string, other: string): boolean {
        if (TIME.test(one) && TIME.test(other)) {
            return true;
        }
        return (this.forth.get(one) ?? other) === other && (this.back.get(other) ?? one) === one;
    }

    private note(one: string, other: string): void {
        this.forth.set(one, other);
        this.back.set(other, one);
    }
}
