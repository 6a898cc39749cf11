import { count } from '../lib/format';
import type { StreamMessage } from '../lib/types';

export type Direction = 'both' | 'client' | 'origin';

const isPing = ({ kind }: StreamMessage): boolean => kind === 'ping' || kind === 'pong';

const plainCount = (length: number): string => `${count(length)} ${length === 1 ? 'byte' : 'bytes'}`;

const hex = (base64: string, most: number): string =>
    [...atob(base64.slice(0, Math.ceil(most / 3) * 4)).slice(0, most)]
        .map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0'))
        .join(' ');

/** What a message says, in one line. */
export function content(message: StreamMessage): string {
    if (message.text !== undefined && message.text !== '') return message.text;
    if (message.kind === 'close') return `closed${message.closeCode ? `, ${message.closeCode}` : ''}`;
    return message.base64 === undefined ? '' : `⟨${plainCount(message.length)}⟩ ${hex(message.base64, 24)}`;
}

/** The messages that are asked for. */
export function chosenOf(all: StreamMessage[], query: string, from: Direction, hidesPings: boolean): StreamMessage[] {
    const wanted = query.toLowerCase();
    return all.filter(
        (message) =>
            (from === 'both' || message.from === from) &&
            (!hidesPings || !isPing(message)) &&
            (wanted === '' || content(message).toLowerCase().includes(wanted) || message.eventType?.toLowerCase().includes(wanted)),
    );
}

/** The bytes of a message, for the viewer. */
export function bytesOf(message: StreamMessage): Uint8Array {
    if (message.text !== undefined) return new TextEncoder().encode(message.text);
    return Uint8Array.from(atob(message.base64 ?? ''), (letter) => letter.charCodeAt(0));
}
