import { bytesNode, Cursor, cut, hexOf, numberNode, textNode, wordNode } from './cursor';
import { nameOf } from './messagepack';
import type { Outline, OutlineNode } from './outline';

/** CBOR (RFC 8949); values that follow each other are a sequence (RFC 8742). */
export function cbor(bytes: Uint8Array): Outline {
    const cursor = new Cursor(bytes);
    const nodes: OutlineNode[] = [];
    while (!cursor.done && cursor.stopped === undefined) nodes.push(value(cursor, 0) ?? unexpected(cursor));
    return { nodes, note: cursor.stopped };
}

const unexpected = (cursor: Cursor): OutlineNode => {
    cursor.stop(`Byte ${cursor.at - 1} ends something that was not begun. The hex view has the rest.`);
    return cut;
};

/** A value; undefined for the break that ends one of indefinite length. */
function value(cursor: Cursor, depth: number): OutlineNode | undefined {
    if (!cursor.enter(depth)) return cut;
    const first = cursor.u8();
    if (first === undefined) return cut;
    const major = first >> 5;
    const rest = first & 0x1f;
    if (major === 7) return simple(cursor, rest);
    if (rest === 31) return indefinite(cursor, major, depth);
    const argument = rest < 24 ? BigInt(rest) : argumentOf(cursor, rest);
    if (argument === undefined) return cut;
    switch (major) {
        case 0:
            return numberNode(argument);
        case 1:
            return numberNode(-1n - argument);
        case 2:
            return bytesNode(take(cursor, argument));
        case 3:
            return textNode(take(cursor, argument));
        case 4:
            return list(cursor, argument, depth);
        case 5:
            return map(cursor, argument, depth);
        default:
            return tagged(cursor, argument, depth);
    }
}

/** RFC 8949, section 3: the argument behind the first byte; 28 to 30 are reserved. */
function argumentOf(cursor: Cursor, rest: number): bigint | undefined {
    if (rest > 27) return cursor.stop(`Byte ${cursor.at - 1} is reserved in CBOR. The hex view has the rest.`);
    if (rest === 27) return cursor.u64();
    const found = rest === 24 ? cursor.u8() : rest === 25 ? cursor.u16() : cursor.u32();
    return found === undefined ? undefined : BigInt(found);
}

const take = (cursor: Cursor, count: bigint): Uint8Array | undefined =>
    cursor.take(count > 0xffffffffn ? Number.MAX_SAFE_INTEGER : Number(count));

function list(cursor: Cursor, count: bigint | undefined, depth: number): OutlineNode {
    const children: OutlineNode[] = [];
    for (let index = 0; (count === undefined || index < count) && cursor.stopped === undefined; index++) {
        const item = value(cursor, depth + 1);
        if (item === undefined) {
            if (count !== undefined) unexpected(cursor);
            break;
        }
        children.push({ ...item, name: String(index) });
    }
    return container('item', count ?? BigInt(children.length), children);
}

function map(cursor: Cursor, count: bigint | undefined, depth: number): OutlineNode {
    const children: OutlineNode[] = [];
    for (let index = 0; (count === undefined || index < count) && cursor.stopped === undefined; index++) {
        const key = value(cursor, depth + 1);
        if (key === undefined) {
            if (count !== undefined) unexpected(cursor);
            break;
        }
        const item = value(cursor, depth + 1) ?? unexpected(cursor);
        children.push({ ...item, name: nameOf(key) });
    }
    return container('key', count ?? BigInt(children.length), children);
}

function container(unit: 'item' | 'key', count: bigint, children: OutlineNode[]): OutlineNode {
    const text = `${count.toLocaleString('en-GB')} ${unit}${count === 1n ? '' : 's'}`;
    return { text: unit === 'item' ? `[ ${text} ]` : `{ ${text} }`, type: 'object', children };
}

/** Texts and bytes in pieces, lists and maps that end with a break. */
function indefinite(cursor: Cursor, major: number, depth: number): OutlineNode {
    if (major === 4) return list(cursor, undefined, depth);
    if (major === 5) return map(cursor, undefined, depth);
    if (major !== 2 && major !== 3) {
        cursor.stop(`Byte ${cursor.at - 1} has no length in CBOR. The hex view has the rest.`);
        return cut;
    }
    const children: OutlineNode[] = [];
    while (cursor.stopped === undefined) {
        const piece = value(cursor, depth + 1);
        if (piece === undefined) break;
        children.push(piece);
    }
    const note = `${children.length.toLocaleString('en-GB')} pieces`;
    return { text: major === 3 ? 'text in pieces' : 'bytes in pieces', type: 'object', note, children };
}

const words: Record<number, string> = { 20: 'false', 21: 'true', 22: 'null', 23: 'undefined' };

function simple(cursor: Cursor, rest: number): OutlineNode | undefined {
    if (rest === 31) return undefined;
    if (rest === 25) return numberNode(half(cursor.u16()), 'float16');
    if (rest === 26) return numberNode(cursor.f32(), 'float32');
    if (rest === 27) return numberNode(cursor.f64(), 'float64');
    if (rest > 27) {
        cursor.stop(`Byte ${cursor.at - 1} is reserved in CBOR. The hex view has the rest.`);
        return cut;
    }
    const code = rest === 24 ? cursor.u8() : rest;
    return code === undefined ? cut : wordNode(words[code] ?? `simple ${code}`);
}

/** RFC 8949, appendix D. */
function half(bits: number | undefined): number | undefined {
    if (bits === undefined) return undefined;
    const exponent = (bits >> 10) & 0x1f;
    const mantissa = bits & 0x3ff;
    const size =
        exponent === 0 ? mantissa * 2 ** -24 : exponent === 31 ? (mantissa ? NaN : Infinity) : (mantissa + 1024) * 2 ** (exponent - 25);
    return bits & 0x8000 ? -size : size;
}

/** RFC 8949, section 3.4: the tags that people meet; others show their number. */
function tagged(cursor: Cursor, tag: bigint, depth: number): OutlineNode {
    const start = cursor.at;
    const inner = value(cursor, depth + 1) ?? unexpected(cursor);
    const note = [inner.note, `tag ${tag}`].filter(Boolean).join(', ');
    if (cursor.stopped !== undefined) return { ...inner, note };
    if (tag === 1n && inner.type === 'number') {
        const at = new Date(Number(inner.text) * 1000);
        return { ...inner, note: Number.isNaN(at.getTime()) ? note : `${note}, ${at.toISOString()}` };
    }
    if ((tag === 2n || tag === 3n) && inner.note?.startsWith('bytes')) return bigNumber(cursor.bytes.subarray(start, cursor.at), tag, note);
    return { ...inner, note };
}

function bigNumber(item: Uint8Array, tag: bigint, note: string): OutlineNode {
    const rest = item[0]! & 0x1f;
    const digits = item.subarray(rest < 24 ? 1 : 1 + 2 ** (rest - 24));
    if (digits.length > 256) return { text: hexOf(digits), type: 'word', note: `${note}, a large number` };
    const size = BigInt(`0x${[...digits].map((byte) => byte.toString(16).padStart(2, '0')).join('') || '0'}`);
    return numberNode(tag === 2n ? size : -1n - size, note);
}
