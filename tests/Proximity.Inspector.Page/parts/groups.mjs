import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, open, until, withRows } from '../lib/browser.mjs';
import { shared } from '../lib/shared.mjs';
import { send } from '../lib/traffic.mjs';

const tree = (page) => page.getByRole('tree', { name: /^By / });
const item = (page, name) => tree(page).getByRole('treeitem', { name });
const value = (page) => page.locator('#q').inputValue();

async function grouped(page, by) {
    await withRows(page);
    if ((await page.locator('#side').count()) === 0) await page.getByRole('button', { name: 'Groups' }).click();
    await page.getByLabel('Group by').selectOption(by);
    await tree(page).getByRole('treeitem').first().waitFor();
    return page;
}

export function registerGroups() {
    test('GroupIsOpened_FilterIsNarrowedAndWidenedAgain', async () => {
        const page = await grouped(await open({ hash: 'filter=method%3AGET' }), 'Status');
        await item(page, /^404/).click();
        await until('both tests', async () => (await value(page)) === 'method:GET status=404');
        await until('the group', async () => (await item(page, /^404/).getAttribute('aria-selected')) === 'true');
        await until('the other groups still', async () => (await tree(page).getByRole('treeitem').count()) > 3);
        await item(page, /^503/).click();
        await until('another group', async () => (await value(page)) === 'method:GET status=503');
        await item(page, /^503/).click();
        await until('the filter before', async () => (await value(page)) === 'method:GET');
        await close(page);
    });

    for (const [by, name] of [
        ['Host', /^127\.0\.0\.1/],
        ['Client', /^127\.0\.0\.1/],
        ['Connection', /^no connection/],
    ]) {
        test(`GroupsBy_${by}_AreCounted`, async () => {
            const page = await grouped(await open(), by);
            await item(page, name).click();
            await until('the filter', async () => (await value(page)) !== '');
            await until('its flows', async () => /^[1-9][\d,]* of [\d,]+$/.test((await page.locator('output.count').innerText()).trim()));
            await close(page);
        });
    }

    test('FolderThatIsAPathItself_HasItAsAnEntry', async () => {
        await withRows(await open()).then(close);
        for (const path of ['/folder/', '/folder/inner']) await send(shared.proxy, shared.origin + path);
        const page = await grouped(await open(), 'Host and path');
        await tree(page).getByRole('treeitem').first().locator('.arrow').click();
        await item(page, /^folder\//).locator('.arrow').click();
        await item(page, /^inner/).waitFor();
        await item(page, /^\/ /).click();
        await until('its filter', async () => (await value(page)).endsWith('path=="/folder/"'));
        await until('its flow', async () => /^1 of /.test((await page.locator('output.count').innerText()).trim()));
        await close(page);
    });

    test('PathsAreOpenedByKeys_AndNarrowTheFilter', async () => {
        const page = await grouped(await open(), 'Host and path');
        await tree(page).getByRole('treeitem').first().focus();
        await page.keyboard.press('ArrowRight');
        await item(page, /^status\//).waitFor();
        assert.equal(await item(page, /^status\//).getAttribute('aria-level'), '2');
        await item(page, /^status\//).focus();
        await page.keyboard.press('ArrowRight');
        await item(page, /^503/).waitFor();
        await audit(page, 'the tree of paths');
        await item(page, /^503/).focus();
        await page.keyboard.press('Enter');
        await until('its filter', async () => /^host=.127\.0\.0\.1. path==.\/status\/503.$/.test(await value(page)));
        await until('its flows', async () => /^[1-9]\d* of /.test((await page.locator('output.count').innerText()).trim()));
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowLeft');
        await until('a closed folder', async () => (await item(page, /^status\//).getAttribute('aria-expanded')) === 'false');
        await close(page);
    });
}
