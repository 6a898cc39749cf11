import { afterString } from '../json';

const mostIndents = 24;

/** JSON with a line for each member. What stands in it is copied and not read: numbers stay as they were sent. */
export function prettyJson(text: string): string {
    const out: string[] = [];
    let depth = 0;
    let from = 0;
    const line = (): string => `\n${'  '.repeat(Math.min(depth, mostIndents))}`;
    for (let at = 0; at < text.length;) {
        const letter = text[at]!;
        if (letter === '"') {
            const end = afterString(text, at);
            out.push(text.slice(at, end));
            at = end;
        } else if (letter === '{' || letter === '[') {
            const close = /\s*[}\]]/y;
            close.lastIndex = at + 1;
            const empty = close.exec(text);
            depth += empty ? 0 : 1;
            out.push(empty ? letter + (letter === '{' ? '}' : ']') : letter + line());
            at = empty ? close.lastIndex : at + 1;
        } else if (letter === '}' || letter === ']') {
            depth = Math.max(0, depth - 1);
            out.push(line(), letter);
            at++;
        } else if (letter === ',') {
            out.push(letter, line());
            at++;
        } else if (letter === ':') {
            out.push(': ');
            at++;
        } else if (/\s/.test(letter)) {
            // Values that follow each other, as in lines of JSON, stay on lines of their own.
            if (depth === 0 && letter === '\n' && out.length > 0) out.push('\n');
            at++;
        } else {
            const word = /[^\s",:{}[\]]+/y;
            word.lastIndex = from = at;
            at = word.exec(text) ? word.lastIndex : at + 1;
            out.push(text.slice(from, at));
        }
    }
    return out.join('');
}
