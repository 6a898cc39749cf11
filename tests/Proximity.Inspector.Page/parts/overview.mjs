import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, open, rows, until, withRows } from '../lib/browser.mjs';

const strip = (page) => page.getByRole('group', { name: /^Flows over time/ });
const named = async (page, pattern) => pattern.test((await strip(page).getAttribute('aria-label')) ?? '');
const shownCount = (page) => page.locator('output.count').innerText();

/** A strip whose counts are there. */
async function withStrip(page) {
    await withRows(page);
    await until('the counts', () => named(page, /[1-9]\d* flows/));
    return page;
}

async function brush(page, from, to) {
    const box = await strip(page).boundingBox();
    await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * ((from + to) / 2), box.y + box.height / 2);
    await page.mouse.move(box.x + box.width * to, box.y + box.height / 2);
    await page.mouse.up();
}

export function registerOverview() {
    test('Strip_CountsFlowsAndFailures', async () => {
        const page = await withStrip(await open());
        assert.ok(await named(page, /\d+ failed/));
        assert.match((await page.locator('.ov-bar').getAttribute('d')) ?? '', /^M/);
        assert.match((await page.locator('.ov-err').getAttribute('d')) ?? '', /^M/);
        await close(page);
    });

    test('StripIsBrushed_FilterTakesTheRangeAndAClickTakesItOff', async () => {
        const page = await withStrip(await open({ hash: 'filter=method%3AGET' }));
        await brush(page, 0, 0.4);
        await until('the range', async () => /filter=method.+time%3A/.test(page.url()));
        await until('fewer flows', async () => {
            const [, found, all] = /^([\d,]+) of ([\d,]+)$/.exec((await shownCount(page)).trim()) ?? [];
            return found !== undefined && Number(found.replace(',', '')) < Number(all.replace(',', ''));
        });
        assert.ok(await named(page, /Shown: /));
        await page.locator('.ov-win').waitFor();
        await audit(page, 'the strip with a range');
        await strip(page).click({ position: { x: 300, y: 20 } });
        await until('no range', async () => !/time%3A/.test(page.url()) && /method/.test(page.url()));
        await close(page);
    });

    test('StripByKeys_EdgesMoveAndDeleteShowsAll', async () => {
        const page = await withStrip(await open());
        const from = page.getByRole('slider', { name: 'Shown from' });
        await from.focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        await until('the range', async () => /time%3A/.test(page.url()));
        await until('two steps', async () => (await from.getAttribute('aria-valuenow')) === '2');
        assert.equal(await from.evaluate((edge) => edge === document.activeElement), true);
        await page.keyboard.press('Delete');
        await until('no range', async () => !/time%3A/.test(page.url()));
        await until('the beginning', async () => (await from.getAttribute('aria-valuenow')) === '0');
        await close(page);
    });

    test('StripIsTurnedOff_ItStaysOff', async () => {
        const page = await withStrip(await open());
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Command/ }).fill('strip');
        await page.keyboard.press('Enter');
        await until('no strip', async () => (await strip(page).count()) === 0);
        await page.reload();
        await withRows(page);
        assert.equal(await strip(page).count(), 0);
        assert.ok((await rows(page).count()) > 0);
        await close(page);
    });
}
