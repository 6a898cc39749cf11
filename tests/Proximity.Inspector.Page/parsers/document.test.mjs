import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BodyDocument } from '../../../src/Proximity.Inspector/web/src/body/document.ts';
import { viewsOf } from '../../../src/Proximity.Inspector/web/src/body/views.ts';
import { bytes, text } from './lib.mjs';

const document = (content, type = '', coding = '') => new BodyDocument(typeof content === 'string' ? text(content) : content, type, coding);
const json = 'application/json';

for (const [type, content, kind] of [
    ['application/grpc+proto', '', 'grpc'],
    ['application/grpc-web-text', '', 'grpc'],
    ['application/x-protobuf; messageType=a', '', 'protobuf'],
    ['application/vnd.msgpack', '', 'messagepack'],
    ['application/senml+cbor', '', 'cbor'],
    [json, '{"query":"query A { a }"}', 'graphql'],
    [json, '[{"operationName":"A","query":"\\n  { a }"}]', 'graphql'],
    [json, '{"query":"shoes"}', 'json'],
    ['application/graphql', '{ a }', 'graphql'],
    ['text/plain', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'token'],
    ['', '{"a":1}', 'json'],
    ['application/soap+xml', '<a/>', 'text'],
    ['application/octet-stream', '\u0000\u0001\u0002', 'binary'],
]) {
    test(`BodyOf_${type || 'no type'}_Is_${kind}: ${content.slice(0, 20)}`, () => assert.equal(document(content, type).found.kind, kind));
}

test('GrpcBody_IsDecompressedByTheCodingOfTheCall', async () => {
    const packed = gzipSync(bytes('12 02 68 69'));
    const { tree, note } = await document(Uint8Array.from([1, 0, 0, 0, packed.length, ...packed]), 'application/grpc', 'gzip').theTree();
    assert.equal(note, undefined);
    assert.ok(tree.slice(0, 9).some((row) => row.text === '"hi"'));
});

test('GrpcBodyThatExpandsWithoutEnd_IsNotOpened', async () => {
    const packed = gzipSync(Buffer.alloc(20_000_000));
    const size = [packed.length >> 16, (packed.length >> 8) & 255, packed.length & 255];
    const { tree } = await document(Uint8Array.from([1, 0, ...size, ...packed]), 'application/grpc', 'gzip').theTree();
    assert.match(tree.slice(0, 1)[0].note, /more than 4 MB/);
});

test('GrpcBodyOfAnUnknownCoding_SaysSo', async () => {
    const { tree } = await document(bytes('01 00 00 00 01 ff'), 'application/grpc', 'snappy').theTree();
    assert.match(tree.slice(0, 1)[0].note, /compressed with snappy/);
});

test('Search_FindsInEachView', async () => {
    const body = document('{"a":"needle","b":["Needle"]}', json);
    assert.deepEqual(await body.search('needle', 'text'), [6, 20]);
    assert.deepEqual(await body.search('needle', 'hex'), [6]);
    assert.deepEqual(await body.search('0x7b 22', 'hex'), [0]);
    assert.equal((await body.search('needle', 'pretty')).length, 2);
    assert.deepEqual(await body.search('(', 'text'), []);
    const message = document(bytes('12 06 6e 65 65 64 6c 65'), 'application/protobuf');
    assert.equal((await message.search('needle', 'tree')).length, 1);
});

test('SearchOfAManyFold_IsBounded', async () => {
    assert.equal((await document('a'.repeat(50_000)).search('a', 'text')).length, 10_000);
    assert.equal((await document('a'.repeat(50_000)).search('a', 'hex')).length, 10_000);
});

test('LongText_IsLaidOutUpToItsBound', async () => {
    const { note } = await document(`<a>${'x'.repeat(1_100_000)}</a>`, 'application/xml').layout('pretty', 80);
    assert.match(note, /first million characters/);
});

test('UnknownCharset_IsReadAsUtf8', () => assert.equal(document('ä', 'text/plain; charset=unheard-of').text, 'ä'));

test('Tokens_AreFoundInTextAlone', () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.';
    assert.equal(document(`{"t":"${token}"}`, json).tokens().length, 1);
    assert.equal(document(`\u0000\u0001${token}`, 'application/octet-stream').tokens().length, 0);
});

test('BytesThatCanBeFields_GetThatView', async () => {
    const body = document(bytes('08 01 12 01 02'), 'application/octet-stream');
    assert.equal(await body.looksLikeMessage(), true);
    const opened = { ...body.found, size: 5, charset: 'utf-8', isPretty: body.isPretty, hasFields: true };
    assert.deepEqual(
        viewsOf(opened, false).map(([view]) => view),
        ['hex', 'tree', 'text'],
    );
    assert.deepEqual(
        viewsOf({ ...opened, hasFields: false }, false).map(([view]) => view),
        ['hex', 'text'],
    );
    assert.equal(await document(bytes('00 00'), 'application/octet-stream').looksLikeMessage(), false);
});

test('EveryBody_HasTheHexView', () => {
    for (const kind of [
        'json',
        'graphql',
        'text',
        'form',
        'multipart',
        'image',
        'events',
        'protobuf',
        'grpc',
        'messagepack',
        'cbor',
        'token',
        'binary',
    ])
        assert.ok(
            viewsOf({ kind, language: 'none', name: '', size: 0, charset: '', isPretty: false, hasFields: false }, true).some(
                ([view]) => view === 'hex',
            ),
            kind,
        );
});
