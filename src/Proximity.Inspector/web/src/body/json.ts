// A scanner of JSON text that makes no values: it finds where they stand.
// So numbers stay as they were sent, and a large document opens at once.

const quote = 34;
const backslash = 92;
const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'word';

export const skipSpace = (text: string, at: number): number => {
    let index = at;
    for (; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    }
    return index;
};

export function typeAt(text: string, at: number): JsonType {
    const code = text.charCodeAt(at);
    if (code === openBrace) return 'object';
    if (code === openBracket) return 'array';
    if (code === quote) return 'string';
    return code === 45 || (code >= 48 && code <= 57) ? 'number' : 'word';
}

/** The place after a string; the end of the text when it is cut. */
export function afterString(text: string, at: number): number {
    let index = at + 1;
    for (;;) {
        index = text.indexOf('"', index);
        if (index < 0) return text.length;
        let slashes = 0;
        while (text.charCodeAt(index - 1 - slashes) === backslash) slashes++;
        index++;
        if (slashes % 2 === 0) return index;
    }
}

/** The place after a value of any kind; -1 when it is longer than the limit. */
export function afterValue(text: string, at: number, limit = Infinity): number {
    const type = typeAt(text, at);
    const stop = Math.min(text.length, at + limit);
    if (type === 'string') return afterString(text, at);
    if (type === 'number' || type === 'word') return afterWord(text, at);
    let depth = 0;
    let index = at;
    while (index < stop) {
        const code = text.charCodeAt(index);
        if (code === quote) {
            index = afterString(text, index);
            continue;
        }
        if (code === openBrace || code === openBracket) depth++;
        else if ((code === closeBrace || code === closeBracket) && --depth === 0) return index + 1;
        index++;
    }
    return index < text.length ? -1 : text.length;
}

function afterWord(text: string, at: number): number {
    let index = at;
    for (; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code === 44 || code === closeBrace || code === closeBracket || code <= 32) break;
    }
    return Math.max(index, at + 1);
}

/** The members of an object or array: four places each, of the key (0, 0 in an array) and of the value. */
export interface Members {
    places: Uint32Array;
    count: number;
    cut: boolean;
    /** The place after the whole. */
    end: number;
}

/** Finds the members; `after` gives the place after each value. */
export function membersOf(text: string, at: number, after: (place: number) => number): Members {
    let places = new Uint32Array(64);
    let count = 0;
    const named = text.charCodeAt(at) === openBrace;
    let index = skipSpace(text, at + 1);
    while (index < text.length) {
        const code = text.charCodeAt(index);
        if (code === closeBrace || code === closeBracket) return { places, count, cut: false, end: index + 1 };
        if (code === 44) {
            index = skipSpace(text, index + 1);
            continue;
        }
        let keyStart = 0;
        let keyEnd = 0;
        if (named) {
            keyStart = index;
            keyEnd = afterString(text, index);
            index = skipSpace(text, keyEnd);
            if (text.charCodeAt(index) !== 58) break;
            index = skipSpace(text, index + 1);
            if (index >= text.length) break;
        }
        const end = after(index);
        if (count * 4 + 4 > places.length) {
            const larger = new Uint32Array(places.length * 2);
            larger.set(places);
            places = larger;
        }
        const slot = count++ * 4;
        places[slot] = keyStart;
        places[slot + 1] = keyEnd;
        places[slot + 2] = index;
        places[slot + 3] = end;
        index = skipSpace(text, end);
    }
    return { places, count, cut: true, end: text.length };
}

/** The text of a key or string without its quotes and escapes; as it stands where it is cut or broken. */
export function stringAt(text: string, start: number, end: number, limit = 4000): string {
    const raw = text.slice(start, Math.min(end, start + limit));
    if (end - start <= limit) {
        try {
            return JSON.parse(raw) as string;
        } catch {
            // Cut or not quite JSON: shown as it stands.
        }
    }
    return raw.replace(/^"|"$/g, '');
}

/** Whether the text is likely JSON: it begins like it, and its first value is followed by nothing. */
export function looksLikeJson(text: string): boolean {
    const start = skipSpace(text, 0);
    if (start >= text.length) return false;
    const code = text.charCodeAt(start);
    return code === openBrace || code === openBracket || code === quote || /^(?:-?\d|true|false|null)/.test(text.slice(start, start + 5));
}
