import { compare, copyAs, copyFormats, editAndResend, exportFlows, mark, remove, resend, setRecording, toggleMark } from './actions';
import { page, tabs } from './page.svelte';
import { applyTheme, overviewShown, theme } from './settings.svelte';
import { marks } from './states';

export interface Command {
    title: string;
    icon: string;
    key?: string;
    group: 'Move' | 'Find' | 'Flow' | 'Page';
    needsFlow?: boolean;
    /** Not in the palette: a key alone. */
    hidden?: boolean;
    run: () => void;
}

export const focusFilter = (): void => document.querySelector<HTMLInputElement>('#q')?.focus();

function step(by: number): void {
    if (page.list.openId === undefined) return;
    const at = tabs.indexOf(page.tab);
    page.tab = tabs[(at + by + tabs.length) % tabs.length]!;
}

function setTheme(to: 'auto' | 'light' | 'dark'): void {
    theme.value = to;
    applyTheme();
}

function escape(): void {
    if (page.copyMenu) page.copyMenu = false;
    else if (page.list.selected.size > 1) page.list.clearSelection();
    else if (page.list.openId !== undefined) page.close();
    else page.notice = undefined;
}

export function follow(): void {
    page.view = 'flows';
    page.list.toEnd();
}

const flow = { group: 'Flow', needsFlow: true } as const;

export const commands: Command[] = [
    { title: 'Filter', key: '/', icon: 'search', group: 'Find', run: focusFilter },
    {
        title: 'Command palette',
        key: 'Ctrl K',
        icon: 'search',
        group: 'Find',
        hidden: true,
        run: () => {
            page.dialog = { kind: 'palette' };
        },
    },
    { title: 'Follow the newest', key: 'f', icon: 'chevron', group: 'Find', run: follow },
    { title: 'Show only errors', icon: 'error', group: 'Find', run: () => page.list.setFilter('is:error') },
    { title: 'Clear the filter', icon: 'x', group: 'Find', run: () => page.list.setFilter('') },
    { title: 'Highlight rows by a second filter', key: 'h', icon: 'edit', group: 'Find', run: startHighlight },
    {
        title: 'Saved filters',
        icon: 'check',
        group: 'Find',
        run: () => {
            page.dialog = { kind: 'filters' };
        },
    },
    { title: 'Strip over time, on or off', icon: 'wait', group: 'Page', run: toggleOverview },

    { title: 'Resend', key: 'r', icon: 'play', ...flow, run: () => resend() },
    { title: 'Edit and resend', key: 'e', icon: 'edit', ...flow, run: () => editAndResend() },
    {
        title: 'Copy as…',
        key: 'c',
        icon: 'list',
        ...flow,
        hidden: true,
        run: () => {
            if (page.list.openId !== undefined) page.copyMenu = true;
        },
    },
    ...copyFormats.map(({ format, title }): Command => ({
        title: `Copy as ${title}`,
        icon: 'list',
        ...flow,
        run: () => copyAs(format, title),
    })),
    { title: 'Mark, or take the mark off', key: 'm', icon: 'warn', ...flow, run: toggleMark },
    ...marks.map((color): Command => ({ title: `Mark ${color}`, icon: 'warn', ...flow, run: () => mark(color) })),
    { title: 'Compare two selected flows', key: '=', icon: 'swap', ...flow, run: compare },
    { title: 'Export the selected flows', icon: 'download', ...flow, run: () => exportFlows(page.targets) },
    { title: 'Delete', key: 'd', icon: 'x', ...flow, run: () => remove() },

    { title: 'Export what the filter shows', icon: 'download', group: 'Page', run: () => exportFlows() },
    {
        title: 'Clear all flows',
        key: 'z',
        icon: 'x',
        group: 'Page',
        run: () => {
            page.dialog = { kind: 'clear' };
        },
    },
    { title: 'Start or pause the recording', icon: 'pause', group: 'Page', run: () => setRecording(!page.list.live.recording) },
    {
        title: 'Choose columns',
        icon: 'columns',
        group: 'Page',
        run: () => {
            page.dialog = { kind: 'columns' };
        },
    },
    {
        title: 'Groups, on or off',
        icon: 'list',
        group: 'Page',
        run: () => {
            page.side.value = !page.side.value;
        },
    },
    {
        title: 'Connect a client',
        icon: 'terminal',
        group: 'Page',
        run: () => {
            page.view = 'connect';
        },
    },
    { title: 'Light theme', icon: 'theme', group: 'Page', run: () => setTheme('light') },
    { title: 'Dark theme', icon: 'theme', group: 'Page', run: () => setTheme('dark') },
    { title: 'Theme of the system', icon: 'theme', group: 'Page', run: () => setTheme('auto') },
    {
        title: 'Keyboard shortcuts',
        key: '?',
        icon: 'list',
        group: 'Page',
        run: () => {
            page.dialog = { kind: 'help' };
        },
    },

    { title: 'Previous tab', key: '[', icon: 'back', group: 'Move', hidden: true, run: () => step(-1) },
    { title: 'Next tab', key: ']', icon: 'chevron', group: 'Move', hidden: true, run: () => step(1) },
    { title: 'Close the details', key: 'Esc', icon: 'x', group: 'Move', hidden: true, run: escape },
    { title: 'Next pane', key: 'F6', icon: 'chevron', group: 'Move', hidden: true, run: nextPane },
];

function startHighlight(): void {
    page.view = 'flows';
    page.marking = 'typing';
    document.querySelector<HTMLElement>('#hl')?.focus();
}

function toggleOverview(): void {
    overviewShown.value = !overviewShown.value;
    page.list.renew();
}

/** Moves the focus to the next part of the page: filter, list, details, footer. */
function nextPane(): void {
    const stops = ['#q', '#list [tabindex="0"], #list[tabindex="0"]', '.detail [role="tab"][tabindex="0"]', '.rail a']
        .map((query) => document.querySelector<HTMLElement>(query))
        .filter((found) => found !== null);
    const at = stops.findIndex((stop) => stop.closest('.top, .list, .detail, .rail')?.contains(document.activeElement));
    stops[(at + 1) % stops.length]?.focus();
}
