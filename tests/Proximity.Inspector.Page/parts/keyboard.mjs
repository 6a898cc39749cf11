import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, open, until, withRows } from '../lib/browser.mjs';

const active = (page, query) => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, query);

export function registerKeyboard() {
    test('WholeJourney_ByKeysAlone', async () => {
        const page = await withRows(await open());
        await page.keyboard.press('/');
        await until('the filter box', () => active(page, '#q'));
        await page.keyboard.type('path:/orders*');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Enter');
        await until('a row', () => active(page, '[role="row"]'));
        await page.keyboard.press('k');
        await page.keyboard.press('Enter');
        await page.locator('.detail [role="tab"]').first().waitFor();
        await page.keyboard.press('3');
        await until('the body', () =>
            page
                .getByRole('tab', { name: 'Body' })
                .getAttribute('aria-selected')
                .then((on) => on === 'true'),
        );
        await page.keyboard.press(']');
        await page.keyboard.press('[');
        await page.keyboard.press('F6');
        await until('the tabs', () => active(page, '[role="tab"]'));
        await page.keyboard.press('ArrowRight');
        await until('the next tab', () => active(page, '#t-messages'));
        await page.keyboard.press('Escape');
        await until('the row again', () => active(page, '[role="row"]'));
        assert.equal(await page.locator('.detail').count(), 0);
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
        await page.keyboard.press('Escape');
        await until('the row after the help', () => active(page, '[role="row"]'));
        await close(page);
    });

    test('SingleLettersOff_LettersDoNothing', async () => {
        const page = await withRows(await open());
        await page.keyboard.press('?');
        await page.getByRole('checkbox', { name: 'Single-letter shortcuts' }).uncheck();
        await page.keyboard.press('Escape');
        await page.keyboard.press('z');
        await page.keyboard.press('/');
        assert.equal(await page.getByRole('dialog').count(), 0);
        assert.equal(await active(page, '#q'), false);
        await close(page);
    });

    test('Sash_IsMovedByArrows', async () => {
        const page = await withRows(await open());
        await page.locator('#list [data-id]').first().click();
        const sash = page.getByRole('separator');
        await sash.focus();
        const before = Number(await sash.getAttribute('aria-valuenow'));
        await page.keyboard.press('ArrowLeft');
        await until('a wider pane', async () => Number(await sash.getAttribute('aria-valuenow')) > before);
        await close(page);
    });
}
