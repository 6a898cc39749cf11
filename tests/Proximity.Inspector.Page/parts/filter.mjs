import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, audit, close, open, rows, until, withRows } from '../lib/browser.mjs';

const box = (page) => page.locator('#q');
const count = (page) => page.locator('output.count').innerText();
const pills = (page) => page.getByRole('list', { name: 'Parts of the filter' }).getByRole('listitem');

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

    test('FilterHasParts_EachIsAPillThatIsTakenAway', async () => {
        const page = await withRows(await open({ hash: 'filter=(status%3A404%20or%20status%3A503)%20method%3AGET%20-path%3A%2Fnone' }));
        await until('three pills', async () => (await pills(page).count()) === 3);
        await audit(page, 'the pills');
        await page.getByRole('button', { name: 'Remove method:GET' }).focus();
        await page.keyboard.press('Enter');
        await until('two pills', async () => (await pills(page).count()) === 2);
        assert.equal(await box(page).inputValue(), '(status:404 or status:503) -path:/none');
        await until('the focus on its neighbour', () =>
            page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Remove -path:/none'),
        );
        await page.getByRole('button', { name: 'Edit -path:/none' }).click();
        assert.equal(await pills(page).count(), 0);
        assert.equal(await box(page).evaluate((input) => input.value.slice(input.selectionStart, input.selectionEnd)), '-path:/none');
        await close(page);
    });

    test('SavedFilterIsNamed_ItIsFoundByItsName', async () => {
        const page = await withRows(await open({ hash: 'filter=status%3A503' }));
        await page.getByRole('button', { name: 'Save this filter' }).click();
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Command/ }).fill('saved filters');
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog', { name: 'Saved filters' });
        await dialog.getByLabel('Name of status:503').fill('Out of service');
        await dialog.getByLabel('Name of status:503').press('Tab');
        await audit(page, 'the saved filters');
        await page.keyboard.press('Escape');
        await box(page).fill('');
        await page.reload();
        await withRows(page);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Command/ }).fill('out of');
        await page.keyboard.press('Enter');
        await until('the filter', async () => (await box(page).inputValue()) === 'status:503');
        await close(page);
    });

    test('SecondFilter_MarksRowsWithoutHidingAny', async () => {
        const page = await withRows(await open());
        const before = await page.locator('#list').getAttribute('aria-rowcount');
        await page.keyboard.press('h');
        await until('the second box', () => page.evaluate(() => document.activeElement?.id === 'hl'));
        await page.keyboard.type('path:/orders*');
        await page.locator('#list .hl').first().waitFor();
        assert.equal(await page.locator('#list').getAttribute('aria-rowcount'), before);
        await until('the count', async () => /^\d+ of \d+ rows here$/.test(await page.locator('#hl-say').innerText()));
        const ids = await page.locator('#list .hl').evaluateAll((all) => all.map((row) => Number(row.dataset.id)));
        for (const id of ids) assert.match((await api(`/api/flows/${id}`)).path, /^\/orders/);
        await audit(page, 'the highlight');
        await page.reload();
        await withRows(page);
        await page.locator('#list .hl').first().waitFor();
        await page.locator('#hl').fill('nofield:1');
        await page.locator('#hl-say.bad').waitFor();
        await page.locator('#hl').press('Escape');
        await until('no mark', async () => (await page.locator('#list .hl').count()) === 0);
        await close(page);
    });
}
