// What a key in the filter and the opening of a large body take.
import { createServer } from 'node:http';
import { ask, firstRows, openWindow, ourRows } from './browser.mjs';
import { line, median, ms } from './figures.mjs';
import { pause, send, startOurs } from './programs.mjs';
import { storeOf } from './stores.mjs';
import { settings } from './settings.mjs';

/** Runs in the page: the time from the next input to the first row that fits, and to the end of the search. */
function watchKey(fits) {
    const key = { at: undefined, first: undefined, done: undefined };
    globalThis.bench.key = key;
    const accepts = new RegExp(fits.text);
    const rows = () => [...document.querySelectorAll('#list [role="row"][data-id]')];
    const input = document.querySelector('#q');
    input.addEventListener(
        'input',
        (event) => {
            // From when the browser had the key.
            key.at = event.timeStamp;
            new MutationObserver(() => {
                const all = rows();
                if (all.length === 0 || !all.every((row) => accepts.test(row.querySelector(fits.cell).textContent.trim()))) return;
                key.first ??= performance.now();
            }).observe(document.body, { childList: true, subtree: true, characterData: true });
        },
        { capture: true, once: true },
    );
}

/** Types a filter but for its last letter, waits until the list has answered, and gives what the last letter took. */
async function lastKey(program, filter, fits, emptyBefore) {
    const page = await openWindow(program, ourRows);
    await firstRows(page);
    if (emptyBefore) {
        await page.locator('#q').fill(filter.slice(0, -1));
        await page.locator('.blank strong', { hasText: 'No flow matches' }).waitFor();
    }
    await page.locator('#q').focus();
    await page.evaluate(watchKey, fits);
    if (emptyBefore) await page.keyboard.type(filter.at(-1));
    else await page.keyboard.insertText(filter);
    const took = await ask(page, () => globalThis.bench.key.first && globalThis.bench.key.first - globalThis.bench.key.at);
    await page.context().close();
    return took;
}

async function keys(program, filter, fits, emptyBefore) {
    const first = await lastKey(program, filter, fits, emptyBefore);
    const again = [];
    for (let round = 0; round < settings.rounds; round++) again.push(await lastKey(program, filter, fits, emptyBefore));
    return { first, again: median(again), text: `${ms(median(again))} (the first time ${ms(first)})` };
}

/** Whether rows show before all flows were looked at, and when. */
async function progress(program, filter) {
    const page = await openWindow(program, ourRows);
    await firstRows(page);
    await page.locator('#q').focus();
    await page.evaluate(watchKey, { cell: '.path', text: 'zebrafinch' });
    await page.keyboard.insertText(filter);
    const first = await ask(page, () => globalThis.bench.key.first && globalThis.bench.key.first - globalThis.bench.key.at);
    const all = await ask(
        page,
        (rows) => Number(document.querySelector('#list').ariaRowCount) === rows && performance.now() - globalThis.bench.key.at,
        settings.many / 50_000 + 1,
    );
    await page.context().close();
    return { first, all };
}

export async function filterKeys() {
    const ours = await startOurs('--store', await storeOf(settings.many));
    try {
        const host = await keys(ours, 'host=api7.example.com', { cell: '.host', text: '^api7\\.example\\.com$' }, true);
        const body = await keys(ours, 'res.body:zebrafinch', { cell: '.no', text: '^(\\d+000)?1$' }, false);
        const path = await progress(ours, 'path:zebrafinch');
        return [
            line(`key in the filter to first rows, ${settings.many} flows, by host`, host.text, '≤ 100 ms', [host.again, 100]),
            line('the same, by the text of bodies', body.text, '≤ 1 s', [body.again, 1000]),
            line(
                'the same, by a field without an index',
                `first rows ${ms(path.first)}, all of them ${ms(path.all)}`,
                'the first before all',
                [path.first, path.all - 1],
            ),
        ];
    } finally {
        await ours.stop();
    }
}

/** A document of ten million bytes, of which no two members are equal. */
function document10() {
    const items = [];
    for (let id = 0, length = 0; length < 9_990_000; id++) {
        const item = { id, name: `Item ${id}`, price: id * 1.25, tags: ['a', 'b'], nested: { ok: true, none: null } };
        items.push(item);
        length += JSON.stringify(item).length + 1;
    }
    return JSON.stringify({ object: 'list', data: items });
}

async function serve(body) {
    const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Runs in the page: the time from the click to the tree's first screen, painted, and the longest pause between frames meanwhile. */
function watchTree() {
    const tree = { at: undefined, shown: undefined, longest: 0 };
    globalThis.bench.tree = tree;
    addEventListener(
        'click',
        (event) => {
            tree.at = event.timeStamp;
            let last = performance.now();
            const frame = () => {
                const now = performance.now();
                tree.longest = Math.max(tree.longest, now - last);
                last = now;
                if (!tree.shown && document.querySelectorAll('[role="tree"] [role="treeitem"]').length > 10) tree.shown = now;
                if (!tree.shown || now - tree.shown < 1000) requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        },
        { capture: true, once: true },
    );
}

/** The newest flow, once it has ended: its id is another one before. */
async function ended(program) {
    for (;;) {
        const { flows } = await program.api('/api/flows?limit=1');
        if (flows[0]?.state === 'done') return flows[0];
        await pause(50);
    }
}

export async function largeBody() {
    const origin = await serve(document10());
    const ours = await startOurs('--max-body-bytes', String(64 * 2 ** 20));
    try {
        await send(ours.proxy, `${origin.url}/large.json`);
        const flow = await ended(ours);
        const took = [];
        const tasks = [];
        for (let round = 0; round <= settings.rounds; round++) {
            const page = await openWindow(ours, ourRows, `#flow=${flow.id}&tab=body`);
            const button = page.getByRole('button', { name: 'Open the body' });
            await button.waitFor();
            await page.waitForTimeout(700);
            await page.evaluate(watchTree);
            await button.click();
            took.push(await ask(page, () => globalThis.bench.tree.shown && globalThis.bench.tree.shown - globalThis.bench.tree.at));
            await page.waitForTimeout(1000);
            tasks.push(...(await page.evaluate(() => globalThis.bench.tasks.filter((task) => task.at >= globalThis.bench.tree.at))));
            await page.context().close();
        }
        const [first, ...again] = took;
        const longest = Math.max(0, ...tasks.map((task) => task.took));
        return [
            line(
                '10 MB of JSON opened as a tree, first screen',
                `${ms(median(again))} (the first time ${ms(first)})`,
                '≤ 300 ms',
                [median(again), 300],
            ),
            line(
                'long tasks over 50 ms meanwhile',
                `${tasks.length} in ${took.length} openings, the longest ${ms(longest)}`,
                'none',
                [tasks.length, 0],
            ),
        ];
    } finally {
        origin.stop();
        await ours.stop();
    }
}
