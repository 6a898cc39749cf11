import type { Graphql, Operation } from './formats/graphql';
import type { Outline } from './formats/outline';
import type { Part, StreamEvent } from './formats/parts';
import { webTokens, type WebToken } from './formats/tokens';
import { kindOf, type Found, type Kind } from './kinds';
import { Lines, type Line } from './lines';
import type { Language } from './tokens';
import { JsonTree, type TreeRow } from './tree';

/** A text of the body: as it is, or with its parts on lines of their own. */
export type Sheet = 'text' | 'pretty';
export type Searched = Sheet | 'tree' | 'hex';

interface Tree {
    readonly count: number;
    toggle(row: number): void;
    slice(from: number, to: number): TreeRow[];
    value(row: number): string;
    reveal(place: number): number;
    search?(query: string): number[];
}

/** What is shown of a body, and what had to be left out. */
export interface Noted {
    note?: string | undefined;
}

const mostPretty = 1_000_000;
const mostSearched = 1_000_000;
const mostFound = 10_000;
const mostInflated = 4_000_000;
const tokenKinds = new Set<Kind>(['json', 'graphql', 'text', 'form', 'events', 'token']);
const prettyLanguages = new Set<Language>(['html', 'css', 'js']);

/** One body: its bytes, and each form of it, made when it is first asked for. */
export class BodyDocument {
    readonly found: Found;
    readonly charset: string;
    private decoded: string | undefined;
    private readonly sheets = new Map<Sheet, { text: string; language: Language; note: string | undefined }>();
    private lines: { sheet: Sheet; columns: number; lines: Lines } | undefined;
    private tree: Promise<{ tree: Tree; note: string | undefined }> | undefined;

    constructor(
        readonly bytes: Uint8Array<ArrayBuffer>,
        private readonly contentType: string,
        private readonly messageCoding: string,
    ) {
        this.charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
        this.found = kindOf(contentType, bytes, new TextDecoder().decode(bytes.subarray(0, 4096)));
    }

    /** Whether a pretty form is worth a view of its own. */
    get isPretty(): boolean {
        return this.found.kind === 'json' || prettyLanguages.has(this.found.language) || this.found.kind === 'graphql';
    }

    get text(): string {
        if (this.decoded === undefined) {
            try {
                this.decoded = new TextDecoder(this.charset).decode(this.bytes);
            } catch {
                // The charset is unknown: UTF-8 shows what it can.
                this.decoded = new TextDecoder().decode(this.bytes);
            }
        }
        return this.decoded;
    }

    async sheet(name: Sheet): Promise<{ text: string; language: Language; note: string | undefined }> {
        const known = this.sheets.get(name);
        if (known) return known;
        const made = name === 'text' ? { text: this.text, language: this.found.language, note: undefined } : await this.pretty();
        this.sheets.set(name, made);
        return made;
    }

    private async pretty(): Promise<{ text: string; language: Language; note: string | undefined }> {
        const formats = await import('./formats/pretty');
        const { language, name } = this.found;
        const text = this.text.slice(0, mostPretty);
        const note = this.text.length > mostPretty ? 'The first million characters are laid out. The text has all of it.' : undefined;
        if (this.found.kind === 'graphql') return { text: formats.graphql(this.text, mostPretty).text, language: 'graphql', note };
        if (language === 'css') return { text: formats.prettySheet(text), language, note };
        if (language === 'js') return { text: formats.prettyScript(text), language, note };
        if (language === 'html') return { text: formats.prettyMarkup(text, name !== 'XML'), language, note };
        return { text: formats.prettyJson(text), language: 'json', note };
    }

    async operations(): Promise<Operation[]> {
        const { graphql }: { graphql: (body: string, most: number) => Graphql } = await import('./formats/pretty');
        return graphql(this.text, mostPretty).operations;
    }

    private async linesOf(sheet: Sheet, columns: number): Promise<Lines> {
        const { text } = await this.sheet(sheet);
        if (this.lines?.sheet !== sheet || this.lines.columns !== columns) this.lines = { sheet, columns, lines: new Lines(text, columns) };
        return this.lines.lines;
    }

    async layout(sheet: Sheet, columns: number): Promise<Noted & { count: number }> {
        const { count } = await this.linesOf(sheet, columns);
        return { count, note: this.sheets.get(sheet)?.note };
    }

    async slice(sheet: Sheet, columns: number, range: [from: number, to: number]): Promise<Line[]> {
        const lines = await this.linesOf(sheet, columns);
        return lines.slice(range[0], range[1], (await this.sheet(sheet)).language);
    }

