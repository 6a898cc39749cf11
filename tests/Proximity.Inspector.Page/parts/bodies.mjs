import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, openFlow, until } from '../lib/browser.mjs';

const panel = (page) => page.locator('.detail [role="tabpanel"]');
const says = (page, text) => panel(page).getByText(text).first().waitFor();

/** What each body shows at first, and the views that it has. */
const bodies = [
    ['protobuf', /message, \d+ bytes/, ['Fields', 'Text', 'Hex']],
    ['grpc', /decompressed/, ['Messages', 'Text', 'Hex']],
    ['graphql', 'query OrderList', ['Query', 'Tree', 'Text', 'Hex']],
    ['feed.xml', '<empty', ['Pretty', 'Text', 'Hex']],
    ['messagepack', '{ 2 keys }', ['Tree', 'Text', 'Hex']],
    ['cbor', '{ 2 keys }', ['Tree', 'Text', 'Hex']],
    ['token', 'its signature is not checked', ['Tokens', 'Text', 'Hex']],
    ['session', 'access_token', ['Tree', 'Pretty', 'Text', 'Tokens', 'Hex']],
    ['parts', '01 02 03', ['Parts', 'Text', 'Hex']],
    ['stream-of-scripts', 'Alex Example', ['Events', 'Text', 'Hex']],
    ['minified.js', 'function', ['Pretty', 'Text', 'Hex']],
    ['minified.css', 'color', ['Pretty', 'Text', 'Hex']],
];

export function registerBodies() {
    for (const [name, text, views] of bodies) {
        test(`BodyOf_${name}_IsTakenApart`, async () => {
            const { page } = await openFlow(`path:/plain/${name}`, 'body');
            await says(page, text);
            await until('the views', async () => {
                const names = await page.getByRole('radiogroup', { name: 'Body as' }).getByRole('radio').allInnerTexts();
                return names.join() === views.join();
            });
            await audit(page, name);
            await close(page);
        });
    }

    test('MinifiedCode_IsLaidOutAndItsTextStays', async () => {
        const { page } = await openFlow('path:/plain/minified.js', 'body');
        await says(page, 'return a');
        await until('five lines', async () => (await panel(page).locator('.cl').count()) >= 4);
        await page.getByRole('radio', { name: 'Text' }).click();
        await until('one line', async () => (await panel(page).locator('.cl .g').allInnerTexts()).filter(Boolean).length === 1);
        await close(page);
    });

    test('ProtobufTree_IsSearchedAndWalkedByKeys', async () => {
        const { page } = await openFlow('path:/plain/protobuf', 'body');
        await says(page, 'varint');
        await page.getByLabel('Search in the body').fill('inner');
        await page.getByText('1 of 1', { exact: true }).waitFor();
        await until('the path of the match', () => page.locator('.pathbar').getByText('/3/2').isVisible());
        await page.getByRole('tree', { name: 'Body' }).focus();
        await page.keyboard.press('ArrowLeft');
        await until('the path of its parent', () => page.locator('.pathbar code').getByText('/3', { exact: true }).isVisible());
        await close(page);
    });

    test('Search_StepsForwardAndBack', async () => {
        const { page } = await openFlow('path:/app.js', 'body');
        await says(page, 'a note');
        const box = page.getByLabel('Search in the body');
        await box.fill('export');
        await page.getByText('1 of 400').waitFor();
        await page.getByRole('button', { name: 'Next match' }).click();
        await page.getByText('2 of 400').waitFor();
        await box.press('Shift+Enter');
        await box.press('Shift+Enter');
        await page.getByText('400 of 400').waitFor();
        await until('the last line', () => panel(page).locator('.cl mark').last().isVisible());
        await page.getByRole('radio', { name: 'Hex' }).click();
        await box.fill('0x65 78 70 6f 72 74');
        await page.getByText('1 of 400').waitFor();
        await panel(page).locator('.cl.hit').waitFor();
        await close(page);
    });

    test('CodingThatIsUnknown_IsSaidInTheChain', async () => {
        const { page } = await openFlow('path:/plain/unknown-coding', 'body');
        await says(page, 'x-unheard-of, not decoded');
        await says(page, 'as it is');
        await close(page);
    });

    test('ChainOfABody_SaysEachStep', async () => {
        const { page } = await openFlow('path:/orders', 'body');
        await page.getByRole('group', { name: 'How the body was decoded' }).waitFor();
        const chain = await page.getByRole('group', { name: 'How the body was decoded' }).innerText();
        assert.match(chain.replace(/\s+/g, ' '), /received gzip utf-8 JSON/);
        await close(page);
    });

    test('PartOfAMultipart_IsSaved', async () => {
        const { page } = await openFlow('path:/plain/parts', 'body');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save part 2' }).click()]);
        assert.equal(download.suggestedFilename(), 'part-2.bin');
        await close(page);
    });

    test('BodyAboveFiveMegabytes_IsOpenedWhenAsked', async () => {
        const { page } = await openFlow('path:/orders', 'body', {
            prepare: (one) =>
                one.route(/\/api\/flows\/\d+\?redact/, async (route) => {
                    const answer = await route.fetch();
                    const flow = await answer.json();
                    flow.response.body.keptBytes = 6_000_000;
                    await route.fulfill({ response: answer, json: flow });
                }),
        });
        await says(page, 'are not opened unasked');
        await audit(page, 'the question');
        await page.getByRole('button', { name: 'Open the body' }).click();
        await page.getByRole('tree', { name: 'Body' }).waitFor();
        await close(page);
    });
}
