import { api, sentence } from './api';
import { FlowList } from '../list/model.svelte';
import { highlight, kept } from './settings.svelte';
import type { Row, Status } from './types';

export const tabs = ['overview', 'headers', 'body', 'messages', 'timing', 'tls', 'raw', 'notes'] as const;
export type Tab = (typeof tabs)[number];

export type Dialog =
    | { kind: 'palette' }
    | { kind: 'help' }
    | { kind: 'clear' }
    | { kind: 'columns' }
    | { kind: 'filters' }
    | { kind: 'export'; ids?: number[] }
    | { kind: 'resend'; id: number }
    | { kind: 'diff'; a: number; b: number };

export interface Notice {
    tone: 'info' | 'warn' | 'bad';
    text: string;
    action?: { title: string; run: () => void };
}

/** What the page shows: one list, one open flow, one view, at most one dialog. */
class Page {
    readonly list = new FlowList();
    status = $state.raw<Status | undefined>(undefined);
    statusFault = $state<string | undefined>(undefined);
    view = $state<'flows' | 'connect'>('flows');
    /** Becomes true with the first flow, or when the list is asked for. */
    started = $state(false);
    /** The page saw a proxy without flows, so the four cards stay until the list is asked for. */
    sawEmpty = $state(false);
    tab = $state<Tab>('overview');
    dialog = $state.raw<Dialog | undefined>(undefined);
    notice = $state.raw<Notice | undefined>(undefined);
    copyMenu = $state(false);
    /** Counts the changes that this page made to flows, so that what is open is read again. */
    changes = $state(0);
    /** The bar of the second filter: it is shown, and takes the focus when it was asked for. */
    marking = $state<'shown' | 'typing' | undefined>(highlight.value ? 'shown' : undefined);
    side = kept('groups', false);
    split = kept('split', { wide: 0, narrow: 46 });

    /** The flows that an action is for: the selection, or the open flow. */
    get targets(): number[] {
        const { selected, focusedId, openId } = this.list;
        if (selected.size > 0) return [...selected];
        const one = openId ?? focusedId;
        return one === undefined ? [] : [one];
    }

    get target(): number | undefined {
        return this.list.openId ?? this.list.focusedId;
    }

    say(text: string, tone: Notice['tone'] = 'info', action?: Notice['action']): void {
        this.notice = action ? { tone, text, action } : { tone, text };
    }

    async attempt(what: string, work: () => Promise<void>): Promise<void> {
        try {
            await work();
        } catch (failure) {
            this.say(`${what} failed. ${sentence(failure)}`, 'bad', { title: 'Try again', run: () => void this.attempt(what, work) });
        }
    }

    open(row: Row | number, tab?: Tab): void {
        this.list.open(typeof row === 'number' ? row : row.id);
        if (tab) this.tab = tab;
        this.view = 'flows';
        this.started = true;
    }

    close(): void {
        this.list.close();
    }

    async readStatus(): Promise<void> {
        try {
            this.status = await api.status();
            this.statusFault = undefined;
        } catch (failure) {
            this.statusFault = sentence(failure);
        }
    }

    /** The address of the page holds the filter, the open flow and its tab. */
    readHash(): void {
        const query = new URLSearchParams(location.hash.slice(1));
        this.list.setFilter(query.get('filter') ?? '');
        const flow = Number(query.get('flow') ?? NaN);
        if (Number.isFinite(flow) && flow !== 0) this.list.open(flow);
        const tab = tabs.find((name) => name === query.get('tab'));
        if (tab) this.tab = tab;
        if (query.get('view') === 'connect') this.view = 'connect';
    }

    get hash(): string {
        const query = new URLSearchParams();
        if (this.view === 'connect') query.set('view', 'connect');
        if (this.list.filter) query.set('filter', this.list.filter);
        if (this.list.openId !== undefined) {
            query.set('flow', String(this.list.openId));
            if (this.tab !== 'overview') query.set('tab', this.tab);
        }
        return query.toString();
    }
}

export const page = new Page();
