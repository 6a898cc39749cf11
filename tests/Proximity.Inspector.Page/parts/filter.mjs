import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, open, rows, until, withRows } from '../lib/browser.mjs';

const box = (page) => page.locator('#q');
const count = (page) => page.locator('output.count').innerText();

export function registerFilter() {
    test('FilterIsTyped_ListCountAndAddressFollow', async () => {
        const page = await withRows(await open());
        await page.keyboard.press('/');
        await page.keyboard.type('status:404');
        await until('the count', async () => /^[\d,]+ of [\d,]+$/.test((await count(page)).trim()));
        await until('rows of that status alone', async () => {
            const words = await page.locator('#list [data-id] .stc').allInnerTexts();
            return words.length > 0 && words.every((word) => word.includes('404'));
        });
        assert.match(page.url(), /filter=status%3A404/);
        await page.reload();
        await withRows(page);
        assert.equal(await box(page).inputValue(), 'status:404');
        await close(page);
    });

    test('CompletionIsTakenByTab', async () => {
        const page = await withRows(await open());
        await box(page).click();
        await page.keyboard.type('status:4x');
        await page.getByRole('option', { name: 'status:4xx' }).waitFor();
        await page.keyboard.press('Tab');
        await until('the whole word', async () => (await box(page).inputValue()).trim() === 'status:4xx');
        await close(page);
    });

    test('BoxWithTextIsClicked_WordAtTheCaretIsCompleted', async () => {
        const page = await withRows(await open({ hash: 'filter=status%3A4xx' }));
        await box(page).click();
        await page.getByRole('option', { name: 'status:4xx' }).waitFor();
        await close(page);
    });

    test('FilterCannotBeRead_TheWrongWordIsMarkedAndTheListStays', async () => {
        const page = await withRows(await open());
        await box(page).fill('nofield:1');
        await page.locator('.filter .sq').waitFor();
        assert.equal(await box(page).getAttribute('aria-invalid'), 'true');
        assert.ok((await rows(page).count()) > 0);
        await page.keyboard.press('Escape');
        await page.getByRole('alert').waitFor();
        await close(page);
    });

    test('NothingMatches_ThePageSaysWhyAndClears', async () => {
        const page = await withRows(await open());
        await box(page).click();
        await page.keyboard.type('nothing-has-this-word');
        await page.getByText('No flow matches').waitFor();
        await page.getByRole('button', { name: 'Clear the filter' }).last().click();
        await withRows(page);
        assert.equal(await box(page).inputValue(), '');
        await close(page);
    });

    test('FilterIsSaved_ItIsOfferedAgain', async () => {
        const page = await withRows(await open({ hash: 'filter=status%3A404' }));
        await page.getByRole('button', { name: 'Save this filter' }).click();
        await page.locator('.filter').getByRole('button', { name: 'Clear the filter' }).click();
        await box(page).click();
        await page.getByRole('option', { name: /status:404/ }).click();
        await until('the saved filter', async () => (await box(page).inputValue()) === 'status:404');
        await close(page);
    });
}
