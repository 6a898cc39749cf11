import { api, sentence } from '../lib/api';
import { count } from '../lib/format';
import { page } from '../lib/page.svelte';
import { kept, savedFilters } from '../lib/settings.svelte';
import { parts } from '../filter/parts.svelte';
import type { PathEntry, Stats } from '../lib/types';

export const kinds = [
    { by: 'host', title: 'Host' },
    { by: 'paths', title: 'Host and path' },
    { by: 'client', title: 'Client' },
    { by: 'process', title: 'Process' },
    { by: 'connection', title: 'Connection' },
    { by: 'status', title: 'Status' },
    { by: 'method', title: 'Method' },
] as const;
export type Kind = (typeof kinds)[number]['by'];

/** A line of the tree: a view, a group, or an entry of a folder. */
export interface Item {
    key: string;
    title: string;
    level: number;
    icon?: string;
    count?: number;
    errors?: number;
    /** Replaces the whole filter. */
    view?: string;
    /** Narrows the filter. */
    filter?: string;
    /** The folder that opens below it. */
    host?: string;
    under?: string;
    note?: boolean;
}

const views = [
    { title: 'All flows', icon: 'list', view: '' },
    { title: 'Errors', icon: 'error', view: 'is:error' },
    { title: 'Streams', icon: 'swap', view: 'is:ws or is:sse' },
    { title: 'Slower than 1 s', icon: 'wait', view: 'duration:1s..' },
];

/**
 * The groups of the flows that the filter finds, counted by the proxy: one level is read when it is opened. A chosen group narrows the
 * filter, and is left out of the filter that the groups are counted by.
 */
export class Groups {
    readonly by = kept<Kind>('group-by', 'host');
    fault = $state('');
    chosen = $state('');
    private stats = $state.raw<Stats>();
    private folders = $state.raw<ReadonlyMap<string, PathEntry[]>>(new Map());
    private chosenTests: readonly string[] = [];
    private takenFor = '';

    /** The filter without the chosen group. */
    get base(): string {
        return parts.tests.filter((test) => !this.chosenTests.includes(test)).join(' ');
    }

    /** Counts anew, with the folders that are open. */
    async read(): Promise<void> {
        const by = this.by.value;
        const { base } = this;
        try {
            const stats = await api.stats(base, by === 'paths' ? 'host' : by);
            const open = await Promise.all(
                [...this.folders.keys()].slice(0, 20).map(async (key) => {
                    const [host = '', under = ''] = key.split('\u0000');
                    return [key, (await api.paths(host, under, base)).entries] as const;
                }),
            );
            if (by !== this.by.value || base !== this.base) return;
            this.stats = stats;
            if (base !== this.takenFor || open.length === this.folders.size) this.folders = new Map(open);
            this.takenFor = base;
            this.fault = '';
        } catch (failure) {
            this.fault = sentence(failure);
        }
    }

    setKind(by: Kind): void {
        this.by.value = by;
        this.stats = undefined;
        this.folders = new Map();
        void this.read();
    }

    isOpen(item: Item): boolean | undefined {
        return item.host === undefined ? undefined : this.folders.has(folderOf(item));
    }

    async toggle(item: Item, open: boolean): Promise<void> {
        if (item.host === undefined || open === this.isOpen(item)) return;
        const key = folderOf(item);
        if (!open) {
            this.folders = new Map([...this.folders].filter(([known]) => !known.startsWith(key)));
            return;
        }
        try {
            const { entries } = await api.paths(item.host, item.under!, this.base);
            this.folders = new Map([...this.folders, [key, entries]]);
            this.fault = '';
        } catch (failure) {
            this.fault = sentence(failure);
        }
    }

    /** Shows a view, or narrows the filter to a group; a chosen group is taken off again. */
    async choose(item: Item): Promise<void> {
        if (item.note) return;
        if (item.view !== undefined) {
            this.forget();
            page.list.setFilter(item.view);
            return;
        }
        const { base } = this;
        const again = this.chosen === item.key;
        this.forget();
        if (again || item.filter === undefined) {
            page.list.setFilter(base);
            return;
        }
        page.list.setFilter(base ? `${base} ${item.filter}` : item.filter);
        this.chosen = item.key;
        // In the form that the proxy gives them, to be known again.
        this.chosenTests = (await api.filter(item.filter, 0).catch(() => undefined))?.tests ?? [item.filter];
    }

    /** The filter was changed elsewhere: a group that is not in it is not chosen any more. */
    notice(): void {
        if (this.chosen && parts.text === page.list.filter && !this.chosenTests.every((test) => parts.tests.includes(test))) this.forget();
    }

    private forget(): void {
        this.chosen = '';
        this.chosenTests = [];
    }

    get views(): Item[] {
        const { live } = page.list;
        const shown: Item[] = views.map((view) => ({ ...view, key: `v${view.view}`, level: 1 }));
        shown[0]!.count = live.total;
        const saved = savedFilters.value.map(({ name, filter }): Item => {
            return { key: `s${filter}`, title: name, icon: 'check', view: filter, level: 1 };
        });
        return [...shown, ...saved];
    }

    get groups(): Item[] {
        const { stats } = this;
        if (!stats) return [];
        const isTree = this.by.value === 'paths';
        const items: Item[] = [];
        for (const group of stats.groups) {
            const value = String(group.keys[0] ?? '');
            const { count: flows, errors, filter } = group;
            const item: Item = { key: `g${value}`, title: value || `no ${this.by.value}`, level: 1, count: flows, errors };
            if (filter !== undefined) item.filter = filter;
            if (isTree && value && filter !== undefined) [item.host, item.under] = [value, '/'];
            items.push(item);
            this.addFolder(items, item);
        }
        if (stats.groupCount > stats.groups.length) items.push(note('g', 1, `${count(stats.groupCount - stats.groups.length)} more`));
        if (!stats.complete) items.push(note('c', 1, `of the newest ${count(stats.flows)} flows`));
        return items;
    }

    private addFolder(items: Item[], parent: Item): void {
        const entries = parent.host === undefined ? undefined : this.folders.get(folderOf(parent));
        if (!entries) return;
        const level = parent.level + 1;
        for (const entry of entries) {
            const item: Item = {
                // A folder may have an entry of its own name: the path that ends with its slash.
                key: `p${level} ${parent.host}${entry.path} ${entry.name}`,
                title: entry.name || '/',
                level,
                count: entry.count,
                errors: entry.errors,
                filter: entry.filter,
            };
            if (entry.folder && level < 12) [item.host, item.under] = [parent.host!, entry.path];
            items.push(item);
            this.addFolder(items, item);
        }
        if (entries.length === 0) items.push(note(folderOf(parent), level, 'no paths'));
    }
}

const folderOf = (item: Item): string => `${item.host}\u0000${item.under}`;
const note = (key: string, level: number, title: string): Item => ({ key: `n${key}`, level, title, note: true });
