import { BodyDocument, type Searched, type Sheet } from './document';
import { looksLikeJson } from './json';

// The worker that reads a body, holds it, and gives what is on the screen. Nothing here blocks the page.

let body = new BodyDocument(new Uint8Array(0), '', '');
let loading: AbortController | undefined;

/** What decides how bytes are read, beside themselves. */
interface Declared {
    contentType: string;
    /** The coding of each message of a gRPC call. */
    messageCoding: string;
}

async function open(url: string, size: number, declared: Declared): Promise<object> {
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
    return { ...(await hold(room.subarray(0, filled), declared)), isDecoded: answer.headers.get('proximity-decoded') !== 'false' };
}

async function hold(bytes: Uint8Array<ArrayBuffer>, { contentType, messageCoding }: Declared): Promise<object> {
    body = new BodyDocument(bytes, contentType, messageCoding);
    const { charset, isPretty, found } = body;
    return { size: bytes.length, charset, isPretty, hasFields: await body.looksLikeMessage(), ...found };
}

/** JSON is compared by its members, other texts by their lines. */
async function compare(before: string, after: string): Promise<object> {
    const { differenceOf } = await import('./formats/difference');
    if (!looksLikeJson(before) || !looksLikeJson(after)) return differenceOf(before, after);
    const { prettyJson } = await import('./formats/pretty');
    return differenceOf(prettyJson(before), prettyJson(after));
}

const calls: Record<string, (...args: never[]) => unknown> = {
    open,
    hold,
    stop: () => loading?.abort(),
    layout: (sheet: Sheet, columns: number) => body.layout(sheet, columns),
    lines: (sheet: Sheet, columns: number, range: [number, number]) => body.slice(sheet, columns, range),
    rowOf: (sheet: Sheet, columns: number, place: number) => body.rowOf(sheet, columns, place),
    hexRows: (width: number) => Math.ceil(body.bytes.length / width),
    hex: (width: number, from: number, to: number) => body.hex(width, from, to),
    treeCount: async () => {
        const { tree, note } = await body.theTree();
        return { count: tree.count, note };
    },
    tree: async (from: number, to: number) => (await body.theTree()).tree.slice(from, to),
    toggle: async (row: number) => {
        const { tree } = await body.theTree();
        tree.toggle(row);
        return tree.count;
    },
    reveal: async (place: number) => {
        const { tree } = await body.theTree();
        return { row: tree.reveal(place), count: tree.count };
    },
    value: async (row: number) => (await body.theTree()).tree.value(row),
    search: (query: string, where: Searched) => body.search(query, where),
    form: () => body.form(),
    multipart: () => body.multipart(),
    events: () => body.events(),
    tokens: () => body.tokens(),
    operations: () => body.operations(),
    compare,
    bytes: (from: number, to: number) => body.bytes.slice(from, to).buffer,
};

onmessage = async ({ data }: MessageEvent<{ id: number; call: string; args: never[] }>) => {
    try {
        postMessage({ id: data.id, value: await calls[data.call]!(...data.args) });
    } catch (failure) {
        postMessage({ id: data.id, error: failure instanceof Error ? failure.message : String(failure) });
    }
};
