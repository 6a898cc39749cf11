// The page over a store of many flows, which the program's tests fill: numbers from 1 on without a gap, and in the path of every
// 50,000th a word of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, close, open, rows, start, stop, until } from './lib/browser.mjs';
import { startOrigin } from './lib/origin.mjs';
import { send } from './lib/traffic.mjs';

/** The page holds a window of rows and draws what fits on its screen. */
const mostRows = 60;
const mostHeapBytes = 60_000_000;
const rareEvery = 50_000;

let total = 0;
let proxy = '';

before(async () => {
    await start();
    const { store, proxyUrl } = await api('/api/status');
    total = store.count;
    proxy = proxyUrl;
    assert.ok(total >= rareEvery, `${total} flows are stored`);
});
after(stop);

const openList = async (options = {}) => {
    const page = await open({ traffic: false, ...options });
    await rows(page).first().waitFor();
    return page;
};
const ids = (page) => rows(page).evaluateAll((all) => all.map((row) => Number(row.dataset.id)));
const count = async (page) => Number(await page.locator('#list').getAttribute('aria-rowcount')) - 1;

/** Of the flows of a store without gaps the rank is the number. */
async function assertRanks(page) {
    const found = await rows(page).evaluateAll((all) => all.map((row) => [Number(row.dataset.id), Number(row.ariaRowIndex) - 1]));
    assert.ok(found.length > 5 && found.length <= mostRows, `${found.length} rows are drawn`);
    for (const [id, rank] of found) assert.equal(id, rank);
}

test('ListOpens_AtTheNewestOfAllFlows', async () => {
    const page = await openList();
    await until('all flows', async () => (await count(page)) === total);
    await until('the newest', async () => (await ids(page)).at(-1) === total);
    await assertRanks(page);
    await close(page);
});

test('ListIsScrolledThrough_RowsAreThoseOfThePlaceAndTheHeapStaysSmall', async () => {
    const page = await openList();
    for (const part of [0.5, 0, 0.25, 0.75]) {
        const place = total * part;
        await page.locator('#list').evaluate((list, at) => {
            list.scrollTop = (list.scrollHeight - list.clientHeight) * at;
        }, part);
        await until(`rows near ${place}`, async () => {
            const [first] = await ids(page);
            return first !== undefined && Math.abs(first - place) <= total / 1000 + mostRows;
        });
        await assertRanks(page);
    }
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const used = metrics.find((metric) => metric.name === 'JSHeapUsedSize').value;
    assert.ok(used <= mostHeapBytes, `the page holds ${used} bytes`);
    await close(page);
});

test('KeysGoFromTheFirstFlowToTheLast', async () => {
    const page = await openList();
    const focused = () => page.evaluate(() => Number(document.activeElement?.dataset.id ?? 0));
    await rows(page).last().click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    await until('the first flow', async () => (await focused()) === 1);
    for (let step = 0; step < 3; step++) await page.keyboard.press('PageDown');
    await until('a flow further down', async () => (await focused()) > 30);
    await page.keyboard.press('End');
    await until('the last flow', async () => (await focused()) === total);
    await assertRanks(page);
    await close(page);
});

test('RareWordIsLookedFor_EveryFlowThatHasItIsFound', async () => {
    const page = await openList();
    await page.locator('#q').fill('path:zebrafinch');
    const wanted = Math.floor(total / rareEvery);
    await until('all that match', async () => (await count(page)) === wanted);
    const found = await ids(page);
    assert.equal(found.at(-1), wanted * rareEvery);
    for (const id of found) assert.equal(id % rareEvery, 0);
    await close(page);
});

test('FlowOfTheMiddleIsOpen_AnArrivingFlowMovesNothing', async () => {
    const id = Math.floor(total / 2);
    const page = await openList({ hash: `flow=${id}` });
    await page.locator('.detail [role="tabpanel"]').waitFor();
    await until('its row', async () => (await ids(page)).includes(id));
    const shown = await ids(page);
    const origin = await startOrigin();
    await send(proxy, `${origin.url}/page?stored`);
    await origin.close();
    await page.locator('.newpill').waitFor();
    assert.deepEqual(await ids(page), shown);
    assert.equal(await count(page), total + 1);
    await close(page);
});
