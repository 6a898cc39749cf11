// Chromium, and what is measured inside of it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pause } from './programs.mjs';
import { settings } from './settings.mjs';

const { chromium } = createRequire(join(settings.root, 'tests', 'Proximity.Inspector.Page', 'package.json'))('playwright-core');

let browser;

export async function startBrowser() {
    browser = await chromium.launch({ executablePath: process.env.PROXIMITY_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}

export const stopBrowser = () => browser?.close();

/** Runs in each page before its scripts: when the first row came, which tasks were long, and what a mark waits for. */
function watch(selector) {
    const bench = { rows: undefined, tasks: [] };
    globalThis.bench = bench;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) bench.tasks.push({ at: entry.startTime, took: entry.duration });
    }).observe({ type: 'longtask', buffered: true });
    const seen = new MutationObserver(() => {
        if (!document.querySelector(selector)) return;
        bench.rows = performance.now();
        seen.disconnect();
    });
    seen.observe(document, { childList: true, subtree: true });
}

export const ourRows = '#list [role="row"][data-id]';
export const mitmwebRows = '.flow-table tbody tr td';

/** The token of an address serves once: all windows of a program have its cookie. */
async function signIn(program) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(program.signIn);
    const state = await context.storageState();
    await context.close();
    return state;
}

/** A window of its own, without a cache, signed in where that is needed. */
export async function openWindow(program, selector, hash = '') {
    if (program.signIn) program.state ??= await signIn(program);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, storageState: program.state });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watch, selector);
    await page.goto(program.page + hash);
    return page;
}

/** Asks a page until it answers with something. */
export async function ask(page, question, argument, milliseconds = 120_000) {
    for (const end = Date.now() + milliseconds; ; await pause(20)) {
        const answer = await page.evaluate(question, argument);
        if (answer !== undefined && answer !== null && answer !== false) return answer;
        if (Date.now() > end) throw new Error(`the page did not come to ${question}`);
    }
}

/** Milliseconds from the begin of the navigation to the first row. */
export const firstRows = (page) => ask(page, () => globalThis.bench.rows);

/** The longest task from a moment of the page on, and how many were over 50 ms; the browser counts those alone. */
export async function longTasks(page, from) {
    const tasks = await page.evaluate((since) => globalThis.bench.tasks.filter((task) => task.at >= since), from);
    return { count: tasks.length, longest: Math.max(0, ...tasks.map((task) => task.took)) };
}

/** MiB of objects that the page holds after a collection. */
export async function heap(page) {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    await session.detach();
    return metrics.find((metric) => metric.name === 'JSHeapUsedSize').value / (1 << 20);
}
