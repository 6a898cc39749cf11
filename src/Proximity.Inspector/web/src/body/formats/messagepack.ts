import { bytesNode, Cursor, cut, hexOf, numberNode, textNode, wordNode } from './cursor';
import type { Outline, OutlineNode } from './outline';

/** MessagePack, as https://github.com/msgpack/msgpack/blob/master/spec.md has it; values that follow each other are a list. */
export function messagePack(bytes: Uint8Array): Outline {
    const cursor = new Cursor(bytes);
    const nodes: OutlineNode[] = [];
    while (!cursor.done && cursor.stopped === undefined) nodes.push(value(cursor, 0));
    return { nodes, note: cursor.stopped };
}

function value(cursor: Cursor, depth: number): OutlineNode {
    if (!cursor.enter(depth)) return cut;
    const first = cursor.u8();
    if (first === undefined) return cut;
    if (first < 0x80) return numberNode(first);
    if (first < 0x90) return map(cursor, first & 0x0f, depth);
    if (first < 0xa0) return list(cursor, first & 0x0f, depth);
    if (first < 0xc0) return textNode(cursor.take(first & 0x1f));
    if (first >= 0xe0) return numberNode(first - 256);
    return (kinds[first] ?? unknown)(cursor, depth);
}

type Read = (cursor: Cursor, depth: number) => OutlineNode;

const sized =
    (length: (cursor: Cursor) => number | undefined, make: (cursor: Cursor, count: number, depth: number) => OutlineNode): Read =>
    (cursor, depth) => {
        const count = length(cursor);
        return count === undefined ? cut : make(cursor, count, depth);
    };
const one = (cursor: Cursor): number | undefined => cursor.u8();
const two = (cursor: Cursor): number | undefined => cursor.u16();
const four = (cursor: Cursor): number | undefined => cursor.u32();
const text = (cursor: Cursor, count: number): OutlineNode => textNode(cursor.take(count));
const binary = (cursor: Cursor, count: number): OutlineNode => bytesNode(cursor.take(count));

const kinds: Record<number, Read> = {
    0xc0: () => wordNode('nil'),
    0xc2: () => wordNode('false'),
    0xc3: () => wordNode('true'),
    0xc4: sized(one, binary),
    0xc5: sized(two, binary),
    0xc6: sized(four, binary),
    0xc7: sized(one, extension),
    0xc8: sized(two, extension),
    0xc9: sized(four, extension),
    0xca: (cursor) => numberNode(cursor.f32(), 'float32'),
    0xcb: (cursor) => numberNode(cursor.f64(), 'float64'),
    0xcc: (cursor) => numberNode(cursor.u8()),
    0xcd: (cursor) => numberNode(cursor.u16()),
    0xce: (cursor) => numberNode(cursor.u32()),
    0xcf: (cursor) => numberNode(cursor.u64()),
    0xd0: (cursor) => numberNode(cursor.i8()),
    0xd1: (cursor) => numberNode(cursor.i16()),
    0xd2: (cursor) => numberNode(cursor.i32()),
    0xd3: (cursor) => numberNode(cursor.i64()),
    0xd4: (cursor) => extension(cursor, 1),
    0xd5: (cursor) => extension(cursor, 2),
    0xd6: (cursor) => extension(cursor, 4),
    0xd7: (cursor) => extension(cursor, 8),
    0xd8: (cursor) => extension(cursor, 16),
    0xd9: sized(one, text),
    0xda: sized(two, text),
    0xdb: sized(four, text),
    0xdc: sized(two, list),
    0xdd: sized(four, list),
    0xde: sized(two, map),
    0xdf: sized(four, map),
};

function unknown(cursor: Cursor): OutlineNode {
    cursor.stop(`Byte ${cursor.at - 1} begins no value of MessagePack. The hex view has the rest.`);
    return cut;
}

function list(cursor: Cursor, count: number, depth: number): OutlineNode {
    const children: OutlineNode[] = [];
    for (let index = 0; index < count && cursor.stopped === undefined; index++)
        children.push({ ...value(cursor, depth + 1), name: String(index) });
    return { text: `[ ${count.toLocaleString('en-GB')} ${count === 1 ? 'item' : 'items'} ]`, type: 'object', children };
}

function map(cursor: Cursor, count: number, depth: number): OutlineNode {
    const children: OutlineNode[] = [];
    for (let index = 0; index < count && cursor.stopped === undefined; index++) {
        const key = value(cursor, depth + 1);
        children.push({ ...value(cursor, depth + 1), name: nameOf(key) });
    }
    return { text: `{ ${count.toLocaleString('en-GB')} ${count === 1 ? 'key' : 'keys'} }`, type: 'object', children };
}

/** A key that is a text stands without its quotes. */
export function nameOf(key: OutlineNode): string {
    if (key.type !== 'string') return key.text;
    try {
        return JSON.parse(key.text) as string;
    } catch {
        return key.text;
    }
}

function extension(cursor: Cursor, count: number): OutlineNode {
    const type = cursor.i8();
    const bytes = cursor.take(count);
    if (type === undefined || bytes === undefined) return cut;
    const time = type === -1 ? timestamp(bytes) : undefined;
    return time ? { text: time, type: 'word', note: 'timestamp' } : { text: hexOf(bytes), type: 'word', note: `extension ${type}` };
}

function timestamp(bytes: Uint8Array): string | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const seconds =
        bytes.length === 4
            ? BigInt(view.getUint32(0))
            : bytes.length === 8
              ? view.getBigUint64(0) & 0x3ffffffffn
              : bytes.length === 12
                ? view.getBigInt64(4)
                : undefined;
    if (seconds === undefined) return undefined;
    const at = new Date(Number(seconds) * 1000);
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
