import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, close, open, rows, until, withRows } from '../lib/browser.mjs';
import { shared } from '../lib/shared.mjs';
import { send } from '../lib/traffic.mjs';

const ids = (page) => rows(page).evaluateAll((all) => all.map((row) => Number(row.dataset.id)));
const focused = (page) => page.evaluate(() => Number(document.activeElement?.dataset.id ?? 0));

export function registerList() {
    test('Flows_AppearInOrderAndAreCounted', async () => {
        const page = await withRows(await open());
        const shown = await ids(page);
        assert.deepEqual(
            shown,
            [...shown].sort((a, b) => a - b),
        );
        const { total } = await api('/api/flows?limit=1');
        const count = Number(await page.locator('#list').getAttribute('aria-rowcount'));
        assert.ok(count >= Math.min(total ?? 1, 70), `${count} rows`);
        assert.equal(Number(await rows(page).last().getAttribute('aria-rowindex')), count);
        await close(page);
    });

    test('FlowArrives_ListAtItsEndFollows', async () => {
        const page = await withRows(await open());
        const before = Math.max(...(await ids(page)));
        await send(shared.proxy, `${shared.origin}/page?follow`);
        await until('the new row', async () => Math.max(...(await ids(page))) > before);
        await close(page);
    });

    test('FlowArrivesWhileScrolledUp_RowsStayAndThePillCounts', async () => {
        const page = await withRows(await open());
        await page.locator('#list').hover();
        await page.mouse.wheel(0, -600);
        await until(
            'the list to stand',
            async () => (await page.locator('#list').evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight)) > 400,
        );
        const before = await ids(page);
        await send(shared.proxy, `${shared.origin}/page?pill`);
        await page.locator('.newpill').waitFor();
        for (let more = 0; more < 2; more++) await send(shared.proxy, `${shared.origin}/page?pill`);
        await until('the count', async () => (await page.locator('.newpill').innerText()).trim() === '3 new');
        assert.deepEqual(await ids(page), before);
        await page.locator('.newpill').click();
        await until('the end', async () => Math.max(...(await ids(page))) > Math.max(...before));
        assert.equal(await page.locator('.newpill').count(), 0);
        await close(page);
    });

    test('RowIsClicked_ItsDetailsOpenAndTheAddressSaysSo', async () => {
        const page = await withRows(await open());
        const row = rows(page).nth(3);
        const id = await row.getAttribute('data-id');
        await row.click();
        await page.locator('.detail [role="tab"]').first().waitFor();
        assert.match(page.url(), new RegExp(`flow=${id}\\b`));
        assert.equal(await row.getAttribute('aria-selected'), 'true');
        await close(page);
    });

    test('KeysMoveTheFocus_AcrossWindowsOfRows', async () => {
        const page = await withRows(await open());
        await rows(page).last().click();
        await page.keyboard.press('Home');
        await until('the first row', async () => (await rows(page).first().getAttribute('aria-rowindex')) === '2');
        await until('its focus', async () => (await focused(page)) === (await ids(page))[0]);
        const [first, second, third] = await ids(page);
        await page.keyboard.press('j');
        await page.keyboard.press('ArrowDown');
        await until('the third row', async () => (await focused(page)) === third);
        await page.keyboard.press('k');
        await until('the second row', async () => (await focused(page)) === second);
        assert.notEqual(first, second);
        await page.keyboard.press('End');
        await until('the last row', async () => (await focused(page)) === Math.max(...(await ids(page))));
        await close(page);
    });

    test('ShiftExtendsTheSelection_AndTheBarSumsIt', async () => {
        const page = await withRows(await open());
        await rows(page).nth(2).click();
        await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Shift+ArrowDown');
        await page.getByText('3 selected').waitFor();
        assert.equal(await page.locator('#list [aria-selected="true"]').count(), 3);
        const sums = page.getByRole('group', { name: 'Selected flows' }).getByRole('status');
        await until('the sums', async () => /^[\d.]+\s.?B, p50 .+, p95 .+ · \d{3} ×\d/.test(await sums.innerText()));
        const chosen = await page
            .locator('#list [aria-selected="true"]')
            .evaluateAll((all) => all.map((row) => row.dataset.id).join(','));
        const { all, groups } = await api(`/api/stats?by=status&ids=${chosen}`);
        assert.equal(all.count, 3);
        for (const group of groups) assert.ok((await sums.innerText()).includes(`${group.keys[0]} ×${group.count}`));
        await page.keyboard.press('Escape');
        await until('one row selected', async () => (await page.locator('#list [aria-selected="true"]').count()) === 1);
        await close(page);
    });

    test('SelectedFlows_AreTaggedTogether', async () => {
        const page = await withRows(await open({ hash: 'filter=path%3A%2Forders*' }));
        await rows(page).nth(1).click();
        await page.keyboard.press('Escape');
        await page.keyboard.press('Shift+ArrowDown');
        await page.getByRole('button', { name: 'Tag', exact: true }).click();
        await page.getByLabel('Tag for the selected flows').fill('together');
        await page.keyboard.press('Enter');
        await page.getByText('Tagged 2 flows together.').waitFor();
        const { flows } = await api('/api/flows?filter=tag%3Atogether');
        assert.equal(flows.length, 2);
        await close(page);
    });

    test('ColumnIsHidden_ItStaysHiddenAfterAReload', async () => {
        const page = await withRows(await open());
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Command/ }).fill('columns');
        await page.keyboard.press('Enter');
        await page.getByRole('checkbox', { name: 'Host' }).uncheck();
        await page.keyboard.press('Escape');
        assert.equal(await page.getByRole('columnheader', { name: 'Host' }).count(), 0);
        await page.reload();
        await withRows(page);
        assert.equal(await page.getByRole('columnheader', { name: 'Host' }).count(), 0);
        await close(page);
    });

    test('HeadIsClicked_ListIsSortedBothWays', async () => {
        const page = await withRows(await open());
        await page.getByRole('button', { name: 'Size' }).click();
        const sizes = () => page.locator('#list .size').allInnerTexts();
        await until(
            'the largest first',
            async () => (await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')) === 'descending',
        );
        await until('sorted rows', async () => !/^0/.test((await sizes())[0] ?? '0'));
        await page.getByRole('button', { name: 'Size' }).click();
        assert.equal(await page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'), 'ascending');
        await page.getByRole('button', { name: '#' }).click();
        await close(page);
    });
}
