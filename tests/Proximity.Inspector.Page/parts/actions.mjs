import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, close, find, open, openFlow, rows, until, withRows } from '../lib/browser.mjs';
import { shared, withTraffic } from '../lib/shared.mjs';

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const total = async (filter) => (await api(`/api/flows?limit=200&filter=${encodeURIComponent(filter)}`)).flows.length;

export function registerActions() {
    test('Resend_MakesAnotherFlow', async () => {
        const before = await total('path:/page');
        const { page } = await openFlow('path:/page');
        await page.keyboard.press('r');
        await page.getByText('Sent 1 flow again').waitFor();
        await until('the flow', async () => (await total('path:/page')) > before);
        await close(page);
    });

    test('EditAndResend_SendsWhatWasEditedAndCompares', async () => {
        const { page } = await openFlow('path:/page');
        await page.getByRole('button', { name: 'Edit & resend' }).click();
        const dialog = page.getByRole('dialog', { name: 'Edit and resend' });
        const url = dialog.getByLabel('URL');
        await until('the address', async () => (await url.inputValue()).includes('/page'));
        await url.fill(`${await url.inputValue()}?edited`);
        await page.keyboard.press('Control+Enter');
        await dialog.getByRole('button', { name: /Open flow/ }).waitFor();
        assert.match((await find('path:/page')).url, /\?edited$/);
        await dialog.getByRole('button', { name: /Compare with flow/ }).click();
        await page.getByRole('dialog', { name: 'Compare two flows' }).getByText('edited').first().waitFor();
        await close(page);
    });

    test('CopyAs_PutsTheCommandOnTheClipboard', async () => {
        const { page } = await openFlow('path:/page');
        await page.getByRole('button', { name: 'Copy as…' }).click();
        await page.getByRole('menuitem', { name: 'curl' }).click();
        await until('the command', async () => /curl/.test(await clipboard(page)));
        await close(page);
    });

    test('Export_MasksByDefaultAndSaysWhenItDoesNot', async () => {
        const page = await withRows(await open());
        await page.getByRole('button', { name: 'Export' }).first().click();
        const save = page.getByRole('link', { name: /^Save flows-/ });
        assert.match(await save.getAttribute('href'), /redact=true/);
        await page.getByRole('switch', { name: 'Mask secrets' }).click();
        await page.getByText('The file will hold secrets.').waitFor();
        assert.match(await save.getAttribute('href'), /redact=false/);
        await page.getByRole('switch', { name: 'Mask secrets' }).click();
        const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
        assert.match(download.suggestedFilename(), /\.har$/);
        await close(page);
    });

    test('TwoSelected_AreCompared', async () => {
        const page = await withRows(await open());
        await rows(page).nth(0).click();
        await rows(page)
            .nth(1)
            .click({ modifiers: ['Control'] });
        await page.getByText('2 selected').first().waitFor();
        await page.keyboard.press('=');
        await page.getByRole('dialog', { name: 'Compare two flows' }).waitFor();
        await close(page);
    });

    test('Notes_AreKept', async () => {
        const { page, flow } = await openFlow('path:/app.css', 'notes', { width: 1920 });
        await page.getByRole('button', { name: 'orange' }).click();
        await page.getByLabel('Comment').fill('look at this');
        await page.getByLabel('New tag').fill('bug-1234');
        await page.keyboard.press('Enter');
        await page.locator('.detail .chip').getByText('bug-1234').first().waitFor();
        await until('the notes', async () => {
            const found = await api(`/api/flows/${flow.id}`);
            return found.mark?.toLowerCase() === 'orange' && found.comment === 'look at this' && found.tags?.includes('bug-1234');
        });
        await close(page);
    });

    test('Delete_TakesTheFlowAwayAndTheFocusToItsNeighbour', async () => {
        const { flow } = await openFlow('path:/app.js').then(async ({ page, flow: found }) => {
            await page.getByRole('button', { name: 'Delete' }).click();
            await until('the row to go', async () => (await page.locator(`#list [data-id="${found.id}"]`).count()) === 0);
            await close(page);
            return { flow: found };
        });
        const { flows } = await api(`/api/flows?limit=200`);
        assert.ok(!flows.some((row) => row.id === flow.id));
    });

    test('FocusedRowIsDeleted_FocusStaysInTheList', async () => {
        const page = await withRows(await open());
        await rows(page).nth(4).click();
        await page.keyboard.press('Escape');
        const id = await page.evaluate(() => document.activeElement?.dataset.id);
        await page.keyboard.press('d');
        await until('another row with the focus', async () => {
            const now = await page.evaluate(() => document.activeElement?.dataset.id);
            return now !== undefined && now !== id;
        });
        await close(page);
    });

    test('Recording_IsPausedAndGoesOn', async () => {
        const page = await withRows(await open());
        await page.getByRole('button', { name: /^Recording/ }).click();
        await page.getByRole('button', { name: /^Not recording/ }).waitFor();
        assert.equal((await api('/api/status')).recording, false);
        await page.getByRole('button', { name: /^Not recording/ }).click();
        await page.getByRole('button', { name: /^Recording/ }).waitFor();
        await close(page);
    });

    test('Clear_AsksFirstAndSaysItsReach', async () => {
        // A flow that is under way stays.
        await withTraffic();
        shared.socket?.destroy();
        await until('the stream to end', async () => (await total('is:pending')) === 0);
        const page = await withRows(await open());
        await page.keyboard.press('z');
        const dialog = page.getByRole('dialog', { name: 'Clear all flows' });
        await dialog.getByRole('button', { name: /^Delete [\d,]+ flow/ }).click();
        await page.getByText(/^Deleted [\d,]+ flow/).waitFor();
        await page.getByText('No flows yet').waitFor();
        await close(page);
    });
}
