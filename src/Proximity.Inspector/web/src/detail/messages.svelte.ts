import { api, sentence } from '../lib/api';
import { ended } from '../lib/format';
import type { FlowDetail, StreamMessage } from '../lib/types';

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
