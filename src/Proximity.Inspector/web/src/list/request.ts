import { highlight, overviewShown } from '../lib/settings.svelte';
import { ended } from '../lib/format';
import type { LiveRequest, LiveWindow, Row } from '../lib/types';
import { dropFields, shownFields } from './columns.svelte';

/** What the page asks for: a window of the list, and what its rows have besides. */
export function requestOf(filter: string, sort: string, window: LiveWindow): LiveRequest {
    const columns = shownFields();
    return {
        filter,
        sort,
        window,
        ...(columns.length ? { columns } : {}),
        ...(highlight.value ? { highlight: highlight.value } : {}),
        ...(overviewShown.value ? { overview: true } : {}),
    };
}

/** What was kept by another version may not be known to this proxy: it is given up. False where that was not what was refused. */
export function dropRefused(code: string): boolean {
    if (code === 'unknown_field') return dropFields();
    if (code !== 'invalid_highlight' || highlight.value === '') return false;
    highlight.value = '';
    return true;
}

/** Rows that did not change stay the same objects, so that nothing is drawn again for them. */
export function reuse(known: Row[], rows: Row[]): Row[] {
    const old = new Map(known.map((row) => [row.id, row]));
    return rows.map((row) => {
        const before = old.get(row.id);
        return before && ended(before) && ended(row) && JSON.stringify(before) === JSON.stringify(row) ? before : row;
    });
}
