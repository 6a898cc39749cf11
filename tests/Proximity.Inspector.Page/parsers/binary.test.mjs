import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { cbor } from '../../../src/Proximity.Inspector/web/src/body/formats/cbor.ts';
import { messagePack } from '../../../src/Proximity.Inspector/web/src/body/formats/messagepack.ts';
import { OutlineTree } from '../../../src/Proximity.Inspector/web/src/body/formats/outline.ts';
import { fromBase64, frames, grpc, protobuf } from '../../../src/Proximity.Inspector/web/src/body/formats/protobuf.ts';
import { brief, bytes, extent, text } from './lib.mjs';

const never = () => assert.fail('nothing is compressed');

test('ProtobufFields_AreNumbersWithWhatTheyCanMean', () => {
    const { nodes, note } = protobuf(
        bytes('08 96 01  12 07 74 65 73 74 69 6e 67  1a 03 08 96 01  25 00 00 80 3f  29 00 00 00 00 00 00 f0 3f'),
    );
    assert.equal(brief(nodes), '1=150 2="testing" 3=[1=150] 4=1065353216 5=4607182418800017408');
    assert.deepEqual(
        nodes.map((node) => node.note.split(',')[0]),
        ['varint', 'text', 'message', 'fixed32', 'fixed64'],
    );
    assert.match(nodes[3].note, /as float 1$/);
    assert.equal(note, undefined);
});

test('ProtobufVarintThatIsNegative_SaysItsSignedValue', () => {
    const [node] = protobuf(bytes('08 ff ff ff ff ff ff ff ff ff 01')).nodes;
    assert.equal(node.text, '18446744073709551615');
    assert.equal(node.note, 'varint, signed -1');
});

test('ProtobufMessageThatBeginsWithALineEnd_IsAMessageAndNotText', () => {
    assert.equal(brief(protobuf(bytes('0a 07 0a 05 68 65 6c 6c 6f')).nodes), '1=[1="hello"]');
});

test('ProtobufGroup_HoldsItsFields', () => {
    assert.equal(brief(protobuf(bytes('0b 10 01 0c')).nodes), '1=[2=1]');
});

for (const [name, hex, note] of [
    ['CutVarint', '08 96', /ends within a value, at byte 2/],
    ['CutText', '12 07 74 65', /ends within a value, at byte 2/],
    ['HugeLength', '12 ff ff ff ff ff ff ff ff 7f', /ends within a value/],
    ['WireTypeSeven', '08 01 0f', /no wire type 7/],
    ['FieldZero', '00 01', /number would be 0/],
    ['LongVarint', '08 ff ff ff ff ff ff ff ff ff ff ff', /longer than ten bytes/],
    ['EndOfNoGroup', '0c', /ends a group that was not begun/],
    ['OpenGroup', '0b 10 01', /ends within a group/],
]) {
    test(`ProtobufWith_${name}_SaysWhereItStops`, () => assert.match(protobuf(bytes(hex)).note, note));
}

test('ProtobufNestedWithoutEnd_StopsAtItsBound', () => {
    let inner = bytes('08 01');
    for (let level = 0; level < 2000; level++) {
        const length = inner.length < 128 ? [inner.length] : [(inner.length & 127) | 128, ...varint(inner.length >> 7)];
        inner = Uint8Array.from([0x1a, ...length, ...inner]);
    }
    const { nodes } = protobuf(inner);
    assert.ok(extent(nodes).depth <= 66);
    const groups = protobuf(new Uint8Array(100_000).fill(0x0b));
    assert.match(groups.note, /deeper than 64/);
});

function varint(value) {
    return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}

test('ProtobufOfManyFields_ShowsTheFirstOfThem', () => {
    const { nodes, note } = protobuf(new Uint8Array(400_000).fill(8));
    assert.equal(extent(nodes).count, 50_000);
    assert.match(note, /first 50,000 values/);
});

test('GrpcFrames_AreMessages', async () => {
    const zipped = gzipSync(bytes('12 02 68 69'));
    const body = Uint8Array.from([0, 0, 0, 0, 2, 8, 1, 1, 0, 0, 0, zipped.length, ...zipped, 0x80, 0, 0, 0, 14, ...text('grpc-status: 0')]);
    const { nodes, note } = await grpc(body, async () => bytes('12 02 68 69'));
    assert.equal(brief(nodes), 'message 1=[1=1] message 2=[2="hi"] trailers="grpc-status: 0"');
    assert.equal(note, undefined);
});

test('GrpcMessageThatCannotBeDecompressed_StaysBytes', async () => {
    const { nodes } = await grpc(bytes('01 00 00 00 02 ff ff'), async () => 'not valid gzip');
    assert.equal(nodes[0].text, 'ff ff');
    assert.match(nodes[0].note, /not valid gzip/);
});

test('GrpcFrameThatIsCut_SaysSo', async () => {
    assert.match((await grpc(bytes('00 ff ff ff ff 08 01'), never)).note, /Message 1 is cut after 2 bytes of 4,294,967,295/);
    assert.match((await grpc(bytes('00 00 00'), never)).note, /within its prefix/);
});

test('GrpcOfManyMessages_ShowsTheFirstOfThem', () => {
    const found = frames(new Uint8Array(50_000));
    assert.equal(found.frames.length, 1000);
    assert.match(found.note, /first 1,000 messages/);
});

