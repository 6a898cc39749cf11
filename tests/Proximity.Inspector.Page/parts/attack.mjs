import { test } from 'node:test';
import { api, close, openFlow, until } from '../lib/browser.mjs';
import { formats } from '../lib/formats.mjs';
import { attack } from '../lib/origin.mjs';

export function registerAttack() {
    test('FlowWhoseFieldsAreScripts_IsShownAndNothingRuns', async () => {
        const { page, flow } = await openFlow('path:/attack', 'overview', { width: 1920 });
        await api('/api/flows/annotate', { ids: [flow.id], comment: attack, addTags: ['<b>tag'] });
        for (const name of ['Overview', 'Headers', 'Body', 'Messages', 'Timing', 'TLS', 'Raw', 'Notes']) {
            await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
            await until(`text in ${name}`, async () => (await page.locator('.detail [role="tabpanel"]').innerText()).trim().length > 10);
        }
        await page.getByRole('tab', { name: /^Body/ }).click();
        for (const side of ['Request', 'Response']) {
            await page.getByRole('radio', { name: side }).click();
            for (const view of ['Tree', 'Text', 'Hex']) await page.getByRole('radio', { name: view }).click();
        }
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Command/ }).fill(attack);
        await page.keyboard.press('Escape');
        await page.locator('#q').fill(attack.slice(0, 20));
        await close(page);
    });

    for (const path of Object.keys(formats(''))) {
        test(`BodyWithScripts_${path.slice(1)}_IsShownInEachViewAndNothingRuns`, async () => {
            const { page } = await openFlow(`path:/scripts${path}`, 'body');
            const views = page.getByRole('radiogroup', { name: 'Body as' }).getByRole('radio');
            await views.first().waitFor();
            for (const view of await views.all()) {
                await view.click();
                const shown = page.locator('.detail :is(.virtual, .scroll)').first();
                await until('the view', async () => (await shown.innerText()).trim().length > 5);
            }
            for (const tab of ['messages', 'raw']) await page.locator(`#t-${tab}`).dispatchEvent('click');
            await page.locator('#t-headers').click();
            const show = page.locator('.detail').getByRole('button', { name: /^Show/ });
            await page.locator('.detail .hd').first().waitFor();
            for (let left = await show.count(); left > 0; left = await show.count()) await show.first().click();
            await close(page);
        });
    }

    test('HtmlOfAFlow_IsTextAndNothingRuns', async () => {
        const { page } = await openFlow('path:/attack.html', 'body');
        await page.locator('.text-view').getByText('onerror').first().waitFor();
        await close(page);
    });
}
