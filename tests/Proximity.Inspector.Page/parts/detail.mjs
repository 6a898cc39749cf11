import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, openFlow, until } from '../lib/browser.mjs';

const panel = (page) => page.locator('.detail [role="tabpanel"]');
const says = (page, text) => panel(page).getByText(text).first().waitFor();

export function registerDetail() {
    test('EveryTab_HasContentOrASentence', async () => {
        const { page } = await openFlow('path:/page', 'overview', { width: 1920 });
        for (const name of ['Overview', 'Headers', 'Body', 'Messages', 'Timing', 'TLS', 'Raw', 'Notes']) {
            await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
            await until(`text in ${name}`, async () => (await panel(page).innerText()).trim().length > 20);
        }
        await close(page);
    });

    test('SecretHeader_IsDotsUntilItIsShown', async () => {
        const { page } = await openFlow('path:/secret', 'headers');
        await page.getByRole('button', { name: 'Show authorization' }).waitFor();
        assert.doesNotMatch(await panel(page).innerText(), /8f3a9b/);
        await page.getByRole('button', { name: 'Show authorization' }).click();
        await says(page, 'Token, signature not checked');
        await says(page, 'Alex');
        await page.getByRole('button', { name: 'Show cookie' }).click();
        await says(page, '8f3a9b');
        await audit(page, 'decoded fields');
        await close(page);
    });

    test('JsonBody_IsATreeWhoseNumbersStayAsSent', async () => {
        const { page } = await openFlow('path:/orders', 'body');
        await says(page, '90071992547409931');
        const tree = page.getByRole('tree', { name: 'Body' });
        await tree.focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Shift+C');
        await until('the pointer', async () => (await page.evaluate(() => navigator.clipboard.readText())) === '/object');
        await page.getByLabel('Search in the body').fill('ord_8800');
        await page.getByText(/1 of \d/).waitFor();
        await until('the match', () => tree.locator('mark').first().isVisible());
        await close(page);
    });

    const bodies = [
        ['path:/page', 'the text of HTML', 'Hello'],
        ['path:/app.css', 'CSS', 'color'],
        ['path:/app.js', 'JavaScript', 'a note'],
        ['path:/bytes', 'hex', '00000010'],
        ['path:/events', 'events', 'price'],
        ['path:/status/404', 'the sentence of an empty body', 'body'],
    ];
    for (const [filter, what, text] of bodies) {
        test(`BodyOf_${filter.slice(5).replaceAll('/', '_')}_Shows_${what.replaceAll(' ', '_')}`, async () => {
            const { page } = await openFlow(filter, 'body');
            await says(page, text);
            await close(page);
        });
    }

    test('Form_AndMultipart_AreTables', async () => {
        for (const [filter, text] of [
            ['path:/form', 'alex@example.com'],
            ['path:/upload', 'text of a file'],
        ]) {
            const { page } = await openFlow(filter, 'body');
            await page.getByRole('radio', { name: 'Request' }).click();
            await says(page, text);
            await close(page);
        }
    });

    test('Images_AreDrawnAndAnSvgRunsNothing', async () => {
        for (const filter of ['path:/logo.png', 'path:/logo.svg']) {
            const { page } = await openFlow(filter, 'body');
            await until('the picture', () =>
                panel(page)
                    .locator('img')
                    .evaluate((image) => image.naturalWidth > 0)
                    .catch(() => false),
            );
            await close(page);
        }
    });

    test('WebSocket_ListsItsMessages', async () => {
        const { page } = await openFlow('path:/socket', 'messages');
        await says(page, 'order.created');
        const row = panel(page).locator('.msg-row[aria-rowindex="3"]');
        await row.click();
        await page.getByRole('region', { name: 'Selected message' }).waitFor();
        await close(page);
    });

    test('ServerSentEvents_AreMessages', async () => {
        const { page } = await openFlow('path:/events', 'messages');
        await says(page, /12 of 12/);
        await close(page);
    });

    test('BrokenAnswer_HasACardWithCodeAndRemedy', async () => {
        const { page, flow } = await openFlow('path:/cut', 'overview');
        await page.getByRole('group', { name: /./ }).locator('.chip.code').getByText(flow.error).waitFor();
        await panel(page).getByRole('button', { name: 'Resend' }).waitFor();
        await page.getByRole('tab', { name: 'Body' }).click();
        await says(page, 'half an answer');
        await close(page);
    });
}
