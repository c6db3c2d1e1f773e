/** The known word that was probably meant, if one is near enough. */
export function suggest(word: string, known: readonly string[]): string | undefined {
    const limit = Math.max(1, Math.floor(word.length / 3));
    const ranked = known
        .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
        .sort((a, b) => a.distance - b.distance);
    const [best] = ranked;
    return best !== undefined && best.distance <= limit ? best.candidate : undefined;
}

/** How many letters have to be inserted, removed or exchanged to get from one word to the other (Levenshtein). */
export function editDistance(one: string, other: string): number {
    let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (const [row, letter] of [...one].entries()) {
        const current = [row + 1];
        for (const [column, otherLetter] of [...other].entries()) {
            const inserted = (current[column] ?? 0) + 1;
            const removed = (previous[column + 1] ?? 0) + 1;
            const exchanged = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
            current.push(Math.min(inserted, removed, exchanged));
        }
        previous = current;
    }
    return previous.at(-1) ?? 0;
}
