import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differenceOf } from '../../../src/Proximity.Inspector/web/src/body/formats/difference.ts';
import { changedPart, fieldOf, isNoise, sectionOf } from '../../../src/Proximity.Inspector/web/src/dialogs/difference.ts';

const signs = { same: ' ', del: '-', ins: '+', gap: '~' };
const brief = (before, after) =>
    differenceOf(before, after)
        .lines.map(({ kind, text }) => signs[kind] + text)
        .join('|');

test('Lines_ThatGoAndComeAreMarked', () => {
    assert.equal(brief('a\nb\nc', 'a\nx\nc'), ' a|-b|+x| c');
    assert.equal(brief('a\nb\nc\nd', 'b\nc\nd\ne'), '-a| b| c| d|+e');
    assert.equal(brief('', 'a'), '-|+a');
    assert.equal(brief('same', 'same'), '~1 line the same');
});

test('LinesFarFromAChange_AreCounted', () => {
    const lines = Array.from({ length: 20 }, (_, index) => String(index));
    assert.equal(
        brief(lines.join('\n'), [...lines.slice(0, 10), 'new', ...lines.slice(10)].join('\n')),
        '~7 lines the same| 7| 8| 9|+new| 10| 11| 12|~7 lines the same',
    );
});

test('BothTexts_ComeOutOfEachComparison', () => {
    let seed = 7;
    const random = (most) => ((seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16) % most;
    for (let round = 0; round < 200; round++) {
        const [left, right] = [0, 1].map(() => Array.from({ length: random(12) + 1 }, () => 'abc'[random(3)]));
        const { lines } = differenceOf([...left].join('\n'), [...right].join('\n'));
        if (lines.some(({ kind }) => kind === 'gap')) continue;
        assert.deepEqual(
            lines.filter(({ kind }) => kind !== 'ins').map(({ text }) => text),
            left,
        );
        assert.deepEqual(
            lines.filter(({ kind }) => kind !== 'del').map(({ text }) => text),
            right,
        );
    }
});

test('TextsThatShareNothing_AreComparedWithinABound', () => {
    const many = (name) => Array.from({ length: 30_000 }, (_, index) => name + index).join('\n');
    const { lines, note } = differenceOf(many('a'), many('b'));
    assert.equal(lines.length, 1000);
    assert.match(note, /first 20,000 lines are compared/);
});

test('DifferenceOfTheApi_HasAFieldAndASection', () => {
    const of = (part) => [sectionOf({ part }), fieldOf({ part })];
    assert.deepEqual(of('req.header[authorization]'), ['Request', 'authorization']);
    assert.deepEqual(of('res.header[content-length]'), ['Response', 'content-length']);
    assert.deepEqual(of('response body'), ['Bodies', 'response body']);
    assert.deepEqual(of('status'), ['Response', 'status']);
    assert.ok(isNoise({ part: 'res.header[date]' }));
    assert.ok(!isNoise({ part: 'url' }));
});

test('ChangedPart_IsWhatDiffersBetweenEnds', () => {
    assert.deepEqual(changedPart('limit=20&a', 'limit=50&a'), [6, 7, 7]);
    assert.deepEqual(changedPart('aa', 'aaa'), [2, 2, 3]);
    assert.deepEqual(changedPart('', 'x'), [0, 0, 1]);
});
