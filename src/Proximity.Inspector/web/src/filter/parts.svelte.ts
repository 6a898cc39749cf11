import { api } from '../lib/api';
import { page } from '../lib/page.svelte';

/** A stretch of time, in milliseconds since 1970. */
export interface Range {
    from: number;
    to: number;
}

/** The range of a test of the time that has both ends; nothing for every other test. */
export function rangeOf(test: string): Range | undefined {
    const [, from, to] = /^time:"?([^".]+(?:\.\d+)?Z?)"?\.\."?([^"]+)"?$/.exec(test) ?? [];
    const range = { from: Date.parse(from ?? ''), to: Date.parse(to ?? '') };
    return Number.isNaN(range.from) || Number.isNaN(range.to) ? undefined : range;
}

const isTime = (test: string): boolean => /^time[:=<>]/.test(test);

/** The filter of the list in the parts that must all hold, as the proxy reads it. */
class FilterParts {
    /** The text that the parts are of; an unfinished text keeps the parts of the one before. */
    text = $state('');
    tests = $state.raw<string[]>([]);
    private asking: AbortController | undefined;

    /** Reads the filter as it is now; once, for whoever shows it. */
    async read(): Promise<void> {
        const { filter } = page.list;
        if (filter === this.text) return;
        this.asking?.abort();
        this.asking = new AbortController();
        if (filter === '') return this.take('', []);
        try {
            const { tests, errors } = await api.filter(filter, filter.length, this.asking.signal);
            if (!errors?.length) this.take(filter, tests ?? []);
        } catch {
            // A newer filter replaced this one, or the proxy is away: then the footer says so.
        }
    }

    private take(text: string, tests: string[]): void {
        this.text = text;
        this.tests = tests;
    }

    /** The range of time that the filter has, where it has one that a strip can show. */
    get range(): Range | undefined {
        return this.tests.map(rangeOf).find((range) => range !== undefined);
    }

    /** The list shows what is left without one part. */
    remove(test: string): void {
        this.put(this.tests.filter((other) => other !== test));
    }

    /** Replaces the range of time; nothing takes it away. */
    setRange(range: Range | undefined): void {
        const rest = this.tests.filter((test) => !isTime(test));
        const iso = (at: number): string => new Date(at).toISOString();
        this.put(range ? [...rest, `time:${iso(range.from)}..${iso(range.to)}`] : rest);
    }

    put(tests: string[]): void {
        const text = tests.join(' ');
        this.asking?.abort();
        this.take(text, tests);
        page.list.setFilter(text);
    }
}

export const parts = new FilterParts();
