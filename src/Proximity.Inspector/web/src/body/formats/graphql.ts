import { prettyJson } from './prettyJson';

export interface Operation {
    kind: string;
    name: string | undefined;
}

const token = /"""(?:[^"\\]+|\\.|"(?!""))*(?:"""|$)|"(?:[^"\\\n]+|\\.)*"?|#[^\n]*|\.\.\.|[_A-Za-z]\w*|-?\d[\w.+-]*|[^\s,\ufeff]/gs;
const mostIndents = 24;
const definitions = /^(?:query|mutation|subscription|fragment|schema|type|interface|union|enum|input|scalar|directive|extend)$/;

/** A document of GraphQL with a line for each field. Strings and comments stay as they are. */
export function prettyGraphql(text: string): string {
    const printer = new Printer();
    for (const [word] of text.matchAll(token)) printer.add(word);
    return printer.text;
}

class Printer {
    private lines: string[] = [];
    private line: string[] = [];
    private before = '';
    private beforeThat = '';
    private braces = 0;
    private brackets = 0;

    get text(): string {
        return [...this.lines, this.line.join('')].join('\n').trim();
    }

    /** Nothing but its indent stands on the line. */
    private get blank(): boolean {
        return this.line.length <= 1;
    }

    add(word: string): void {
        if (word.startsWith('#')) this.comment(word);
        else if (word === '{' && this.brackets === 0) {
            this.write(word, this.blank ? '' : ' ');
            this.braces++;
            this.end();
        } else if (word === '}' && this.brackets === 0) {
            if (!this.blank) this.end();
            this.braces = Math.max(0, this.braces - 1);
            this.indent();
            this.write(word, '');
            this.end();
            if (this.braces === 0) this.lines.push('');
        } else this.inner(word);
        this.beforeThat = this.before;
        this.before = word;
    }

    private inner(word: string): void {
        if ('([{'.includes(word)) this.brackets++;
        if (')]}'.includes(word)) this.brackets = Math.max(0, this.brackets - 1);
        if (this.brackets === 0 && this.startsLine(word)) this.end();
        if (this.line.length === 0) this.indent();
        this.write(word, this.space(word));
    }

    private startsLine(word: string): boolean {
        if (this.blank || !/^(?:[_A-Za-z"]|\.\.\.)/.test(word)) return false;
        if (this.braces === 0) return definitions.test(word) && this.before === '}';
        if (/^(?:[:@&|=]|\.\.\.)$/.test(this.before)) return false;
        return !(this.before === 'on' && this.beforeThat === '...');
    }

    private space(word: string): string {
        if (this.blank || /^[)\]:!]$/.test(word) || /^[([@$]$/.test(this.before)) return '';
        if (this.before === '...') return word === 'on' || word === '@' ? ' ' : '';
        if (word === '(') return '';
        if (this.brackets > 0 && this.before !== ':' && this.before !== '=' && !'=|&@}'.includes(word))
            return this.before === '{' ? ' ' : ', ';
        return ' ';
    }

    private comment(word: string): void {
        if (!this.blank) this.end();
        this.indent();
        this.write(word, '');
        this.end();
    }

    private indent(): void {
        this.line = ['  '.repeat(Math.min(this.braces, mostIndents))];
    }

    private write(word: string, space: string): void {
        this.line.push(space, word);
    }

    private end(): void {
        this.lines.push(this.line.join(''));
        this.line = [];
    }
}

/** The operations that a document defines, at most twenty. */
export function operationsOf(query: string): Operation[] {
    const found: Operation[] = [];
    let depth = 0;
    let kind: string | undefined;
    for (const [word] of query.matchAll(token)) {
        if (word === '{' && depth === 0 && kind !== 'fragment') found.push({ kind: kind ?? 'query', name: undefined });
        if (word === '{' && depth === 0) kind = undefined;
        if (/^(?:query|mutation|subscription|fragment)$/.test(word) && depth === 0 && kind === undefined) kind = word;
        else if (kind !== undefined && kind !== 'fragment' && depth === 0 && /^[_A-Za-z]/.test(word)) {
            found.push({ kind, name: word });
            kind = 'fragment';
        }
        if ('({['.includes(word)) depth++;
        if (')}]'.includes(word)) depth--;
        if (found.length >= 20) break;
    }
    return found;
}

interface Request {
    query?: unknown;
    operationName?: unknown;
    variables?: unknown;
    extensions?: unknown;
}

export interface Graphql {
    operations: Operation[];
    text: string;
}

/** What a request asks: its operations, the document with a line for each field, and its variables; so many characters of each. */
export function graphql(body: string, most = Infinity): Graphql {
    const requests = read(body);
    const operations: Operation[] = [];
    const parts: string[] = [];
    for (const request of requests.slice(0, 50)) {
        const query = typeof request.query === 'string' ? request.query.slice(0, most) : '';
        const found = operationsOf(query);
        const named = typeof request.operationName === 'string' ? request.operationName : undefined;
        operations.push(...(named ? found.filter((one) => one.name === named) : found));
        if (named && !found.some((one) => one.name === named)) operations.push({ kind: 'operation', name: named });
        parts.push(query ? prettyGraphql(query) : '# The request has no query: it names one that the origin keeps.');
        for (const name of ['variables', 'extensions'] as const) {
            if (request[name] !== undefined && request[name] !== null)
                parts.push(`# ${name}`, prettyJson((JSON.stringify(request[name]) ?? '').slice(0, most)));
        }
    }
    return { operations: operations.slice(0, 20), text: parts.join('\n\n') };
}

/** One request, several in a list, or the document itself. */
function read(body: string): Request[] {
    try {
        const value: unknown = JSON.parse(body);
        return (Array.isArray(value) ? value : [value]).filter((one): one is Request => typeof one === 'object' && one !== null);
    } catch {
        return [{ query: body }];
    }
}
