import { deepest, mostNodes, type OutlineNode } from './outline';

const utf8 = new TextDecoder();
const strict = new TextDecoder('utf-8', { fatal: true });

/** The text of bytes that are UTF-8 without control characters; undefined for others. */
export function textOf(bytes: Uint8Array): string | undefined {
    for (const byte of bytes) if (byte < 9 || byte === 11 || byte === 12 || (byte > 13 && byte < 32) || byte === 127) return undefined;
    try {
        return strict.decode(bytes);
    } catch {
        return undefined;
    }
}

export const lenientText = (bytes: Uint8Array): string => utf8.decode(bytes);

export const hexOf = (bytes: Uint8Array, most = 64): string =>
    [...bytes.subarray(0, most)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ') + (bytes.length > most ? ' …' : '');

export const sizeOf = (count: number): string => `${count.toLocaleString('en-GB')} ${count === 1 ? 'byte' : 'bytes'}`;

/**
 * Reads bytes from the front, within a bound of values and depth. At the first byte that is missing or wrong it stops: every read
 * gives nothing from then on, what was made stays, and `stopped` says why.
 */
export class Cursor {
    stopped: string | undefined;
    at = 0;
    private nodes = 0;
    private readonly view: DataView;

    constructor(readonly bytes: Uint8Array) {
        this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }

    get done(): boolean {
        return this.at >= this.bytes.length;
    }

    stop(reason: string): undefined {
        this.stopped ??= reason;
        return undefined;
    }

    /** Counts a value; false when there is no room for it. */
    enter(depth: number): boolean {
        if (this.stopped !== undefined) return false;
        if (depth > deepest) this.stop(`Values nested deeper than ${deepest} are not taken apart, from byte ${this.at} on.`);
        else if (++this.nodes > mostNodes)
            this.stop(`The first ${mostNodes.toLocaleString('en-GB')} values are shown, up to byte ${this.at}.`);
        return this.stopped === undefined;
    }

    private has(count: number): boolean {
        if (this.stopped !== undefined) return false;
        if (this.at + count <= this.bytes.length) return true;
        this.stop(`The data ends within a value, at byte ${this.at}.`);
        return false;
    }

    take(count: number): Uint8Array | undefined {
        if (!this.has(count)) return undefined;
        this.at += count;
        return this.bytes.subarray(this.at - count, this.at);
    }

    private number<T>(size: number, read: (at: number) => T): T | undefined {
        return this.take(size) && read(this.at - size);
    }

    u8 = (): number | undefined => this.number(1, (at) => this.view.getUint8(at));
    i8 = (): number | undefined => this.number(1, (at) => this.view.getInt8(at));
    u16 = (): number | undefined => this.number(2, (at) => this.view.getUint16(at));
    i16 = (): number | undefined => this.number(2, (at) => this.view.getInt16(at));
    u32 = (): number | undefined => this.number(4, (at) => this.view.getUint32(at));
    i32 = (): number | undefined => this.number(4, (at) => this.view.getInt32(at));
    u64 = (): bigint | undefined => this.number(8, (at) => this.view.getBigUint64(at));
    i64 = (): bigint | undefined => this.number(8, (at) => this.view.getBigInt64(at));
    f32 = (): number | undefined => this.number(4, (at) => this.view.getFloat32(at));
    f64 = (): number | undefined => this.number(8, (at) => this.view.getFloat64(at));
}

export const cut: OutlineNode = { text: 'cut here', type: 'word' };

/** A text of this length and no more is shown. */
export function textNode(bytes: Uint8Array | undefined): OutlineNode {
    return bytes ? { text: JSON.stringify(lenientText(bytes.subarray(0, 100_000))), type: 'string' } : cut;
}

export function bytesNode(bytes: Uint8Array | undefined, note = 'bytes'): OutlineNode {
    return bytes ? { text: hexOf(bytes), type: 'word', note: `${note}, ${sizeOf(bytes.length)}` } : cut;
}

export const wordNode = (text: string): OutlineNode => ({ text, type: 'word' });
export const numberNode = (value: number | bigint | undefined, note?: string): OutlineNode =>
    value === undefined ? cut : { text: String(value), type: 'number', ...(note ? { note } : {}) };
