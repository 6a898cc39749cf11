import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, close, openFlow, rows, until } from '../lib/browser.mjs';
import { attack } from '../lib/origin.mjs';
import { shared } from '../lib/shared.mjs';
import { sendText } from '../lib/traffic.mjs';

const panel = (page) => page.locator('.detail [role="tabpanel"]');
const says = (page, text) => panel(page).getByText(text).first().waitFor();

/** Changes the record of a flow before the page reads it. */
const changed = (change) => ({
    prepare: (page) =>
        page.route(/\/api\/flows\/\d+\?redact/, async (route) => {
            const answer = await route.fetch();
            const flow = await answer.json();
            change(flow);
            await route.fulfill({ response: answer, json: flow });
        }),
});

const certificate = (subject, more = {}) => ({
    subject: `CN=${subject}`,
    issuer: 'CN=Example Authority',
    notBefore: '2020-01-01T00:00:00Z',
    notAfter: '2120-01-01T00:00:00Z',
    serialNumber: '0A1B',
    fingerprint: 'AA'.repeat(32),
    alternativeNames: [subject, `*.${subject}`],
    alternativeNameCount: 66,
    ...more,
});

export function registerExchange() {
    test('HeadThatWasChanged_IsShownOnBothSides', async () => {
        const { page } = await openFlow('path:/secret', 'headers', {
            ...changed((flow) => {
                const headers = [...flow.request.headers.filter(([name]) => name !== 'connection'), ['via', '1.1 proxy'], ['x-b', attack]];
                flow.requestSent = { headers, startLine: 'GET /secret HTTP/1.1', raw: 'GET /secret HTTP/1.1\r\nvia: 1.1 proxy\r\n\r\n' };
            }),
            width: 1920,
        });
        await says(page, /2 added, \d removed on the way/);
        await says(page, '1.1 proxy');
        await page.getByRole('radio', { name: 'Side by side' }).click();
        await says(page, 'Received from the client');
        await says(page, 'Sent to the origin');
        await says(page, 'GET /secret HTTP/1.1');
        await audit(page, 'heads side by side');
        await page.getByRole('button', { name: 'Raw' }).click();
        await says(page, 'via: 1.1 proxy');
        await audit(page, 'raw heads');
        await page.getByRole('button', { name: 'Raw' }).click();
        await close(page);
    });

    test('HeadThatWasNotChanged_SaysSo', async () => {
        const { page } = await openFlow('path:/page', 'headers');
        await says(page, 'sent as received');
        assert.equal(await page.getByRole('radio', { name: 'Side by side' }).count(), 0);
        await close(page);
    });

    test('Cookies_AreATableWhoseValuesAreDotsUntilShown', async () => {
        const { page } = await openFlow('path:/plain/cookies', 'headers');
        await says(page, 'Cookies that are set');
        await says(page, 'Path /, Secure, HttpOnly');
        assert.doesNotMatch(await panel(page).innerText(), /dark/);
        await page.getByRole('button', { name: 'Show values' }).click();
        await says(page, 'Alex Example');
        await says(page, 'dark');
        await audit(page, 'cookies');
        await close(page);
    });

    test('Certificates_OfBothSidesAreShown', async () => {
        const { page } = await openFlow(
            'path:/page',
            'tls',
            changed((flow) => {
                flow.scheme = 'https';
                flow.clientTls = { protocol: 'TLS 1.3', certificates: [certificate(attack)] };
                const old = certificate('example.com', { notAfter: '2021-01-01T00:00:00Z' });
                flow.originTls = { protocol: 'TLS 1.3', certificates: [old, certificate('Example Authority')] };
            }),
        );
        await says(page, 'Certificate shown to the client');
        await says(page, 'Certificates of the origin');
        await says(page, 'expired');
        await says(page, '*.example.com');
        await says(page, 'and 64 more');
        assert.equal(await panel(page).locator('.certs li').count(), 3);
        await panel(page).locator('.certs summary').last().press('Enter');
        await audit(page, 'certificates');
        await close(page);
    });

    test('TlsWithoutCertificates_SaysWhy', async () => {
        const tls = { protocol: 'TLS 1.3' };
        const { page } = await openFlow(
            'path:/page',
            'tls',
            changed((flow) => Object.assign(flow, { scheme: 'https', clientTls: tls })),
        );
        await says(page, 'No certificate was recorded with this flow.');
        await says(page, 'This side was in clear text.');
        await close(page);
    });

    test('ExchangeWithoutResponse_HasTheCardOnEachTab', async () => {
        const { page } = await openFlow(
            'path:/page',
            'headers',
            changed((flow) => {
                delete flow.response;
                Object.assign(flow, { error: 'dns_failed', errorText: 'The name does not resolve.', state: 'failed' });
            }),
        );
        for (const tab of ['Headers', 'Body', 'Overview']) {
            await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
            await page.locator('.card-err .chip.code').getByText('dns_failed').waitFor();
            await says(page, 'Check the name, and the resolver of this machine.');
        }
        await close(page);
    });

    test('Timing_HasNumbersForEachPhase', async () => {
        const { page } = await openFlow('path:/orders', 'timing');
        await page.getByRole('table', { name: 'Phases of the exchange' }).waitFor();
        assert.match(await panel(page).innerText(), /Wait for the origin\s+[\d.]+\sms\s+[\d.]+\sms/);
        await close(page);
    });

    test('Messages_OfBothWaysComeLiveAndPause', async () => {
        const { page } = await openFlow('path:/socket', 'messages');
        await says(page, 'order.created');
        sendText(shared.socket, '{"said":"once"}');
        await until('the message and its echo', async () => (await panel(page).locator('.msg-row').getByText('"once"').count()) === 2);
        await page.getByRole('radio', { name: 'Sent' }).click();
        await until('what was sent alone', async () => (await panel(page).locator('.msg-row .down').count()) === 0);
        assert.equal(await panel(page).locator('.msg-row .up').count(), 1);
        await page.getByRole('radio', { name: 'Both' }).click();
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        sendText(shared.socket, '{"said":"twice"}');
        await says(page, 'Paused, 2 new messages');
        assert.equal(await panel(page).getByText('"twice"').count(), 0);
        await page.getByRole('button', { name: 'Go on' }).click();
        await says(page, '"twice"');
        await audit(page, 'live messages');
        await close(page);
    });

    test('MessageThatIsChosen_IsATree', async () => {
        const { page } = await openFlow('path:/socket', 'messages');
        await panel(page).locator('.msg-row[aria-rowindex="2"]').click();
        const view = page.getByRole('region', { name: 'Selected message' });
        await view.getByRole('tree').getByText('order.created').waitFor();
        await view.getByRole('radio', { name: 'Hex' }).click();
        await view.getByText('00000000', { exact: true }).waitFor();
        await audit(page, 'a message');
        await page.getByRole('button', { name: 'Close the message' }).click();
        await says(page, 'Live, follows the newest');
        await close(page);
    });

    test('GrpcMessages_AreTakenApart', async () => {
        const { page } = await openFlow('path:/plain/grpc', 'messages');
        await panel(page).locator('.msg-row[aria-rowindex="2"]').click();
        await page.getByRole('region', { name: 'Selected message' }).getByText('"Alex Example"').waitFor();
        await close(page);
    });

    for (const [title, format] of [
        ['fetch', 'fetch'],
        ['Python', 'python'],
        ['.http', 'http'],
        ['C#', 'csharp'],
    ]) {
        test(`CopyAs_${format}_AsksForThatFormat`, async () => {
            const asked = [];
            const { page } = await openFlow('path:/page', 'overview', {
                prepare: (one) =>
                    one.route(/\/api\/export\?/, async (route) => {
                        asked.push(new URL(route.request().url()).searchParams.get('format'));
                        await route.fulfill({ json: { format, fileName: 'x', count: 1, text: `as ${format}` } });
                    }),
            });
            await page.getByRole('button', { name: 'Copy as…' }).click();
            await page.getByRole('menuitem', { name: title, exact: true }).click();
            await until('the text', async () => (await page.evaluate(() => navigator.clipboard.readText())) === `as ${format}`);
            assert.deepEqual(asked, [format]);
            await close(page);
        });
    }

    test('BodyIsEdited_InAnEditorThatThePolicyAllows', async () => {
        const { page } = await openFlow('path:/attack', 'overview');
        await page.getByRole('button', { name: 'Edit & resend' }).click();
        const dialog = page.getByRole('dialog', { name: 'Edit and resend' });
        await dialog.locator('.cm-content').waitFor();
        assert.equal(await dialog.locator('.editor-host').evaluate((host) => host.shadowRoot.adoptedStyleSheets.length > 0), true);
        await dialog.getByRole('button', { name: 'Lay out' }).click();
        await audit(page, 'the editor');
        await dialog.locator('.cm-content').click();
        await page.keyboard.press('Control+a');
        await page.keyboard.type('{"edited": [1, 2]');
        await page.keyboard.press('Tab');
        await until('the focus outside', () => page.evaluate(() => !document.activeElement?.classList.contains('editor-host')));
        const sent = page.waitForRequest(/\/resend$/);
        await page.keyboard.press('Control+Enter');
        assert.match((await sent).postDataJSON().body, /^\{"edited": \[1, 2\]/);
        await dialog.getByRole('button', { name: /Open flow/ }).waitFor();
        await close(page);
    });

    test('TwoBodies_AreComparedByLines', async () => {
        const { page } = await openFlow('path:/page');
        await page.locator('#q').fill('path:/*/session');
        await until('those two', async () => {
            const paths = await rows(page).locator('.path').allInnerTexts();
            return paths.length > 1 && paths.every((path) => path.includes('/session'));
        });
        await rows(page).nth(-2).click();
        await rows(page)
            .last()
            .click({ modifiers: ['Control'] });
        await page.keyboard.press('=');
        const dialog = page.getByRole('dialog', { name: 'Compare two flows' });
        await dialog.getByRole('group', { name: /Lines of the response body/ }).waitFor();
        assert.equal(await dialog.locator('.dl.ins').count(), 1);
        assert.equal(await dialog.locator('.dl.del').count(), 1);
        await dialog.getByRole('button', { name: 'Next' }).click();
        await dialog.getByText(/2 of \d/).waitFor();
        await audit(page, 'two flows beside each other');
        await close(page);
    });

    test('ResponseToWhatWasSent_IsATree', async () => {
        const { page } = await openFlow('path:/scripts/session');
        await page.getByRole('button', { name: 'Edit & resend' }).click();
        const dialog = page.getByRole('dialog', { name: 'Edit and resend' });
        await until('the address', async () => (await dialog.getByLabel('URL').inputValue()) !== '');
        await page.keyboard.press('Control+Enter');
        await dialog.getByRole('tree').getByText('access_token').waitFor();
        await audit(page, 'a try');
        await close(page);
    });
}
