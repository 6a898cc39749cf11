const mostIndents = 24;
const shortText = 100;
// HTML, "Void elements" and those whose content is no markup.
const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
const raw = new Set(['script', 'style', 'pre', 'textarea']);

interface Piece {
    kind: 'open' | 'close' | 'alone' | 'text';
    name: string;
    text: string;
}

/** XML or HTML with an element a line. Content that is no markup stays as it is. */
export function prettyMarkup(text: string, isHtml: boolean): string {
    const pieces = cutUp(text, isHtml);
    const lines: string[] = [];
    let depth = 0;
    const add = (line: string): void => void lines.push('  '.repeat(Math.min(depth, mostIndents)) + line);
    for (let index = 0; index < pieces.length; index++) {
        const piece = pieces[index]!;
        if (piece.kind === 'close') depth = Math.max(0, depth - 1);
        const [inside, close] = [pieces[index + 1], pieces[index + 2]];
        if (piece.kind === 'open' && inside?.kind === 'close' && inside.name === piece.name) {
            add(piece.text + inside.text);
            index++;
        } else if (piece.kind === 'open' && fits(piece, inside, close)) {
            add(piece.text + inside!.text + close!.text);
            index += 2;
        } else {
            add(piece.text);
            if (piece.kind === 'open') depth++;
        }
    }
    return lines.join('\n');
}

const fits = (piece: Piece, inside: Piece | undefined, close: Piece | undefined): boolean =>
    inside?.kind === 'text' &&
    close?.kind === 'close' &&
    close.name === piece.name &&
    inside.text.length <= shortText &&
    !inside.text.includes('\n');

function cutUp(text: string, isHtml: boolean): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    while (at < text.length) {
        const start = text.indexOf('<', at);
        const plain = text.slice(at, start < 0 ? text.length : start).trim();
        if (plain) pieces.push({ kind: 'text', name: '', text: plain.replace(/[ \t]*\n\s*/g, ' ') });
        if (start < 0) break;
        at = endOf(text, start);
        const piece = pieceOf(text.slice(start, at), isHtml);
        pieces.push(piece);
        if (!isHtml || piece.kind !== 'open' || !raw.has(piece.name)) continue;
        const close = endOfRaw(text, at, piece.name);
        const content = text.slice(at, close);
        if (content.trim()) pieces.push({ kind: 'text', name: '', text: piece.name === 'pre' ? content : content.trim() });
        at = close;
    }
    return pieces;
}

/** The place after a tag, comment, declaration or instruction that begins here; the end of the text when it is cut. */
function endOf(text: string, start: number): number {
    for (const [opening, closing] of [
        ['<!--', '-->'],
        ['<![CDATA[', ']]>'],
        ['<?', '?>'],
    ] as const) {
        if (!text.startsWith(opening, start)) continue;
        const end = text.indexOf(closing, start + opening.length);
        return end < 0 ? text.length : end + closing.length;
    }
    if (!/[A-Za-z/!_:]/.test(text[start + 1] ?? '')) return start + 1;
    const stop = /["'>]/g;
    stop.lastIndex = start + 1;
    for (let found = stop.exec(text); found; found = stop.exec(text)) {
        if (found[0] === '>') return stop.lastIndex;
        const end = text.indexOf(found[0], stop.lastIndex);
        // A quote that is never closed is a letter as any other.
        if (end >= 0) stop.lastIndex = end + 1;
        else if (found[0] === '"') return text.indexOf('>', stop.lastIndex) + 1 || text.length;
    }
    return text.length;
}

function endOfRaw(text: string, at: number, name: string): number {
    const close = new RegExp(`</${name}`, 'gi');
    close.lastIndex = at;
    return close.exec(text)?.index ?? text.length;
}

function pieceOf(tag: string, isHtml: boolean): Piece {
    const named = /^<(\/?)([A-Za-z_:][\w:.-]*)/.exec(tag);
    if (!named) return { kind: tag.startsWith('<!') || tag.startsWith('<?') ? 'alone' : 'text', name: '', text: tag };
    const name = isHtml ? named[2]!.toLowerCase() : named[2]!;
    const line = tag.replace(/\s*\n\s*/g, ' ');
    if (named[1]) return { kind: 'close', name, text: line };
    return { kind: tag.endsWith('/>') || (isHtml && empty.has(name)) ? 'alone' : 'open', name, text: line };
}
