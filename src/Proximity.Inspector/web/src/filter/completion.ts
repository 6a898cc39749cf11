const breaks = [' ', '(', '\n'];

/** The word that ends at the caret, and where it begins. */
export function splitAt(text: string, caret: number): { start: number; word: string } {
    const start = Math.max(...breaks.map((mark) => text.lastIndexOf(mark, caret - 1))) + 1;
    return { start: caret === 0 ? 0 : start, word: caret === 0 ? '' : text.slice(start, caret) };
}

/** Puts a whole word in the place of the one that is being typed. */
export function putWord(text: string, caret: number, word: string): { text: string; caret: number } {
    const { start } = splitAt(text, caret);
    const rest = text.slice(caret);
    const gap = rest === '' && !word.endsWith(':') && !word.endsWith('[') ? ' ' : '';
    return { text: text.slice(0, start) + word + gap + rest, caret: start + word.length + gap.length };
}

/** The text in three pieces, of which the middle one is wrong. Where something is missing, the end is marked. */
export function wordsOf(text: string, fault: { position: number; length: number }): { before: string; wrong: string; after: string } {
    const start = Math.min(Math.max(0, fault.position), text.length);
    const end = Math.min(text.length, start + Math.max(1, fault.length));
    return { before: text.slice(0, start), wrong: text.slice(start, end) || '\u00a0', after: text.slice(end) };
}
