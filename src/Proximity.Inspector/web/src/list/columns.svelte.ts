import { kept } from '../lib/settings.svelte';

export interface Column {
    id: string;
    title: string;
    /** Widths in pixels: of a list below 58 rem, and above. 0 is what is left over. */
    width: number;
    wide: number;
    end?: boolean;
    sort?: string;
    /** The list is at least this wide where the column is shown. */
    from?: number;
    optional?: boolean;
}

export const columns: Column[] = [
    { id: 'no', title: '#', width: 36, wide: 44, end: true, sort: 'id' },
    { id: 'stc', title: 'Status', width: 78, wide: 80, sort: 'status' },
    { id: 'verb', title: 'Method', width: 60, wide: 64 },
    { id: 'host', title: 'Host', width: 124, wide: 168 },
    { id: 'path', title: 'Path', width: 0, wide: 0 },
    { id: 'process', title: 'Process', width: 104, wide: 120, optional: true },
    { id: 'client', title: 'Client', width: 116, wide: 124, optional: true },
    { id: 'protocol', title: 'Protocol', width: 68, wide: 72, optional: true },
    { id: 'tags', title: 'Tags', width: 84, wide: 96, optional: true },
    { id: 'started', title: 'Started', width: 92, wide: 92, end: true, sort: 'time', optional: true },
    { id: 'kind', title: 'Type', width: 40, wide: 48, from: 592 },
    { id: 'size', title: 'Size', width: 60, wide: 68, end: true, sort: 'size' },
    { id: 'time', title: 'Time', width: 58, wide: 76, end: true, sort: 'duration' },
    { id: 'wf', title: 'Waterfall', width: 104, wide: 192, from: 672 },
];

interface Choice {
    width?: number;
    hidden?: boolean;
}

const choices = kept<Record<string, Choice>>('columns', {});

export const isHidden = (column: Column): boolean => choices.value[column.id]?.hidden ?? column.optional ?? false;

export function setHidden(column: Column, hidden: boolean): void {
    choices.value = { ...choices.value, [column.id]: { ...choices.value[column.id], hidden } };
}

export function setWidth(column: Column, width: number): void {
    const limited = Math.round(Math.min(Math.max(width, 28), 640));
    choices.value = { ...choices.value, [column.id]: { ...choices.value[column.id], width: limited } };
}

export const resetColumns = (): void => {
    choices.value = {};
};

export const shown = (listWidth: number): Column[] => columns.filter((column) => !isHidden(column) && listWidth >= (column.from ?? 0));

export function widthOf(column: Column, listWidth: number): number {
    const narrow = listWidth < 592 && column.id === 'host' ? 96 : column.width;
    return choices.value[column.id]?.width ?? (listWidth >= 928 ? column.wide : narrow);
}

/** The template of a row's grid. The number column grows with its digits. */
export function template(visible: Column[], listWidth: number, greatest: number): string {
    return visible
        .map((column) => {
            const chosen = choices.value[column.id]?.width;
            if (column.width === 0 && chosen === undefined) return 'minmax(6rem, 1fr)';
            if (column.id === 'no' && chosen === undefined) {
                return `${Math.max(widthOf(column, listWidth), 10 + 7 * String(greatest).length)}px`;
            }
            return `${widthOf(column, listWidth)}px`;
        })
        .join(' ');
}
