// One browser and one sign-in for all parts; each part has pages of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { withTraffic } from './shared.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const address = process.env.PROXIMITY_UI;
assert.ok(address, 'PROXIMITY_UI names no address');
const base = new URL(address).origin;

let browser;
let state;
let client;

export async function start() {
    browser = await chromium.launch({ executablePath: process.env.PROXIMITY_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    state = await context.storageState();
    client = context.request;
}

export const stop = () => browser.close();

/** What the API answers, with the page's own sign-in. */
export async function api(path, data) {
    const answer = await (data === undefined
        ? client.get(base + path)
        : client.post(base + path, { data, headers: { 'content-type': 'application/json' } }));
    assert.ok(answer.ok(), `${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer.json();
}

/**
 * A page that fails its test when a script of a flow runs, a policy is broken, or the page itself fails.
 * Its faults are in `page.faults`; `close` checks that there are none.
 */
export async function open({
    hash = '',
    width = 1280,
    height = 800,
    theme = 'light',
    reducedMotion = 'reduce',
    scale = 1,
    traffic = true,
    prepare = async () => undefined,
} = {}) {
    if (traffic) await withTraffic();
    const context = await browser.newContext({
        storageState: state,
        viewport: { width, height },
        colorScheme: theme,
        reducedMotion,
        deviceScaleFactor: scale,
        baseURL: base,
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.faults = [];
    page.on('dialog', (dialog) => {
        page.faults.push(`a dialog said ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on('pageerror', (error) => page.faults.push(String(error.stack ?? error)));
    page.on('console', (message) => {
        if (message.type() === 'error') page.faults.push(message.text());
    });
    page.setDefaultTimeout(15_000);
    await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
            console.error(`policy: ${event.violatedDirective} ${event.sample}`),
        );
    });
    await prepare(page);
    await page.goto(`/${hash ? `#${hash}` : ''}`);
    return page;
}

export async function close(page) {
    const { faults } = page;
    await page.context().close();
    assert.deepEqual(faults, []);
}

/** The rows that are on the screen. */
export const rows = (page) => page.locator('#list [role="row"][data-id]');

/** Waits until the list shows rows. */
export async function withRows(page) {
    await withTraffic();
    await rows(page).first().waitFor();
    return page;
}

/** The newest flow that a filter finds. */
export async function find(filter) {
    await withTraffic();
    const { flows } = await api(`/api/flows?limit=1&filter=${encodeURIComponent(filter)}`);
    assert.ok(flows[0], `no flow matches ${filter}`);
    return flows[0];
}

/** Opens a flow that a filter finds, at a tab. */
export async function openFlow(filter, tab = 'overview', options = {}) {
    const flow = await find(filter);
    const page = await open({ ...options, hash: `flow=${flow.id}&tab=${tab}` });
    await page.locator('.detail [role="tabpanel"]').waitFor();
    return { page, flow };
}

/** axe-core over the page as it stands. The script is evaluated by the debugger, which no policy holds back. */
export async function audit(page, where) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        });
        return violations.map(
            ({ id, nodes }) =>
                `${id}: ${nodes
                    .slice(0, 3)
                    .map((node) => `${node.target.join(' ')} ${node.failureSummary}`)
                    .join(' | ')}`,
        );
    });
    assert.deepEqual(found, [], where);
}

/** Waits until a condition holds, and says what it was when it does not. */
export async function until(what, condition, milliseconds = 10_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
        if (await condition()) return;
        assert.ok(Date.now() < end, `never came: ${what}`);
        await new Promise((resolve) => {
            setTimeout(resolve, 50);
        });
    }
}
