/** A value that a browser keeps for this page. Where nothing can be kept, it lives as long as the page. */
export function kept<T>(name: string, initial: T): { value: T } {
    const key = `proximity.${name}`;
    let start = initial;
    try {
        const text = localStorage.getItem(key);
        if (text !== null) start = JSON.parse(text) as T;
    } catch {
        // Storage is blocked, or holds what another version wrote: the default serves.
    }
    let value = $state.raw(start);
    return {
        get value() {
            return value;
        },
        set value(next: T) {
            value = next;
            try {
                localStorage.setItem(key, JSON.stringify(next));
            } catch {
                // Storage is blocked or full; the value holds until the page is closed.
            }
        },
    };
}

export const theme = kept<'auto' | 'light' | 'dark'>('theme', 'auto');
export const letters = kept<boolean>('letters', true);
export interface SavedFilter {
    name: string;
    filter: string;
}

const keptFilters = kept<(string | SavedFilter)[]>('filters', []);

/** Filters that were kept; one without a name goes by its text. Earlier versions kept texts alone. */
export const savedFilters = {
    get value(): SavedFilter[] {
        return keptFilters.value.map((saved) => (typeof saved === 'string' ? { name: saved, filter: saved } : saved));
    },
    set value(next: SavedFilter[]) {
        keptFilters.value = next.slice(0, 50);
    },
};

/** The filter that marks rows, and whether the strip over time is shown. */
export const highlight = kept<string>('highlight', '');
export const overviewShown = kept<boolean>('overview', true);

export function applyTheme(): void {
    const root = document.documentElement;
    if (theme.value === 'auto') delete root.dataset['theme'];
    else root.dataset['theme'] = theme.value;
}
