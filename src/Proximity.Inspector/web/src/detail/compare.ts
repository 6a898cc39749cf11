import type { Field, Message } from '../lib/types';
import type { Entry } from './HeaderTable.svelte';

const plain = (fields: Field[]): Entry[] => fields.map(([name, value]) => ({ name, value, change: 'same' }));

/** Received and sent side by side: what is in both stands once, in the order of what was received. */
export function merged(message: Message): Entry[] {
    if (!message.received) return plain(message.headers);
    const key = ([name, value]: Field): string => `${name.toLowerCase()}\0${value}`;
    const rest = [...message.headers];
    const take = (test: (field: Field) => boolean): Field | undefined => {
        const at = rest.findIndex(test);
        return at < 0 ? undefined : rest.splice(at, 1)[0];
    };
    const entries: Entry[] = [];
    for (const field of message.received.headers) {
        // The pseudo-header fields of HTTP/2 are the request line of HTTP/1.1, so they are not gone.
        if (field[0].startsWith(':') || take((sent) => key(sent) === key(field))) {
            entries.push({ name: field[0], value: field[1], change: 'same' });
            continue;
        }
        entries.push({ name: field[0], value: field[1], change: 'del' });
        const name = field[0].toLowerCase();
        const stays = message.received.headers.some(
            (other) => other !== field && key(other) !== key(field) && other[0].toLowerCase() === name,
        );
        const changed = stays ? undefined : take((sent) => sent[0].toLowerCase() === name);
        if (changed) entries.push({ name: changed[0], value: changed[1], change: 'add' });
    }
    return [...entries, ...rest.map(([name, value]): Entry => ({ name, value, change: 'add' }))];
}

export const received = (message: Message): Entry[] => plain(message.received?.headers ?? message.headers);
export const sent = (message: Message): Entry[] => plain(message.headers);
