import { api } from '../lib/api';
import { duration } from '../lib/format';
import { page } from '../lib/page.svelte';
import type { Row } from '../lib/types';

export type Way = 'command' | 'browser' | 'machine' | 'phone';

export interface Tick {
    after: number;
    flow: Row;
}

const isLocal = (client: string | undefined): boolean =>
    client === undefined || /^(?:127\.|\[?::1\]?|localhost|\[?::ffff:127\.)/.test(client);

/** Tells which way a flow came: by the client's address, by what was copied last, and by the client's own name. */
class Ticks {
    done = $state<Partial<Record<Way, Tick>>>({});
    copied = $state<Way | undefined>(undefined);
    private readonly since = Date.now();
    private readonly seen = new Set<number>();

    async look(rows: Row[]): Promise<void> {
        const fresh = rows
            .filter((row) => !this.seen.has(row.id) && (page.sawEmpty || Date.parse(row.started) >= this.since - 1000))
            .slice(0, 10);
        for (const row of fresh) {
            this.seen.add(row.id);
            const way = await this.wayOf(row);
            if (!this.done[way]) this.done = { ...this.done, [way]: { after: Date.parse(row.started) - this.since, flow: row } };
        }
    }

    private async wayOf(row: Row): Promise<Way> {
        if (!isLocal(row.client)) return 'phone';
        if (this.copied === 'machine') return 'machine';
        if (/chrom|firefox|edge|safari/i.test(row.process ?? '')) return 'browser';
        try {
            const { request } = await api.flow(row.id);
            const agent = request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? '';
            return agent.startsWith('Mozilla/') ? 'browser' : 'command';
        } catch {
            // The flow is gone already; what was copied last is the best guess.
            return this.copied ?? 'command';
        }
    }

    say(way: Way): string | undefined {
        const tick = this.done[way];
        return tick && `First flow after ${duration(Math.max(0, tick.after))}: ${tick.flow.method} ${tick.flow.url.slice(0, 120)}`;
    }
}

export const ticks = new Ticks();
export const lookAtNew = (): void => void ticks.look(page.list.rows.slice(-20));
