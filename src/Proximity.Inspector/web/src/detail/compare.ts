import type { Field, FlowDetail, Side } from '../lib/types';

/** A header field, and what became of it between what was received and what was sent. */
export interface Entry {
    name: string;
    value: string;
    change: 'same' | 'add' | 'del';
}

/** A head as text and as fields. */
export interface HeadText {
    startLine: string;
    headers: Field[];
    raw: string;
    /** The protocol has no text of its own, so it was written from the fields. */
    rendered: boolean;
}

/** Both heads of one message; `sent` is absent when it went on as it came. */
export interface HeadPair {
    received: HeadText;
    sent: HeadText | undefined;
}

/** Nothing where the message has not come. */
export function pairOf(flow: FlowDetail, side: Side): HeadPair | undefined {
    const message = side === 'request' ? flow.request : flow.response;
    if (!message) return undefined;
    const sent = side === 'request' ? flow.requestSent : flow.responseSent;
    const raw = message.raw ?? message.headers.map((field) => field.join(': ')).join('\n');
    return {
        received: { startLine: raw.split(/\r?\n/, 1)[0] ?? '', headers: message.headers, raw, rendered: message.rendered ?? false },
        sent: sent ? { ...sent, rendered: false } : undefined,
    };
}

const key = ([name, value]: Field): string => `${name.toLowerCase()}\0${value}`;
const entry = ([name, value]: Field, change: Entry['change']): Entry => ({ name, value, change });
// The pseudo-header fields of HTTP/2 are the start line of HTTP/1.1, so they are neither gone nor new.
const isPseudo = ([name]: Field): boolean => name.startsWith(':');

/** Takes the fields of one list out of another, each once, and says which of the first were not there. */
function missing(fields: Field[], others: Field[]): Set<number> {
    const counts = new Map<string, number>();
    for (const field of others) counts.set(key(field), (counts.get(key(field)) ?? 0) + 1);
    const gone = new Set<number>();
    for (const [index, field] of fields.entries()) {
        const left = counts.get(key(field)) ?? 0;
        if (left > 0) counts.set(key(field), left - 1);
        else if (!isPseudo(field)) gone.add(index);
    }
    return gone;
}

/** Each side in its own order: what the other does not have is marked. */
export function beside({ received, sent }: HeadPair): { received: Entry[]; sent: Entry[] } {
    const other = sent?.headers ?? received.headers;
    const gone = missing(received.headers, other);
    const come = missing(other, received.headers);
    return {
        received: received.headers.map((field, index) => entry(field, gone.has(index) ? 'del' : 'same')),
        sent: other.map((field, index) => entry(field, come.has(index) ? 'add' : 'same')),
    };
}

/** Both in one list, in the order of what was received: a changed field stands below what it was. */
export function merged(pair: HeadPair): Entry[] {
    const sides = beside(pair);
    const added = sides.sent.filter((one) => one.change === 'add');
    const entries: Entry[] = [];
    for (const one of sides.received) {
        entries.push(one);
        if (one.change !== 'del') continue;
        const at = added.findIndex((other) => other.name.toLowerCase() === one.name.toLowerCase());
        if (at >= 0) entries.push(...added.splice(at, 1));
    }
    return [...entries, ...added];
}

/** What happened on the way, in a few words. */
export function summaryOf(pair: HeadPair): string {
    if (!pair.sent) return 'sent as received';
    const { received, sent } = beside(pair);
    const removed = received.filter((one) => one.change === 'del').length;
    const added = sent.filter((one) => one.change === 'add').length;
    if (added + removed > 0) return `${added} added, ${removed} removed on the way`;
    return pair.sent.startLine === pair.received.startLine ? 'the same fields, written anew' : 'another start line, the same fields';
}
