// Flows that arrive while the page is open and scrolls.
import { firstRows, longTasks, openWindow, ourRows } from './browser.mjs';
import { line, median, ms, percentile, times } from './figures.mjs';
import { cpuSeconds, pause, send, startOrigin, startOurs } from './programs.mjs';
import { wrk } from './traffic.mjs';
import { settings } from './settings.mjs';

const options = ['--max-flows', '400000', '--max-flow-bytes', String(2 ** 31)];
/** What is called often is compiled again meanwhile, in the proxy as in the page. */
const warmUp = 10;

/** Scrolls up for a second, and goes to the end for a second, until it is told to stop. */
function scroll(page) {
    let stopped = false;
    const done = (async () => {
        await page.locator('#list').hover({ position: { x: 200, y: 200 } });
        while (!stopped) {
            for (let step = 0; step < 10 && !stopped; step++) {
                await page.mouse.wheel(0, -240);
                await pause(100);
            }
            await page.locator('#list').evaluate((list) => {
                list.scrollTop = list.scrollHeight;
            });
            await pause(1000);
        }
    })();
    return async () => {
        stopped = true;
        await done;
    };
}

/** One proxy under the load: what a request cost it, and what the page went through where one is open. */
async function turn(origin, withPage) {
    const ours = await startOurs(...options);
    try {
        await wrk(ours.proxy, origin.url, { seconds: 1, rate: settings.rate });
        const page = withPage ? await openWindow(ours, ourRows) : undefined;
        if (page) await firstRows(page);
        await wrk(ours.proxy, origin.url, { seconds: warmUp, rate: settings.rate });
        await pause(1500);
        const from = page && (await page.evaluate(() => performance.now()));
        const end = page && scroll(page);
        const before = cpuSeconds(ours.child.pid);
        const { requests, errors } = await wrk(ours.proxy, origin.url, { seconds: settings.seconds, rate: settings.rate });
        const cpu = ((cpuSeconds(ours.child.pid) - before) * 1e6) / requests;
        await end?.();
        const tasks = page && (await longTasks(page, from));
        await page?.context().close();
        return { cpu, requests, errors, tasks };
    } finally {
        await ours.stop();
    }
}

/** Runs in the page: when the row of a path came. */
function watchPaths() {
    const seen = {};
    globalThis.bench.seen = seen;
    new MutationObserver(() => {
        for (const cell of document.querySelectorAll('#list [role="row"][data-id] .path')) {
            const name = /mark-\d+/.exec(cell.textContent)?.[0];
            if (name) seen[name] ??= Date.now();
        }
    }).observe(document.querySelector('#list'), { childList: true, subtree: true, characterData: true });
}

/** Milliseconds from the begin of a request to its row in a page that shows the marked ones, under the load. */
async function visible(origin) {
    const ours = await startOurs(...options);
    try {
        await wrk(ours.proxy, origin.url, { seconds: 1, rate: settings.rate });
        const page = await openWindow(ours, ourRows, '#filter=path%3Amark-');
        await page.locator('.blank').waitFor();
        await wrk(ours.proxy, origin.url, { seconds: warmUp, rate: settings.rate });
        await page.evaluate(watchPaths);
        const load = wrk(ours.proxy, origin.url, { seconds: settings.seconds, rate: settings.rate });
        const sent = {};
        for (const end = Date.now() + settings.seconds * 1000 - 1500; Date.now() < end; ) {
            const name = `mark-${Object.keys(sent).length}`;
            sent[name] = Date.now();
            await send(ours.proxy, `${origin.url}/${name}`);
            // No beat in common with the frames, which come ten times a second.
            await pause(150 + Math.random() * 150);
        }
        await load;
        await pause(1000);
        const seen = await page.evaluate(() => globalThis.bench.seen);
        await page.context().close();
        return Object.entries(sent).map(([name, at]) => (seen[name] ?? Infinity) - at);
    } finally {
        await ours.stop();
    }
}

export async function arriving() {
    const origin = await startOrigin();
    try {
        const closed = [];
        const open = [];
        for (let round = 0; round < Math.min(3, settings.rounds); round++) {
            closed.push(await turn(origin, false));
            open.push(await turn(origin, true));
        }
        const took = await visible(origin);
        const [without, withPage] = [closed, open].map((turns) => median(turns.map(({ cpu }) => cpu)));
        const pairs = median(open.map(({ cpu }, index) => cpu / closed[index].cpu));
        const rate = median(open.map(({ requests }) => requests)) / settings.seconds;
        const longest = Math.max(...open.map(({ tasks }) => tasks.longest));
        const count = open.reduce((sum, { tasks }) => sum + tasks.count, 0);
        const errors = [...closed, ...open].reduce((sum, one) => sum + one.errors, 0);
        const p95 = percentile(took, 0.95);
        return [
            line(
                'flows a second that arrived, page open',
                `${Math.round(rate)} for ${settings.seconds} s, ${errors} errors`,
                `${settings.rate}`,
            ),
            line(
                'long tasks over 50 ms, page open and scrolling',
                `${count} in ${open.length} turns, the longest ${ms(longest)}`,
                'none',
                [count, 0],
            ),
            line(
                'from a request to its row, page with a filter',
                `median ${ms(median(took))}, p95 ${ms(p95)}, ${took.length} requests`,
                'p95 ≤ 150 ms',
                [p95, 150],
            ),
            line(
                'CPU of the proxy for a flow, page open and closed',
                `${withPage.toFixed(1)} and ${without.toFixed(1)} µs, ${times(pairs)}`,
                '≤ 1.1 ×',
                [pairs, 1.1],
            ),
        ];
    } finally {
        await origin.stop();
    }
}
