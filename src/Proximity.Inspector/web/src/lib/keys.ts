import { commands } from './commands';
import { page, tabs } from './page.svelte';
import { letters } from './settings.svelte';

let pendingG = 0;

const typing = (target: EventTarget | null): boolean =>
    target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** The keys of the whole page; what has the focus comes first and stops what it takes. */
export function onkeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || page.dialog) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return run(event, 'Ctrl K');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'F6') return run(event, 'F6');
    if (typing(event.target)) return;
    if (event.key === 'Escape') return run(event, 'Esc');
    if (!letters.value) return;
    if (event.key === 'g') return goTop(event);
    if (/^[1-9]$/.test(event.key)) return tabNumber(event);
    run(event, event.key);
}

function run(event: KeyboardEvent, key: string): void {
    const command = commands.find((known) => known.key === key);
    if (!command || (command.needsFlow && page.target === undefined)) return;
    event.preventDefault();
    command.run();
}

function goTop(event: KeyboardEvent): void {
    if (event.timeStamp - pendingG < 600) page.list.focusRank(0, false);
    pendingG = event.timeStamp;
}

function tabNumber(event: KeyboardEvent): void {
    const tab = tabs[Number(event.key) - 1];
    if (page.list.openId === undefined || !tab) return;
    page.tab = tab;
    event.preventDefault();
}
