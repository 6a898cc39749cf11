import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, open, rows, until, withRows } from '../lib/browser.mjs';

const heads = async (page) => (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
const cellOf = (page, row, column) => rows(page).nth(row).getByRole('gridcell').nth(column);

async function openDialog(page) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Command/ }).fill('columns');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Columns' }).waitFor();
}

export function registerColumns() {
    test('HeadIsDragged_ColumnIsPutThereAndStays', async () => {
        const page = await withRows(await open());
        const size = await page.getByRole('columnheader', { name: 'Size' }).boundingBox();
        const status = await page.getByRole('columnheader', { name: 'Status' }).boundingBox();
        await page.mouse.move(size.x + 30, size.y + 10);
        await page.mouse.down();
        await page.mouse.move(status.x + 60, size.y + 10, { steps: 5 });
        await page.mouse.move(status.x + 20, size.y + 10);
        await page.mouse.up();
        await until('the new place', async () => (await heads(page)).indexOf('Size') === 1);
        assert.equal(await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'), null);
        await page.reload();
        await withRows(page);
        assert.equal((await heads(page)).indexOf('Size'), 1);
        await close(page);
    });

    test('ShiftAndArrows_MoveAColumnAndAltWidensIt', async () => {
        const page = await withRows(await open());
        const head = page.getByRole('columnheader', { name: 'Time' });
        const before = (await heads(page)).indexOf('Time');
        const width = (await head.boundingBox()).width;
        await head.getByRole('button').focus();
        await page.keyboard.press('Shift+ArrowLeft');
        await until('one to the left', async () => (await heads(page)).indexOf('Time') === before - 1);
        await until('its focus', () => page.evaluate(() => document.activeElement?.textContent?.includes('Time') ?? false));
        await page.keyboard.press('Alt+ArrowRight');
        await until('more room', async () => (await head.boundingBox()).width > width + 4);
        await close(page);
    });

    test('DialogMovesAColumn_AndTheFocusGoesAlong', async () => {
        const page = await withRows(await open());
        await openDialog(page);
        const up = page.getByRole('button', { name: 'Move Host to the left' });
        await up.focus();
        await page.keyboard.press('Enter');
        await until('the focus', () => up.evaluate((button) => button === document.activeElement));
        await audit(page, 'the columns');
        await page.keyboard.press('Escape');
        assert.ok((await heads(page)).indexOf('Host') < (await heads(page)).indexOf('Method'));
        await close(page);
    });

    test('HeaderIsAdded_ItsValuesStandInTheRows', async () => {
        const page = await withRows(await open());
        await openDialog(page);
        await page.getByLabel('Name of the new column').fill('User-Agent');
        await page.keyboard.press('Enter');
        await page.getByRole('checkbox', { name: /^user-agent/ }).waitFor();
        await page.keyboard.press('Escape');
        await until('the column', async () => (await heads(page)).includes('user-agent'));
        const at = (await heads(page)).indexOf('user-agent');
        await until('its values', async () => (await cellOf(page, 2, at).innerText()) === 'page-tests/1');
        await page.reload();
        await withRows(page);
        await until('its values again', async () => (await cellOf(page, 2, at).innerText()) === 'page-tests/1');
        await close(page);
    });

    test('HeaderThatIsNone_IsSaid', async () => {
        const page = await withRows(await open());
        await openDialog(page);
        await page.getByLabel('Kind of the new column').selectOption('Field of filters');
        await page.getByLabel('Name of the new column').fill('no.field');
        await page.keyboard.press('Enter');
        await page.locator('.help.bad').waitFor();
        await close(page);
    });

    test('OptionalColumns_HaveWhatFlowsHave', async () => {
        const page = await withRows(await open({ width: 1920, hash: 'filter=path%3A%2Fcut' }));
        await openDialog(page);
        for (const name of ['First byte', 'Error', 'Client', 'Connection', 'gRPC status', 'GraphQL operation'])
            await page.getByRole('checkbox', { name }).check();
        await page.keyboard.press('Escape');
        const cell = async (name) => cellOf(page, 0, (await heads(page)).indexOf(name)).innerText();
        await until('the error', async () => (await cell('Error')) === 'upstream_read_failed');
        assert.match(await cell('First byte'), /\d.*s$/);
        assert.equal(await cell('Client'), '127.0.0.1');
        assert.equal((await cell('Connection')).trim(), '–');
        await audit(page, 'all columns');
        await close(page);
    });

    test('KeptColumnIsUnknownToTheProxy_ListGoesOnWithoutIt', async () => {
        const page = await withRows(await open());
        await page.evaluate(() => localStorage.setItem('proximity.own-columns', '["no.field"]'));
        await page.reload();
        await withRows(page);
        assert.ok(!(await heads(page)).includes('no.field'));
        await close(page);
    });
}
