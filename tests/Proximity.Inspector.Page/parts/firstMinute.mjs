import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, open, rows, until } from '../lib/browser.mjs';
import { shared } from '../lib/shared.mjs';
import { send } from '../lib/traffic.mjs';

export function registerFirstMinute() {
    test('EmptyProxy_ShowsFourCardsAndTicksOneForItsFirstFlow', async () => {
        const page = await open({ traffic: false });
        await page.getByRole('heading', { name: 'Connect a client' }).waitFor();
        assert.equal(await page.locator('.card.start').count(), 4);
        await audit(page, 'the first minute');
        await send(shared.proxy, `${shared.origin}/page`);
        await page.locator('[data-way="command"].done').waitFor();
        assert.equal(await page.locator('.tickline.done').count(), 1);
        await page.getByRole('button', { name: /Show the list/ }).click();
        await rows(page).first().waitFor();
        await close(page);
    });

    test('FlowOfABrowser_TicksTheBrowsersCard', async () => {
        const page = await open({ hash: 'view=connect', traffic: false });
        await page.getByRole('heading', { name: 'Connect a client' }).waitFor();
        await send(shared.proxy, `${shared.origin}/page`, { headers: { 'user-agent': 'Mozilla/5.0 Chrome/156.0' } });
        await until('the tick of the browser', () => page.locator('[data-way="browser"].done').isVisible());
        await close(page);
    });

    test('StartOfABrowser_SaysWhatBecameOfIt', async () => {
        const page = await open({ hash: 'view=connect', traffic: false });
        await page.getByRole('button', { name: 'Start', exact: true }).click();
        await page.getByText(/Started \/|ended at once|No browser/).waitFor();
        assert.equal(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled(), true);
        await close(page);
    });

    test('CommandOfTheMachineWasCopied_ItsCardTicks', async () => {
        const page = await open({ hash: 'view=connect', traffic: false });
        await page.getByRole('button', { name: 'Copy what sets the proxy' }).click();
        await send(shared.proxy, `${shared.origin}/page`);
        await until('the tick of the machine', () => page.locator('[data-way="machine"].done').isVisible());
        assert.match(await page.evaluate(() => navigator.clipboard.readText()), /http_proxy=/);
        await close(page);
    });
}
