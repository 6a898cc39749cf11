import { bytesNode, Cursor, cut, lenientText, sizeOf, textOf } from './cursor';
import { deepest, mostNodes, type Outline, type OutlineNode } from './outline';

const largestNumber = 536_870_911;

/** A protobuf message without its schema: field numbers, wire types, and what the values can mean. */
export function protobuf(bytes: Uint8Array): Outline {
    const cursor = new Cursor(bytes);
    return { nodes: fields(cursor, 0), note: cursor.stopped };
}

/** Whether all bytes are fields of a message; nothing inside of them is looked at. */
export function isMessage(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return false;
    const cursor = new Cursor(bytes);
    const groups: number[] = [];
    let count = 0;
    while (!cursor.done) {
        const tag = tagOf(cursor);
        if (!tag || ++count > mostNodes) return false;
        if (tag.type === 3) groups.push(tag.number);
        else if (tag.type === 4) {
            if (groups.pop() !== tag.number) return false;
        } else if (!skip(cursor, tag.type)) return false;
    }
    return groups.length === 0 && cursor.stopped === undefined;
}

function skip(cursor: Cursor, type: number): boolean {
    if (type === 0) return varint(cursor) !== undefined;
    if (type === 1) return cursor.take(8) !== undefined;
    if (type === 5) return cursor.take(4) !== undefined;
    return type === 2 && lengthOf(cursor) !== undefined;
}

function tagOf(cursor: Cursor): { number: number; type: number } | undefined {
    const start = cursor.at;
    const tag = varint(cursor);
    if (tag === undefined) return undefined;
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (number < 1 || number > largestNumber) return cursor.stop(`Byte ${start} begins no field: its number would be ${number}.`);
    if (type > 5) return cursor.stop(`Byte ${start} begins no field: there is no wire type ${type}.`);
    return { number, type };
}

function varint(cursor: Cursor): bigint | undefined {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = cursor.u8();
        if (byte === undefined) return undefined;
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return value & 0xffffffffffffffffn;
    }
    return cursor.stop(`The varint before byte ${cursor.at} is longer than ten bytes.`);
}

function lengthOf(cursor: Cursor): Uint8Array | undefined {
    const length = varint(cursor);
    return length === undefined ? undefined : cursor.take(length > 0xffffffffn ? Number.MAX_SAFE_INTEGER : Number(length));
}

/** Fields up to the end, or up to the end of the group that they are in. */
function fields(cursor: Cursor, depth: number, group?: number): OutlineNode[] {
    const nodes: OutlineNode[] = [];
    while (!cursor.done && cursor.enter(depth)) {
        const start = cursor.at;
        const tag = tagOf(cursor);
        if (!tag) break;
        if (tag.type === 4) {
            if (tag.number === group) return nodes;
            cursor.stop(`Byte ${start} ends a group that was not begun.`);
            break;
        }
        nodes.push({ ...field(cursor, tag, depth), name: String(tag.number) });
    }
    if (group !== undefined && cursor.done) cursor.stop('The data ends within a group.');
    return nodes;
}

function field(cursor: Cursor, tag: { number: number; type: number }, depth: number): OutlineNode {
    switch (tag.type) {
        case 0:
            return ofVarint(varint(cursor));
        case 1:
            return fixed(cursor, 8);
        case 5:
            return fixed(cursor, 4);
        case 3: {
            const children = fields(cursor, depth + 1, tag.number);
            return { text: summary(children), type: 'object', note: 'group', children };
        }
        default:
            return ofBytes(lengthOf(cursor), cursor, depth);
    }
}

function ofVarint(value: bigint | undefined): OutlineNode {
    if (value === undefined) return cut;
    const signed = BigInt.asIntN(64, value);
    return { text: String(value), type: 'number', note: signed < 0n ? `varint, signed ${signed}` : 'varint' };
}

function fixed(cursor: Cursor, size: 4 | 8): OutlineNode {
    const bytes = cursor.take(size);
    if (!bytes) return cut;
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    const whole = size === 8 ? view.getBigUint64(0, true) : view.getUint32(0, true);
    const real = size === 8 ? view.getFloat64(0, true) : Number(view.getFloat32(0, true).toPrecision(7));
    return { text: String(whole), type: 'number', note: `fixed${size * 8}, as ${size === 8 ? 'double' : 'float'} ${real}` };
}

