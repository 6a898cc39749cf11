import { api, sentence } from '../lib/api';
import { count, ended } from '../lib/format';
import type { FlowDetail, StreamMessage } from '../lib/types';

export type Direction = 'both' | 'client' | 'origin';


const page = 200;
const most = 5000;

/** The messages of one stream: the newest five thousand, read on while the stream is open. */
export class MessageLog {
    all = $state.raw<StreamMessage[]>([]);
    total = $state(0);
    fault = $state('');
    loaded = $state(false);
    private last = 0;
    private stopped = false;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private flow: FlowDetail) {
        void this.start();
    }

    get skipped(): number {
        return this.all[0] ? this.all[0].number - 1 : 0;
    }

    update(flow: FlowDetail): void {
        this.flow = flow;
    }

    stop(): void {
        this.stopped = true;
        clearTimeout(this.timer);
    }

    private async start(): Promise<void> {
        try {
            const { total, messages } = await api.messages(this.flow.id, 0, 1);
            this.total = total;
            const before = (messages[0]?.number ?? 1) - 1;
            this.last = Math.max(before, before + total - most);
        } catch (failure) {
            this.fault = sentence(failure);
        }
        await this.readOn();
    }

    private async readOn(): Promise<void> {
        try {
            for (;;) {
                if (this.stopped) return;
                const found = await api.messages(this.flow.id, this.last, page);
                this.total = found.total;
                if (found.messages.length === 0) break;
                this.last = found.messages.at(-1)!.number;
                this.all = [...this.all, ...found.messages].slice(-most);
                if (found.messages.length < page) break;
            }
            this.fault = '';
        } catch (failure) {
            this.fault = sentence(failure);
        }
        this.loaded = true;
        if (!this.stopped && !ended(this.flow)) this.timer = setTimeout(() => void this.readOn(), 500);
    }
}

const isPing = ({ kind }: StreamMessage): boolean => kind === 'ping' || kind === 'pong';

const plainCount = (length: number): string => `${count(length)} ${length === 1 ? 'byte' : 'bytes'}`;

export const hex = (base64: string, most: number): string =>
    [...atob(base64.slice(0, most * 2)).slice(0, most)].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');

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
