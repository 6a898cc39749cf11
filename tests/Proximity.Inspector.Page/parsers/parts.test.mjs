import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookiesSent, cookiesSet, readable } from '../../../src/Proximity.Inspector/web/src/body/formats/cookies.ts';
import { events, form, multipart, parameter } from '../../../src/Proximity.Inspector/web/src/body/formats/parts.ts';
import { isWebToken, webTokens } from '../../../src/Proximity.Inspector/web/src/body/formats/tokens.ts';
import { text } from './lib.mjs';

const type = 'multipart/form-data; boundary="XX"';
const content = (body, part) => new TextDecoder().decode(text(body).subarray(part.start, part.end));

test('Multipart_HasNamesTypesAndPlaces', () => {
    const body =
        'preamble\r\n--XX\r\nContent-Disposition: form-data; name="a \\"b\\""\r\n\r\none\r\n--XXtwo\r\n' +
        '--XX\r\ncontent-type: text/plain\r\nContent-Disposition: form-data; name=file; filename="x.txt";\r\n' +
        " filename*=UTF-8''%e2%82%ac.txt\r\n\r\n\r\n--XX--";
    const { parts, note } = multipart(text(body), type);
    assert.equal(note, undefined);
    assert.deepEqual(
        parts.map(({ name, fileName, contentType }) => [name, fileName, contentType]),
        [
            ['a "b"', undefined, undefined],
            ['file', '€.txt', 'text/plain'],
        ],
    );
    assert.equal(content(body, parts[0]), 'one\r\n--XXtwo');
    assert.equal(parts[1].size, 0);
});

test('MultipartThatIsCut_ShowsWhatCameAndSaysSo', () => {
    const { parts, note } = multipart(text('--XX\r\nA: b\r\n\r\nhalf'), type);
    assert.equal(parts[0].text, 'half');
    assert.match(note, /body is cut/);
});

test('MultipartWithoutBoundary_SaysWhatIsMissing', () => {
    assert.match(multipart(text('--XX\r\n'), 'multipart/form-data').note, /names no boundary/);
    assert.match(multipart(text('nothing'), type).note, /does not occur/);
});

test('MultipartOfBytes_HasNoText', () => {
    const { parts } = multipart(Uint8Array.from([...text('--XX\r\n\r\n'), 0, 1, 2, ...text('\r\n--XX--')]), type);
    assert.equal(parts[0].text, undefined);
    assert.equal(parts[0].size, 3);
});

test('MultipartOfManyParts_ShowsTheFirstOfThem', () => {
    const { parts, note } = multipart(text('--XX\n\n\n'.repeat(100_000)), type);
    assert.equal(parts.length, 500);
    assert.match(note, /first 500 parts/);
});

test('MultipartWithAHeadWithoutEnd_IsRead', () => {
    const { parts } = multipart(text(`--XX\r\n${'A: b\r\n'.repeat(100_000)}`), type);
    assert.equal(parts.length, 1);
});

test('Parameter_IsFoundByItsWholeName', () => {
    assert.equal(parameter('form-data; filename="a"; name="b"', 'name'), 'b');
    assert.equal(parameter('x; boundary=abc; y', 'boundary'), 'abc');
    assert.equal(parameter('x', 'boundary'), undefined);
});

test('Form_HasItsFieldsInOrder', () => {
    assert.deepEqual(form('a=1&a=2&b=%20x').fields, [
        ['a', '1'],
        ['a', '2'],
        ['b', ' x'],
    ]);
    assert.match(form('a&'.repeat(6000)).note, /first 5,000 of 6,000/);
});

test('Events_AreReadAsBrowsersDo', () => {
    const { events: found, note } = events(
        '\ufeff: note\nid: 1\nevent: price\ndata: a\ndata:  b\n\ndata\r\n\r\nretry: 10\rdata:x\r\rfoo: bar\n\ndata: half',
    );
    assert.deepEqual(found, [
        { type: 'price', data: 'a\n b', id: '1' },
        { type: 'message', data: '' },
        { type: 'message', data: 'x', retry: '10' },
    ]);
    assert.match(note, /last event is cut/);
});

test('EventsInGreatNumber_AreBounded', () => {
    const { events: found, note } = events('data: x\n\n'.repeat(20_000));
    assert.equal(found.length, 5000);
    assert.match(note, /first 5,000 events/);
});

const token = (claims, head = { alg: 'none' }) =>
    `${[head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`;

test('Token_IsReadWithWhatItsClaimsMean', () => {
    const [found] = webTokens(`Bearer ${token({ sub: 'Zoë', exp: 1000, roles: ['a'] })}`, 2_000_000);
    assert.deepEqual(found.claims, [
        { name: 'sub', value: 'Zoë', note: 'subject' },
        { name: 'exp', value: '1000', note: 'expires, 1970-01-01T00:16:40.000Z, expired' },
        { name: 'roles', value: '["a"]' },
    ]);
    assert.ok(isWebToken(` ${token({})}\n`));
    assert.ok(!isWebToken(`x ${token({})}`));
});

test('TokenTwiceInAText_IsOne', () => assert.equal(webTokens(`${token({ a: 1 })} ${token({ a: 1 })} ${token({ b: 1 })}`).length, 2));

for (const [name, broken] of [
    ['NoJson', 'eyJhbGciOiJub25lIg.eyJhbGciOiJub25lIg.c2ln'],
    ['AList', `${Buffer.from('[1]').toString('base64url')}.${Buffer.from('[1]').toString('base64url')}.c2ln`],
    ['OnePart', 'eyJhbGciOiJub25lIn0xxxxxxxxxxxxxxxxxxxx'],
    ['Openings', 'eyJ'.repeat(400_000)],
    ['Dots', `eyJ${'.'.repeat(400_000)}`],
    ['HugeTime', token({ exp: 1e300 }).slice(0, 30)],
]) {
    test(`TokenOf_${name}_IsNone`, () => assert.deepEqual(webTokens(broken), []));
}

test('TokenWithATimeBeyondTime_IsShownWithoutIt', () => assert.equal(webTokens(token({ exp: 1e300 }))[0].claims[0].note, 'expires'));

test('Cookies_AreRead', () => {
    assert.deepEqual(
        cookiesSent([
            ['Cookie', 'a=1; b="x=y"; flag'],
            ['cookie', 'c='],
        ]),
        [
            { name: 'a', value: '1', attributes: [] },
            { name: 'b', value: '"x=y"', attributes: [] },
            { name: '', value: 'flag', attributes: [] },
            { name: 'c', value: '', attributes: [] },
        ],
    );
    assert.deepEqual(
        cookiesSet([
            ['set-cookie', 'id=7; Path=/; Secure; SameSite=Lax'],
            ['x', 'y=1'],
        ]),
        [
            {
                name: 'id',
                value: '7',
                attributes: [
                    ['Path', '/'],
                    ['Secure', ''],
                    ['SameSite', 'Lax'],
                ],
            },
        ],
    );
    assert.equal(readable('a%20b'), 'a b');
    assert.equal(readable('100%'), '100%');
    assert.equal(cookiesSent([['cookie', 'a=1;'.repeat(5000)]]).length, 500);
});