/** A text, a message, or bytes: the wire does not say which. */
function ofBytes(bytes: Uint8Array | undefined, cursor: Cursor, depth: number): OutlineNode {
    if (!bytes) return cut;
    const text = textOf(bytes.subarray(0, 100_000));
    const first = bytes[0];
    // A text seldom begins with a tab or a line's end, the first fields of a message do.
    const space = first === 9 || first === 10 || first === 13;
    if (text !== undefined && !(space && isMessage(bytes)))
        return { text: JSON.stringify(text), type: 'string', note: `text, ${sizeOf(bytes.length)}` };
    if (depth >= deepest || !isMessage(bytes)) return bytesNode(bytes);
    const inner = new Inner(bytes, cursor);
    const children = fields(inner, depth + 1);
    if (inner.stopped !== undefined) cursor.stop(inner.stopped);
    return { text: summary(children), type: 'object', note: `message, ${sizeOf(bytes.length)}`, children };
}

/** A message within another shares its bound of values. */
class Inner extends Cursor {
    constructor(
        bytes: Uint8Array,
        private readonly outer: Cursor,
    ) {
        super(bytes);
    }

    override enter(depth: number): boolean {
        if (this.outer.enter(depth)) return this.stopped === undefined;
        this.stop(this.outer.stopped!);
        return false;
    }
}

const summary = (children: OutlineNode[]): string => `{ ${children.length} ${children.length === 1 ? 'field' : 'fields'} }`;

const mostFrames = 1000;

/** One message of gRPC: its flag, and its bytes. */
export interface Frame {
    flag: number;
    bytes: Uint8Array;
}

/** The length-prefixed messages of a gRPC body, and why it ends before its bytes do. */
export function frames(bytes: Uint8Array): { frames: Frame[]; note: string | undefined } {
    const cursor = new Cursor(bytes);
    const found: Frame[] = [];
    while (!cursor.done && found.length < mostFrames) {
        const start = cursor.at;
        const flag = cursor.u8();
        const length = cursor.u32();
        const content = length === undefined ? undefined : cursor.take(length);
        if (flag === undefined || !content) {
            const came = bytes.length - start - 5;
            const of =
                length === undefined ? 'within its prefix' : `after ${sizeOf(Math.max(0, came))} of ${length.toLocaleString('en-GB')}`;
            return { frames: found, note: `Message ${found.length + 1} is cut ${of}.` };
        }
        found.push({ flag, bytes: content });
    }
    return { frames: found, note: cursor.done ? undefined : `The first ${mostFrames.toLocaleString('en-GB')} messages are shown.` };
}

/** The messages of a gRPC body as an outline; `inflate` takes the coding of the call off. */
export async function grpc(bytes: Uint8Array, inflate: (bytes: Uint8Array) => Promise<Uint8Array | string>): Promise<Outline> {
    const cutInto = frames(bytes);
    const notes = [cutInto.note];
    const nodes: OutlineNode[] = [];
    for (const [index, frame] of cutInto.frames.entries()) {
        const name = `message ${index + 1}`;
        if (frame.flag & 0x80) {
            nodes.push({ name: 'trailers', text: JSON.stringify(lenientText(frame.bytes).trim()), type: 'string', note: 'gRPC-Web' });
            continue;
        }
        const content = frame.flag & 1 ? await inflate(frame.bytes) : frame.bytes;
        if (typeof content === 'string') {
            nodes.push({ ...bytesNode(frame.bytes, content), name });
            continue;
        }
        const inner = protobuf(content);
        if (inner.note) notes.push(`Message ${index + 1}: ${inner.note}`);
        const note = frame.flag & 1 ? `${sizeOf(frame.bytes.length)}, ${sizeOf(content.length)} decompressed` : sizeOf(content.length);
        nodes.push({ name, text: summary(inner.nodes), type: 'object', note, children: inner.nodes });
    }
    return { nodes, note: notes.filter(Boolean).slice(0, 3).join(' ') || undefined };
}

/** The text form of gRPC-Web: Base64, in pieces that each may end with padding. */
export function fromBase64(text: string): Uint8Array {
    const pieces = text.replace(/\s+/g, '').match(/[\w+/-]+={0,2}/g) ?? [];
    const binary = pieces.map((piece) => {
        try {
            return atob(piece);
        } catch {
            return '';
        }
    });
    return Uint8Array.from(binary.join(''), (letter) => letter.charCodeAt(0));
}
