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
    /** The field of the filter language that the proxy puts into rows for it. */
    field?: string;
    /** Added by the user, so that it can be taken away. */
    own?: boolean;
}

const optional = (id: string, title: string, width: number, more: Partial<Column> = {}): Column => ({
    id,
    title,
    width,
    wide: Math.round(width * 1.1),
    optional: true,
    ...more,
});

const builtIn: Column[] = [
    { id: 'no', title: '#', width: 36, wide: 44, end: true, sort: 'id' },
    { id: 'stc', title: 'Status', width: 78, wide: 80, sort: 'status' },
    { id: 'verb', title: 'Method', width: 60, wide: 64 },
    { id: 'host', title: 'Host', width: 124, wide: 168 },
    { id: 'path', title: 'Path', width: 0, wide: 0 },
    optional('process', 'Process', 108),
    optional('client', 'Client', 112),
    optional('connection', 'Connection', 84),
    optional('protocol', 'Protocol', 68),
    optional('graphql', 'GraphQL operation', 120, { field: 'graphql.operation' }),
    optional('grpc', 'gRPC status', 84, { field: 'grpc.status' }),
    optional('error', 'Error', 128),
    optional('tags', 'Tags', 88),
    optional('comment', 'Comment', 120),
    optional('started', 'Started', 92, { end: true, sort: 'time' }),
    { id: 'kind', title: 'Type', width: 40, wide: 48, from: 624 },
    { id: 'size', title: 'Size', width: 60, wide: 68, end: true, sort: 'size' },
    optional('ttfb', 'First byte', 68, { end: true }),
    { id: 'time', title: 'Time', width: 58, wide: 76, end: true, sort: 'duration' },
    { id: 'wf', title: 'Waterfall', width: 104, wide: 192, from: 736 },
];

/** The most columns that a user adds: each is a text in every row that the proxy sends. */
export const mostOwn = 8;

interface Choice {
    width?: number;
    hidden?: boolean;
}

const choices = kept<Record<string, Choice>>('columns', {});
const order = kept<string[]>('column-order', []);
const own = kept<string[]>('own-columns', []);

const titleOf = (field: string): string => /\[(.+)\]$/.exec(field)?.[1] ?? field;

/** All columns in their order. Those that the order does not name stand behind the one that they follow by birth. */
export function columns(): Column[] {
    const added = own.value.map((field) => optional(`f:${field}`, titleOf(field), 110, { field, own: true }));
    const born = [...builtIn.slice(0, 5), ...added, ...builtIn.slice(5)];
    const known = order.value.map((id) => born.find((column) => column.id === id)).filter((column) => column !== undefined);
    born.forEach((column, at) => {
        if (known.includes(column)) return;
        known.splice(at === 0 ? 0 : known.indexOf(born[at - 1]!) + 1, 0, column);
    });
    return known;
}

export const isHidden = (column: Column): boolean =>
    choices.value[column.id]?.hidden ?? (column.optional === true && column.own !== true);

export function setHidden(column: Column, hidden: boolean): void {
    choices.value = { ...choices.value, [column.id]: { ...choices.value[column.id], hidden } };
}

export function setWidth(column: Column, width: number): void {
    const limited = Math.round(Math.min(Math.max(width, 28), 640));
    choices.value = { ...choices.value, [column.id]: { ...choices.value[column.id], width: limited } };
}

/** Puts a column before or behind others; by one among those that are shown. */
export function move(column: Column, by: number, among: Column[] = columns()): void {
    const other = among[among.findIndex(({ id }) => id === column.id) + by];
    if (other) moveTo(column, other, by > 0);
}

/** Puts a column before another one, or behind it. */
export function moveTo(column: Column, other: Column, behind: boolean): void {
    if (column.id === other.id) return;
    const ids = columns()
        .map(({ id }) => id)
        .filter((id) => id !== column.id);
    ids.splice(ids.indexOf(other.id) + (behind ? 1 : 0), 0, column.id);
    order.value = ids;
}

/** Adds a column by a field of the filter language; false where there are as many as there may be, or it is there. */
export function addField(field: string): boolean {
    if (own.value.includes(field) || own.value.length >= mostOwn) return false;
    own.value = [...own.value, field];
    return true;
}

export function removeField(column: Column): void {
    own.value = own.value.filter((field) => field !== column.field);
}

/** The fields that the proxy is to put into rows. */
export const shownFields = (): string[] =>
    columns()
        .filter((column) => column.field !== undefined && !isHidden(column))
        .map((column) => column.field!);

/** Takes away the columns that a user added; false where there are none. */
export function dropFields(): boolean {
    if (shownFields().length === 0) return false;
    own.value = [];
    for (const column of builtIn) if (column.field) setHidden(column, true);
    return true;
}

export function resetColumns(): void {
    choices.value = {};
    order.value = [];
    own.value = [];
}

export const shown = (listWidth: number): Column[] =>
    columns().filter((column) => !isHidden(column) && listWidth >= (column.from ?? 0));

export function widthOf(column: Column, listWidth: number): number {
    const narrow = listWidth < 592 && column.id === 'host' ? 96 : column.width;
    return choices.value[column.id]?.width ?? (listWidth >= 928 ? column.wide : narrow);
}

/** The least width of what takes what is left over. */
const rest = 96;

function widths(visible: Column[], listWidth: number, greatest: number): number[] {
    return visible.map((column) => {
        const isChosen = choices.value[column.id]?.width !== undefined;
        const width = widthOf(column, listWidth);
        return column.id === 'no' && !isChosen ? Math.max(width, 10 + 7 * String(greatest).length) : width;
    });
}

/** The template of a row's grid. The number column grows with its digits. */
export const template = (visible: Column[], listWidth: number, greatest: number): string =>
    widths(visible, listWidth, greatest)
        .map((width) => (width === 0 ? `minmax(${rest}px, 1fr)` : `${width}px`))
        .join(' ');

/** How wide a row is at least, gaps and edges included: a list that is narrower scrolls. */
export function leastWidth(visible: Column[], listWidth: number, greatest: number): number {
    const gap = listWidth >= 928 ? 12 : 6;
    return widths(visible, listWidth, greatest).reduce((sum, width) => sum + (width || rest) + gap, 14 - gap);
}
