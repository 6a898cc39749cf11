// Draws the pictures of the documentation: screenshots.mjs FOLDER, with PROXIMITY_UI as for the tests. It sends the tests' traffic first.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { api, find, open, rows, start, stop, withRows } from './lib/browser.mjs';
import { attack, startOrigin } from './lib/origin.mjs';
import { shared } from './lib/shared.mjs';
import { openWebSocket, sendSome } from './lib/traffic.mjs';

const folder = process.argv[2] ?? 'images';
mkdirSync(folder, { recursive: true });
await start();
const origin = await startOrigin();
const proxy = process.env.PROXIMITY_PROXY ?? (await api('/api/status')).proxyUrl;
let socket;
shared.sendAll = async () => {
    socket = await openWebSocket(proxy, `${origin.url}/socket`);
    await sendSome(proxy, origin.url, { attack });
};

async function draw(name, options, ready) {
    const page = await open({ scale: 2, ...options });
    await ready(page);
    // Fonts and the first frame of a body are there a moment after the elements.
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
    await page.context().close();
}

const panel = (page) => page.locator('.detail [role="tabpanel"]').waitFor();

await draw('inspector-first-minute', { hash: 'view=connect' }, (page) => page.locator('.cards').waitFor());
const orders = (await find('path:/orders')).id;
const cut = (await find('path:/cut')).id;
const stream = (await find('path:/socket')).id;
for (const theme of ['light', 'dark']) {
    await draw(`inspector-${theme}`, { theme, width: 1440, height: 900, hash: `flow=${cut}` }, panel);
    await draw(`inspector-body-${theme}`, { theme, width: 1440, height: 900, hash: `flow=${orders}&tab=body` }, (page) =>
        page.locator('[role="tree"] .js').first().waitFor(),
    );
}
await draw('inspector-messages', { theme: 'dark', hash: `flow=${stream}&tab=messages` }, (page) =>
    page.locator('.msg-row[data-number], .msg-row .dir').first().waitFor(),
);
await draw('inspector-narrow', { width: 640, height: 800, hash: `flow=${cut}` }, panel);
await draw('inspector-filter', { hash: 'filter=status%3A4xx' }, async (page) => {
    await withRows(page);
    await page.locator('#q').click();
    await page.locator('#complete-list [role="option"]').first().waitFor();
});
for (const theme of ['light', 'dark']) {
    await draw(`inspector-list-${theme}`, { theme, width: 1440, height: 900 }, async (page) => {
        await withRows(page);
        await page.getByRole('button', { name: 'Groups' }).click();
        await page.getByLabel('Group by').selectOption('paths');
        await page.getByRole('tree', { name: /^By / }).getByRole('treeitem').first().focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('h');
        await page.locator('#hl').fill('status:4xx or method:POST');
        const strip = await page.locator('.overview').boundingBox();
        await page.mouse.move(strip.x + strip.width * 0.1, strip.y + 10);
        await page.mouse.down();
        await page.mouse.move(strip.x + strip.width * 0.7, strip.y + 10, { steps: 4 });
        await page.mouse.up();
        await page.locator('.ov-win').waitFor();
        await page.locator('#list .hl').first().waitFor();
    });
}
await draw('inspector-selection', {}, async (page) => {
    await withRows(page);
    await rows(page).nth(2).click();
    await page.keyboard.press('Escape');
    for (let index = 0; index < 4; index++) await page.keyboard.press('Shift+ArrowDown');
});
socket?.destroy();
await origin.close();
await stop();
