import { api } from './api';
import { count, plural } from './format';
import { page } from './page.svelte';

export const copyFormats = [
    { format: 'curl', title: 'curl' },
    { format: 'fetch', title: 'fetch' },
    { format: 'python', title: 'Python' },
    { format: 'csharp', title: 'C#' },
    { format: 'raw', title: 'Raw HTTP' },
] as const;

export async function copyText(text: string, what: string): Promise<void> {
    await page.attempt(`Copying ${what}`, async () => {
        await navigator.clipboard.writeText(text);
        page.say(`Copied ${what}.`);
    });
}

export function copyAs(format: string, title: string, ids = page.targets): void {
    void page.attempt(`Copying as ${title}`, async () => {
        const answer = await api.exportText(format, ids, false);
        await navigator.clipboard.writeText(answer.text ?? atob(answer.base64 ?? ''));
        const lost = answer.losses?.length ? ` Left out: ${answer.losses.join(', ')}.` : '';
        page.say(`Copied ${plural(answer.count || ids.length, 'flow')} as ${title}, with secrets.${lost}`);
    });
}

export function resend(ids = page.targets): void {
    void page.attempt('Resending', async () => {
        let last: { id?: number; problem?: string } = {};
        for (const id of ids) last = await api.resend(id);
        if (last.problem) page.say(`The flow was sent again and failed. ${last.problem}`, 'bad');
        else if (last.id === undefined) page.say(`Sent ${plural(ids.length, 'flow')} again.`);
        else {
            const id = last.id;
            page.say(`Sent ${plural(ids.length, 'flow')} again.`, 'info', { title: `Open flow ${count(id)}`, run: () => page.open(id) });
        }
    });
}

export function editAndResend(id = page.target): void {
    if (id !== undefined) page.dialog = { kind: 'resend', id };
}

export function remove(ids = page.targets): void {
    if (ids.length === 0) return;
    void page.attempt('Deleting', async () => {
        const { deleted } = await api.remove(ids);
        if (page.list.openId !== undefined && ids.includes(page.list.openId)) page.list.openId = undefined;
        page.say(`Deleted ${plural(deleted, 'flow')}.`);
    });
}

export function mark(color: string, ids = page.targets): void {
    if (ids.length === 0) return;
    void page.attempt('Marking', async () => {
        const { changed } = await api.annotate(ids, { mark: color });
        page.changes++;
        page.say(color === 'none' ? `Took the mark off ${plural(changed, 'flow')}.` : `Marked ${plural(changed, 'flow')} ${color}.`);
    });
}

export function toggleMark(): void {
    const row = page.list.rowOf(page.target);
    mark(row?.mark && row.mark !== 'none' ? 'none' : 'red');
}

export function compare(): void {
    const ids = page.targets;
    const [a, b] = [...ids].sort((x, y) => x - y);
    if (ids.length === 2 && a !== undefined && b !== undefined) page.dialog = { kind: 'diff', a, b };
    else page.say('Select two flows to compare them: Ctrl and a click adds a second one.', 'warn');
}

export function setRecording(on: boolean): void {
    void page.attempt(on ? 'Starting to record' : 'Pausing the recording', async () => {
        const { recording } = await api.setRecording(on);
        page.list.live.recording = recording;
    });
}

export function exportFlows(ids?: number[]): void {
    page.dialog = ids && ids.length > 0 ? { kind: 'export', ids } : { kind: 'export' };
}
