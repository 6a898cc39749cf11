import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, find, open, openFlow, until, withRows } from '../lib/browser.mjs';

const tabs = ['overview', 'headers', 'body', 'messages', 'timing', 'tls', 'raw', 'notes'];

export function registerAccessibility() {
    for (const theme of ['light', 'dark']) {
        test(`EveryView_In_${theme}_HasNoViolation`, async () => {
            const page = await withRows(await open({ theme }));
            await audit(page, `the list, ${theme}`);
            await page.keyboard.press('/');
            await page.keyboard.type('status:4');
            await page.locator('#complete-list [role="option"]').first().waitFor();
            await audit(page, `the filter, ${theme}`);
            await page.locator('#q').fill('');
            await page.keyboard.press('Escape');
            await page.getByRole('button', { name: 'Groups' }).click();
            await page.locator('.tree [role="treeitem"]').nth(4).waitFor();
            await audit(page, `the groups, ${theme}`);
            await page.goto('/#view=connect');
            await page.getByRole('heading', { name: 'Connect a client' }).waitFor();
            await audit(page, `the first minute, ${theme}`);
            await close(page);
        });

        test(`EveryTab_In_${theme}_HasNoViolation`, async () => {
            const { page } = await openFlow('path:/orders', 'overview', { theme, width: 1920 });
            for (const tab of tabs) {
                await page.locator(`#t-${tab}`).click();
                await until(`text in ${tab}`, async () => (await page.locator('.detail [role="tabpanel"]').innerText()).trim().length > 20);
                await audit(page, `${tab}, ${theme}`);
            }
            await close(page);
        });

        test(`EveryDialog_In_${theme}_HasNoViolation`, async () => {
            const page = await withRows(await open({ theme }));
            await page.locator('#list [data-id]').nth(1).click();
            await page.locator('.detail [role="tab"]').first().waitFor();
            for (const key of ['Control+k', '?', 'z', 'e']) {
                await page.keyboard.press(key);
                await page.getByRole('dialog').waitFor();
                await audit(page, `the dialog of ${key}, ${theme}`);
                await page.keyboard.press('Escape');
                await until('the dialog to close', async () => (await page.getByRole('dialog').count()) === 0);
            }
            await page.getByRole('button', { name: 'Export' }).first().click();
            await page.getByRole('dialog').waitFor();
            await audit(page, `the export, ${theme}`);
            await close(page);
        });
    }

    test('StreamAndError_HaveNoViolation', async () => {
        for (const [filter, tab] of [
            ['path:/socket', 'messages'],
            ['path:/cut', 'overview'],
            ['path:/bytes', 'body'],
            ['path:/logo.png', 'body'],
        ]) {
            const { page } = await openFlow(filter, tab);
            await until('the panel', async () => (await page.locator('.detail [role="tabpanel"]').innerText()).trim().length > 10);
            await audit(page, `${filter} ${tab}`);
            await close(page);
        }
    });

    for (const [width, height] of [
        [900, 700],
        [640, 400],
    ]) {
        test(`WindowOf_${width}_HasNoViolationAndNothingIsCutOff`, async () => {
            const { id } = await find('path:/page');
            for (const hash of ['', `flow=${id}`, 'view=connect']) {
                const page = await open({ width, height, hash });
                await page
                    .locator(hash === '' ? '#list [data-id]' : hash === 'view=connect' ? '.cards' : '.detail [role="tab"]')
                    .first()
                    .waitFor();
                await audit(page, `${width} pixels, ${hash}`);
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                assert.equal(wide, 0);
                await close(page);
            }
        });
    }

    test('DetailsAtTwiceTheSize_HaveNoViolationAndNothingIsCutOff', async () => {
        for (const [filter, tab] of [
            ['path:/scripts/protobuf', 'body'],
            ['path:/scripts/graphql', 'body'],
            ['path:/scripts/parts', 'body'],
            ['path:/scripts/token', 'body'],
            ['path:/scripts/cookies', 'headers'],
            ['path:/socket', 'messages'],
        ]) {
            const { page } = await openFlow(filter, tab, { width: 640, height: 400 });
            await until('the panel', async () => (await page.locator('.detail [role="tabpanel"]').innerText()).trim().length > 20);
            await audit(page, `${filter} ${tab}, 640 pixels`);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, filter);
            await close(page);
        }
    });
}
