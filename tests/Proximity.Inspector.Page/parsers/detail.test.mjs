import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateNotes } from '../../../src/Proximity.Inspector/web/src/detail/certificates.ts';
import { beside, merged, pairOf, summaryOf } from '../../../src/Proximity.Inspector/web/src/detail/compare.ts';
import { bytesOf, chosenOf, content } from '../../../src/Proximity.Inspector/web/src/detail/messageText.ts';
import { decode } from '../../../src/Proximity.Inspector/web/src/detail/secrets.ts';

const marks = (entries) => entries.map(({ name, value, change }) => `${{ same: ' ', add: '+', del: '-' }[change]}${name}=${value}`);
const flow = (received, sent) => ({
    request: { headers: received, raw: `GET / HTTP/1.1\r\n${received.map((field) => field.join(': ')).join('\r\n')}\r\n\r\n` },
    ...(sent ? { requestSent: { headers: sent, raw: '', startLine: 'GET / HTTP/1.1' } } : {}),
});

test('HeadSentAsReceived_HasOneSide', () => {
    const pair = pairOf(flow([['a', '1']]), 'request');
    assert.equal(pair.sent, undefined);
    assert.equal(summaryOf(pair), 'sent as received');
    assert.deepEqual(marks(merged(pair)), [' a=1']);
    assert.equal(pairOf(flow([]), 'response'), undefined);
});

test('HeadThatChanged_ShowsWhatWentAndWhatCame', () => {
    const pair = pairOf(
        flow(
            [
                [':path', '/'],
                ['A', '1'],
                ['b', '2'],
                ['c', '3'],
                ['c', '3'],
            ],
            [
                ['a', '1'],
                ['c', '3'],
                ['b', '9'],
                ['d', '4'],
            ],
        ),
        'request',
    );
    assert.deepEqual(marks(merged(pair)), [' :path=/', ' A=1', '-b=2', '+b=9', ' c=3', '-c=3', '+d=4']);
    assert.deepEqual(marks(beside(pair).sent), [' a=1', ' c=3', '+b=9', '+d=4']);
    assert.equal(summaryOf(pair), '2 added, 2 removed on the way');
});

test('HeadWithAnotherStartLineAlone_SaysThat', () => {
    const one = flow([['a', '1']], [['a', '1']]);
    one.requestSent.startLine = 'GET http://x/ HTTP/1.1';
    assert.equal(summaryOf(pairOf(one, 'request')), 'another start line, the same fields');
});

test('Certificate_SaysWhenItEnds', () => {
    const certificate = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-02-01T00:00:00Z' };
    const at = (moment) => certificateNotes(certificate, Date.parse(moment))[0].text;
    assert.equal(at('2025-12-31T00:00:00Z'), 'not yet valid');
    assert.equal(at('2026-01-02T00:00:00Z'), 'valid');
    assert.equal(at('2026-01-30T12:00:00Z'), 'ends in 1 day');
    assert.equal(at('2026-02-02T00:00:00Z'), 'expired');
    assert.equal(certificateNotes({ notBefore: 'x', notAfter: 'y' }, 0)[0].text, 'dates unknown');
});

test('Messages_AreChosenByWayTextAndKind', () => {
    const all = [
        { number: 1, from: 'client', kind: 'text', text: 'Hello', length: 5 },
        { number: 2, from: 'origin', kind: 'ping', length: 0 },
        { number: 3, from: 'origin', kind: 'binary', base64: '/wA=', length: 2 },
        { number: 4, from: 'origin', kind: 'event', eventType: 'price', text: '{}', length: 2 },
    ];
    const chosen = (...wanted) => chosenOf(all, ...wanted).map(({ number }) => number);
    assert.deepEqual(chosen('', 'both', true), [1, 3, 4]);
    assert.deepEqual(chosen('', 'origin', false), [2, 3, 4]);
    assert.deepEqual(chosen('hello', 'both', false), [1]);
    assert.deepEqual(chosen('PRICE', 'client', false), []);
    assert.deepEqual(chosen('price', 'both', false), [4]);
    assert.equal(content(all[2]), '⟨2 bytes⟩ ff 00');
    assert.deepEqual([...bytesOf(all[2])], [255, 0]);
    assert.equal(new TextDecoder().decode(bytesOf(all[0])), 'Hello');
});

test('BasicCredentials_AreRead', () => {
    const value = `Basic ${Buffer.from('Zoë:a:b').toString('base64')}`;
    assert.deepEqual(decode('Authorization', value)[0].facts, [
        { name: 'user', value: 'Zoë' },
        { name: 'password', value: 'a:b' },
    ]);
    assert.deepEqual(decode('authorization', 'Basic %%%'), []);
});
