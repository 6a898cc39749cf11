import { kindOf, type Found } from './kinds';
import { Lines } from './lines';
import { events, form, multipart } from './parts';
import { JsonTree } from './tree';

// The worker that reads a body, holds it, and gives what is on the screen. Nothing here blocks the page.

let bytes = new Uint8Array(0);
let text: string | undefined;
let charset = 'utf-8';
let found: Found | undefined;
let declared = '';
let lines: { columns: number; lines: Lines } | undefined;
let tree: JsonTree | undefined;
let loading: AbortController | undefined;

function decoded(): string {
    if (text === undefined) {
        try {
            text = new TextDecoder(charset).decode(bytes);
        } catch {
            text = new TextDecoder().decode(bytes);
        }
    }
    return text;
}

async function open(url: string, contentType: string, size: number): Promise<object> {
    loading = new AbortController();
    const answer = await fetch(url, { signal: loading.signal });
    if (!answer.ok || !answer.body) throw new Error(`The body could not be read: the answer was ${answer.status}.`);
    const reader = answer.body.getReader();
    let room = new Uint8Array(Math.max(65_536, size));
    let filled = 0;
    let told = 0;
    for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (filled + value.length > room.length) {
            const larger = new Uint8Array(Math.max(room.length * 2, filled + value.length));
            larger.set(room.subarray(0, filled));
            room = larger;
        }
        room.set(value, filled);
        filled += value.length;
        if (performance.now() - told > 150) {
            told = performance.now();
            postMessage({ progress: filled });
        }
    }
    bytes = room.subarray(0, filled);
    declared = contentType;
    charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
    found = kindOf(contentType, bytes, new TextDecoder().decode(bytes.subarray(0, 1024)));
    return { size: filled, charset, ...found };
}

function hex(width: number, from: number, to: number): string[][] {
    const rows: string[][] = [];
    for (let row = from; row < to && row * width < bytes.length; row++) {
        const part = bytes.subarray(row * width, row * width + width);
        const digits = [...part].map((byte) => byte.toString(16).padStart(2, '0'));
        const left = digits.slice(0, 8).join(' ');
        const letters = [...part].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
        rows.push([(row * width).toString(16).padStart(8, '0'), `${left}  ${digits.slice(8).join(' ')}`.padEnd(width * 3), letters]);
    }
    return rows;
}

function linesFor(columns: number): Lines {
    if (lines?.columns !== columns) lines = { columns, lines: new Lines(decoded(), columns) };
    return lines.lines;
}

const theTree = (): JsonTree => (tree ??= new JsonTree(decoded()));

function search(query: string): number[] {
    const places: number[] = [];
    const escaped = query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = new RegExp(escaped, 'gi');
    const all = decoded();
    for (let match = pattern.exec(all); match && places.length < 10_000; match = pattern.exec(all)) places.push(match.index);
    return places;
}

const calls: Record<string, (...args: never[]) => unknown> = {
    open,
    stop: () => loading?.abort(),
    layout: (columns: number) => linesFor(columns).count,
    lines: (columns: number, from: number, to: number) => linesFor(columns).slice(from, to, found?.language ?? 'none'),
    rowOf: (columns: number, place: number) => linesFor(columns).rowOf(place),
    hexRows: (width: number) => Math.ceil(bytes.length / width),
    hex,
    treeCount: () => theTree().count,
    tree: (from: number, to: number) => theTree().slice(from, to),
    toggle: (row: number) => {
        theTree().toggle(row);
        return theTree().count;
    },
    reveal: (place: number) => ({ row: theTree().reveal(place), count: theTree().count }),
    value: (row: number) => theTree().value(row),
    search,
    form: () => form(decoded()),
    multipart: () => multipart(new TextDecoder('latin1').decode(bytes), declared),
    events: () => events(decoded()),
    text: (limit: number) => decoded().slice(0, limit),
    bytes: () => bytes.slice().buffer,
};

onmessage = async ({ data }: MessageEvent<{ id: number; call: string; args: never[] }>) => {
    try {
        postMessage({ id: data.id, value: await calls[data.call]!(...data.args) });
    } catch (failure) {
        postMessage({ id: data.id, error: failure instanceof Error ? failure.message : String(failure) });
    }
};