    async rowOf(sheet: Sheet, columns: number, place: number): Promise<number> {
        return (await this.linesOf(sheet, columns)).rowOf(place);
    }

    theTree(): Promise<{ tree: Tree; note: string | undefined }> {
        return (this.tree ??= this.makeTree());
    }

    private async makeTree(): Promise<{ tree: Tree; note: string | undefined }> {
        if (this.found.language === 'json') return { tree: new JsonTree(this.text), note: undefined };
        const formats = await import('./formats/structured');
        const { nodes, note } = await this.outline(formats);
        return { tree: new formats.OutlineTree(nodes), note };
    }

    private outline(formats: typeof import('./formats/structured')): Outline | Promise<Outline> {
        const { kind } = this.found;
        if (kind === 'messagepack') return formats.messagePack(this.bytes);
        if (kind === 'cbor') return formats.cbor(this.bytes);
        if (kind !== 'grpc') return formats.protobuf(this.bytes);
        const bytes = /-text/.test(this.contentType) ? formats.fromBase64(this.text) : this.bytes;
        return formats.grpc(bytes, (part) => inflate(part, this.messageCoding));
    }

    async search(query: string, where: Searched): Promise<number[]> {
        if (query === '') return [];
        if (where === 'hex') return this.searchBytes(query);
        if (where === 'tree') {
            const { tree } = await this.theTree();
            if (tree.search) return tree.search(query);
        }
        const { text } = await this.sheet(where === 'tree' ? 'text' : where);
        const places: number[] = [];
        const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
        for (let match = pattern.exec(text); match && places.length < mostFound; match = pattern.exec(text)) places.push(match.index);
        return places;
    }

    /** Bytes by their hex digits, as 0x1f8b, or by a text, in its letter case. */
    private searchBytes(query: string): number[] {
        const digits = /^0x((?:[\da-f]{2} ?)+)$/i.exec(query.trim())?.[1]?.replaceAll(' ', '');
        const wanted = digits ? Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16)) : new TextEncoder().encode(query);
        const places: number[] = [];
        for (let at = this.bytes.indexOf(wanted[0]!); at >= 0 && places.length < mostFound; at = this.bytes.indexOf(wanted[0]!, at + 1))
            if (wanted.every((byte, index) => this.bytes[at + index] === byte)) places.push(at);
        return places;
    }

    hex(width: number, from: number, to: number): string[][] {
        const rows: string[][] = [];
        for (let row = from; row < to && row * width < this.bytes.length; row++) {
            const part = this.bytes.subarray(row * width, row * width + width);
            const digits = [...part].map((byte) => byte.toString(16).padStart(2, '0'));
            const left = digits.slice(0, 8).join(' ');
            const letters = [...part].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
            rows.push([(row * width).toString(16).padStart(8, '0'), `${left}  ${digits.slice(8).join(' ')}`.padEnd(width * 3), letters]);
        }
        return rows;
    }

    async form(): Promise<Noted & { fields: [string, string][] }> {
        return (await import('./formats/parts')).form(this.text);
    }

    async multipart(): Promise<Noted & { parts: Part[] }> {
        return (await import('./formats/parts')).multipart(this.bytes, this.contentType);
    }

    async events(): Promise<Noted & { events: StreamEvent[] }> {
        return (await import('./formats/parts')).events(this.text);
    }

    /** Whether bytes of an unknown kind are the fields of a message, as far as can be seen. */
    async looksLikeMessage(): Promise<boolean> {
        if (this.found.kind !== 'binary' || this.bytes.length > mostSearched) return false;
        return (await import('./formats/structured')).isMessage(this.bytes);
    }

    /** The tokens within the beginning of the text. */
    tokens(): WebToken[] {
        return tokenKinds.has(this.found.kind) ? webTokens(this.text.slice(0, mostSearched)) : [];
    }
}

/** Takes the coding of a gRPC message off, up to a bound; a sentence where that fails. */
async function inflate(bytes: Uint8Array, coding: string): Promise<Uint8Array | string> {
    if (coding !== 'gzip' && coding !== 'deflate') return `compressed with ${coding || 'an unnamed coding'}, which is not read here`;
    try {
        const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream(coding));
        const reader = stream.getReader();
        const pieces: Uint8Array<ArrayBuffer>[] = [];
        let size = 0;
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
            size += part.value.length;
            if (size > mostInflated) {
                await reader.cancel();
                return `compressed with ${coding}; it holds more than 4 MB and is not opened`;
            }
            pieces.push(part.value);
        }
        return new Uint8Array(await new Blob(pieces).arrayBuffer());
    } catch {
        return `not valid ${coding}`;
    }
}