test('GrpcWebText_IsBase64InPieces', () => {
    assert.deepEqual([...fromBase64('AAAAAAI=CAE=\n!')], [0, 0, 0, 0, 2, 8, 1]);
});

test('MessagePack_IsRead', () => {
    const { nodes } = messagePack(bytes('82 a7 63 6f 6d 70 61 63 74 c3 a6 73 63 68 65 6d 61 93 00 ff cf ff ff ff ff ff ff ff ff'));
    assert.equal(brief(nodes), '[compact=true schema=[0=0 1=-1 2=18446744073709551615]]');
});

test('MessagePackTimeAndExtension_AreSaid', () => {
    const { nodes } = messagePack(bytes('d6 ff 00 00 00 00  d4 05 aa  cb 3f f8 00 00 00 00 00 00  c4 02 01 02'));
    assert.equal(brief(nodes), '1970-01-01T00:00:00.000Z aa 1.5 01 02');
    assert.equal(nodes[1].note, 'extension 5');
});

test('Cbor_IsRead', () => {
    assert.equal(brief(cbor(bytes('a2 61 61 01 61 62 82 02 03')).nodes), '[a=1 b=[0=2 1=3]]');
    assert.equal(brief(cbor(bytes('9f 01 82 02 03 ff f6 f7 f9 3c 00')).nodes), '[0=1 1=[0=2 1=3]] null undefined 1');
    assert.equal(brief(cbor(bytes('3b ff ff ff ff ff ff ff ff')).nodes), '-18446744073709551616');
    assert.equal(brief(cbor(bytes('c2 49 01 00 00 00 00 00 00 00 00')).nodes), '18446744073709551616');
    assert.match(cbor(bytes('c1 1a 51 4b 67 b0')).nodes[0].note, /tag 1, 2013-03-21T20:04:00.000Z/);
    assert.equal(brief(cbor(bytes('7f 65 73 74 72 65 61 64 6d 69 6e 67 ff')).nodes), '["strea" "ming"]');
});

for (const [name, read] of [
    ['MessagePack', messagePack],
    ['Cbor', cbor],
]) {
    test(`${name}OfAHugeCount_EndsWithItsBytes`, () => {
        const { nodes, note } = read(bytes(name === 'Cbor' ? '9b ff ff ff ff ff ff ff ff 01' : 'dd ff ff ff ff 01'));
        assert.match(note, /ends within a value/);
        assert.ok(extent(nodes).count < 5);
    });

    test(`${name}NestedWithoutEnd_StopsAtItsBound`, () => {
        const { nodes, note } = read(new Uint8Array(1_000_000).fill(name === 'Cbor' ? 0x81 : 0x91));
        assert.match(note, /deeper than 64/);
        assert.ok(extent(nodes).depth <= 67);
    });

    test(`${name}OfManyValues_ShowsTheFirstOfThem`, () => {
        const { nodes, note } = read(new Uint8Array(200_000).fill(1));
        assert.equal(extent(nodes).count, 50_001);
        assert.match(note, /first 50,000 values/);
    });

    test(`${name}CutAnywhere_GivesAnOutlineAndASentence`, () => {
        const whole =
            name === 'Cbor'
                ? bytes('a2 61 61 19 01 00 61 62 82 63 61 62 63 fb 3f f8 00 00 00 00 00 00')
                : bytes('82 a1 61 cd 01 00 a1 62 92 a3 61 62 63 cb 3f f8 00 00 00 00 00 00');
        assert.equal(read(whole).note, undefined);
        for (let length = 1; length < whole.length; length++) assert.match(read(whole.subarray(0, length)).note, /ends within a value/);
    });

    test(`${name}OfRandomBytes_AlwaysEnds`, () => {
        let seed = 42;
        for (let round = 0; round < 300; round++) {
            const noise = Uint8Array.from({ length: 200 }, () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16);
            assert.ok(extent(read(noise).nodes).count <= 50_002);
            assert.ok(extent(protobuf(noise).nodes).count <= 50_002);
        }
    });
}

test('CborBreakWhereNoneBelongs_IsSaid', () => {
    assert.match(cbor(bytes('ff')).note, /ends something that was not begun/);
    assert.match(cbor(bytes('82 01 ff')).note, /ends something that was not begun/);
    assert.match(cbor(bytes('1c')).note, /reserved/);
    assert.match(cbor(bytes('1f')).note, /no length/);
});

test('OutlineTree_OpensClosesSearchesAndReveals', () => {
    const { nodes } = messagePack(bytes('81 a1 61 81 a1 62 81 a1 63 a4 64 65 65 70'));
    const tree = new OutlineTree(nodes);
    assert.equal(
        tree
            .slice(0, 9)
            .map((row) => row.key)
            .join(' '),
        ' a b',
    );
    const [place] = tree.search('DEEP');
    const row = tree.reveal(place);
    assert.deepEqual(
        tree.slice(row, row + 1).map((shown) => [shown.key, shown.text, shown.pointer]),
        [['c', '"deep"', '//a/b/c']],
    );
    assert.equal(tree.value(row), '"deep"');
    tree.toggle(0);
    assert.equal(tree.count, 1);
    assert.equal(tree.reveal(place), 3);
    assert.deepEqual(tree.search('nothing has this'), []);
});
