const mostIndents = 24;

type Kind = 'space' | 'comment' | 'string' | 'word' | 'sign';

const scripts: [RegExp, Kind][] = [
    [/\s+/y, 'space'],
    [/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y, 'comment'],
    [/"(?:[^"\\\n]+|\\[\s\S])*"?|'(?:[^'\\\n]+|\\[\s\S])*'?/y, 'string'],
    [/[\w$#\u0080-\uffff]+/y, 'word'],
    [/=>|[=!]==?|<=|>=|&&=?|\|\|=?|\?\?=?|\?\.|\+\+|--|[-+*/%&|^]=|\.\.\.|[\s\S]/y, 'sign'],
];
const sheets: [RegExp, Kind][] = [
    [/\s+/y, 'space'],
    [/\/\*[\s\S]*?(?:\*\/|$)/y, 'comment'],
    [/"(?:[^"\\\n]+|\\[\s\S])*"?|'(?:[^'\\\n]+|\\[\s\S])*'?|url\([^)]*\)?/y, 'string'],
    [/[^\s{};:,"'()/]+/y, 'word'],
    [/[\s\S]/y, 'sign'],
];
// Bounded, so that a line of openings is not read to its end from each of them.
const regex = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,500}\]){1,500}\/[a-z]*/y;
const beforeRegex =
    /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|=>|[=!]==?|&&|\|\||\?\?|[-+*/%&|^]=|[([{,;:=!&|?+\-*%<>^~}])$/;
const spaced = /^(?:=>|[=!]==?|=|<=|>=|&&=?|\|\|=?|\?\??=?|[-+*/%&|^]=)$/;

/** JavaScript with a statement a line. Breaks that are there stay, as they can end a statement. */
export function prettyScript(text: string): string {
    const printer = new Printer(false);
    let before = '';
    for (let at = 0; at < text.length;) {
        const [kind, word] = tokenAt(text, at, before);
        at += word.length;
        printer.add(kind, word);
        if (kind !== 'space' && kind !== 'comment') before = word;
    }
    return printer.text;
}

export function prettySheet(text: string): string {
    const tokens: [Kind, string][] = [];
    for (let at = 0; at < text.length;) {
        const token = first(sheets, text, at);
        at += token[1].length;
        tokens.push(token);
    }
    const printer = new Printer(true);
    // A colon belongs to a declaration when no block begins before that ends.
    let isDeclaration = false;
    const kinds = tokens.map(() => false);
    for (let index = tokens.length - 1; index >= 0; index--) {
        const word = tokens[index]![1];
        if (word === '{') isDeclaration = false;
        else if (word === ';' || word === '}') isDeclaration = true;
        kinds[index] = isDeclaration;
    }
    for (const [index, [kind, word]] of tokens.entries()) printer.add(kind, word, kinds[index]);
    return printer.text;
}

function tokenAt(text: string, at: number, before: string): [Kind, string] {
    if (text[at] === '`') return ['string', text.slice(at, afterTemplate(text, at))];
    if (text[at] === '/' && (before === '' || beforeRegex.test(before))) {
        regex.lastIndex = at;
        const found = regex.exec(text)?.[0];
        if (found) return ['string', found];
    }
    return first(scripts, text, at);
}

function first(rules: [RegExp, Kind][], text: string, at: number): [Kind, string] {
    for (const [rule, kind] of rules) {
        rule.lastIndex = at;
        const found = rule.exec(text)?.[0];
        if (found) return [kind, found];
    }
    return ['sign', text[at]!];
}

/** The place after a template; templates within its expressions are passed over by their depth. */
function afterTemplate(text: string, start: number): number {
    const open: ('`' | '{')[] = ['`'];
    for (let at = start + 1; at < text.length; at++) {
        const letter = text[at];
        if (letter === '\\') at++;
        else if (open.at(-1) === '`') {
            if (letter === '`') open.pop();
            else if (letter === '$' && text[at + 1] === '{') {
                open.push('{');
                at++;
            }
        } else if (letter === '`') open.push('`');
        else if (letter === '{') open.push('{');
        else if (letter === '}') open.pop();
        if (open.length === 0) return at + 1;
    }
    return text.length;
}

/** Writes tokens with a line for each statement or rule. */
class Printer {
    private readonly lines: string[] = [];
    private line: string[] = [];
    /** How far the line is moved in. */
    private depth = 0;
    /** What is open, and how far the line is moved in that it stands on. */
    private readonly open: { sign: string; depth: number }[] = [];
    private gap = false;
    private closed = false;
    /** The line was ended here, and the source goes on on it. */
    private broken = false;

    constructor(private readonly isSheet: boolean) {}

    get text(): string {
        this.end();
        return this.lines.join('\n').trim();
    }

    add(kind: Kind, word: string, isDeclaration = false): void {
        if (kind === 'space') return this.space(word);
        if (this.closed && !/^(?:[,;).\]]|else|catch|finally|while)$/.test(word)) this.end();
        if (kind === 'comment') this.comment(word);
        else if (word === '{') this.brace();
        else if (word === '}') this.close();
        else if (kind === 'sign') this.sign(word, isDeclaration);
        else this.put(word, this.gap || this.closed);
        this.closed = word === '}';
        this.gap = false;
        this.broken = this.line.length === 0 && kind === 'sign';
    }

    private space(word: string): void {
        const breaks = word.split('\n', 3).length - 1;
        if (breaks > 0) this.broken = false;
        if (breaks > 0 && (!this.isSheet || this.line.length === 0) && !this.closed) {
            this.end();
            if (breaks > 1 && this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('');
        }
        this.gap = true;
    }

    private put(word: string, gap: boolean, depth = (this.open.at(-1)?.depth ?? -1) + 1): void {
        if (this.line.length === 0) {
            this.depth = depth;
            this.line.push('  '.repeat(Math.min(depth, mostIndents)));
        } else if (gap && this.line.at(-1) !== ' ') this.line.push(' ');
        this.line.push(word);
    }

    private end(): void {
        if (this.line.length > 0) this.lines.push(this.line.join('').trimEnd());
        this.line = [];
        this.closed = false;
    }

    /** A comment stays behind what it is written behind. */
    private comment(word: string): void {
        if (this.broken) this.line = [this.lines.pop()!];
        this.put(word, true);
        if (word.startsWith('//') || this.isSheet || word.includes('\n')) this.end();
    }

    private brace(): void {
        this.put('{', !/^[([!~.]$/.test(this.line.at(-1) ?? ''));
        this.open.push({ sign: '{', depth: this.depth });
        this.end();
    }

    private close(): void {
        this.end();
        let depth = 0;
        while (this.open.length > 0) {
            const last = this.open.pop()!;
            depth = last.depth;
            if (last.sign === '{') break;
        }
        // An object or a block without anything stays on its line.
        if (this.lines.at(-1)?.endsWith('{')) {
            this.depth = depth;
            this.line = [`${this.lines.pop()!}}`];
        } else this.put('}', false, depth);
    }

    private sign(word: string, isDeclaration: boolean): void {
        if (word === '(' || word === '[') {
            this.put(word, this.gap);
            this.open.push({ sign: word, depth: this.depth });
        } else if (word === ')' || word === ']') {
            const last = this.open.at(-1);
            if (last && last.sign !== '{') this.open.pop();
            this.put(word, false, last?.depth ?? 0);
        } else if (word === ';' || word === ',') this.separator(word);
        else if (word === ':' && isDeclaration && this.open.length > 0) {
            this.put(word, false);
            this.line.push(' ');
        } else if (!this.isSheet && spaced.test(word)) {
            this.put(word, true);
            this.line.push(' ');
        } else this.put(word, this.gap);
    }

    private separator(word: string): void {
        this.put(word, false);
        const inner = this.open.at(-1)?.sign;
        if (word === ';' ? inner !== '(' : inner === '{' && !this.isSheet) this.end();
        else this.line.push(' ');
    }
}
