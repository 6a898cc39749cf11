import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prettyScript, prettySheet } from '../../../src/Proximity.Inspector/web/src/body/formats/code.ts';
import { graphql, operationsOf, prettyGraphql } from '../../../src/Proximity.Inspector/web/src/body/formats/graphql.ts';
import { prettyMarkup } from '../../../src/Proximity.Inspector/web/src/body/formats/markup.ts';
import { prettyJson } from '../../../src/Proximity.Inspector/web/src/body/formats/prettyJson.ts';

const lines = (...all) => all.join('\n');
const letters = (text) => text.replace(/\s+/g, '');

test('Graphql_HasALineForEachField', () => {
    assert.equal(
        prettyGraphql(
            'query OrderList($first:Int=10,$f:F!){orders(first:$first,where:{a:{eq:1},b:["x"]}){id total{amount},' +
                '...Rest @include(if:$f) ... on Big{n}}} fragment Rest on Order{me:name}',
        ),
        lines(
            'query OrderList($first: Int = 10, $f: F!) {',
            '  orders(first: $first, where: { a: { eq: 1 }, b: ["x"] }) {',
            '    id',
            '    total {',
            '      amount',
            '    }',
            '    ...Rest @include(if: $f)',
            '    ... on Big {',
            '      n',
            '    }',
            '  }',
            '}',
            '',
            'fragment Rest on Order {',
            '  me: name',
            '}',
        ),
    );
});

test('GraphqlStringsAndComments_StayAsTheyAre', () => {
    const text = prettyGraphql('{a(b:"x { y } \\" z")# note { }\nc(d:"""block "two" { """)}');
    assert.match(text, /"x \{ y \} \\" z"/);
    assert.match(text, /# note \{ \}\n/);
    assert.match(text, /"""block "two" \{ """/);
});

test('GraphqlOperations_AreNamed', () => {
    assert.deepEqual(operationsOf('query A{a} mutation B($x:I){b} {c} fragment F on T{d}'), [
        { kind: 'query', name: 'A' },
        { kind: 'mutation', name: 'B' },
        { kind: 'query', name: undefined },
    ]);
});

test('GraphqlRequest_ShowsQueryAndVariables', () => {
    const { operations, text } = graphql(JSON.stringify({ operationName: 'B', query: 'query A{a} query B{b}', variables: { n: 1 } }));
    assert.deepEqual(operations, [{ kind: 'query', name: 'B' }]);
    assert.match(text, /query B \{\n {2}b\n\}/);
    assert.match(text, /# variables\n\n\{\n {2}"n": 1\n\}/);
    assert.match(graphql('[{"query":"{a}"},{"query":"{b}"}]').text, /a[^]*b/);
    assert.match(graphql('{"extensions":{"persistedQuery":{"version":1}}}').text, /no query/);
    assert.equal(graphql('query Z { z }').operations[0].name, 'Z');
});

test('Json_KeepsItsNumbersAndItsWords', () => {
    assert.equal(
        prettyJson('{"a":90071992547409931,"b":[1.50,true,null],"c":{},"d":[ ],"e":"x,{}"}'),
        lines(
            '{',
            '  "a": 90071992547409931,',
            '  "b": [',
            '    1.50,',
            '    true,',
            '    null',
            '  ],',
            '  "c": {},',
            '  "d": [],',
            '  "e": "x,{}"',
            '}',
        ),
    );
});

test('JsonLines_StayOnTheirLines', () => assert.equal(prettyJson('1\n2\n"a"'), '1\n2\n"a"'));

test('Xml_HasALineForEachElement', () => {
    assert.equal(
        prettyMarkup('<?xml version="1.0"?><a x="1>2"><b>text</b><c/><!-- <d> --><e><![CDATA[<f>]]></e><g></g></a>', false),
        lines(
            '<?xml version="1.0"?>',
            '<a x="1>2">',
            '  <b>text</b>',
            '  <c/>',
            '  <!-- <d> -->',
            '  <e>',
            '    <![CDATA[<f>]]>',
            '  </e>',
            '  <g></g>',
            '</a>',
        ),
    );
});

test('Html_KnowsEmptyElementsAndScripts', () => {
    assert.equal(
        prettyMarkup('<!doctype html><p>Hi<br>there</p><script>if (a < b) { c("</p>") }</script>', true),
        lines('<!doctype html>', '<p>', '  Hi', '  <br>', '  there', '</p>', '<script>if (a < b) { c("</p>") }</script>'),
    );
});

test('Sheet_HasALineForEachRule', () => {
    assert.equal(
        prettySheet('@media (min-width:10px){a:hover,b{color:red;background:url(data:x;y,{z})}}/* note */i{}'),
        lines(
            '@media (min-width:10px) {',
            '  a:hover, b {',
            '    color: red;',
            '    background: url(data:x;y,{z})',
            '  }',
            '}',
            '/* note */',
            'i {}',
        ),
    );
});

test('Script_HasALineForEachStatement', () => {
    assert.equal(
        prettyScript(
            'const a={b:1,c:[1,2]};function f(x){if(x===1){return/[{;]/.test(x)}else{g(function(){y()})}}' +
                'for(let i=0;i<3;i++)h(`t${{a:1}.a};`)',
        ),
        lines(
            'const a = {',
            '  b:1,',
            '  c:[1, 2]',
            '};',
            'function f(x) {',
            '  if(x === 1) {',
            '    return/[{;]/.test(x)',
            '  } else {',
            '    g(function() {',
            '      y()',
            '    })',
            '  }',
            '}',
            'for(let i = 0; i<3; i++)h(`t${{a:1}.a};`)',
        ),
    );
});

test('ScriptWithoutSemicolons_KeepsItsBreaks', () => {
    assert.equal(prettyScript('let a = 1\nlet b = a // note\n\n\n\nb++'), lines('let a = 1', 'let b = a // note', '', 'b++'));
});

test('CommentBehindAStatement_StaysBehindIt', () => {
    assert.equal(
        prettyScript('let a=1; // one\nf({ // two\nb }) /* three */;g()'),
        lines('let a = 1; // one', 'f({ // two', '  b', '}) /* three */;', 'g()'),
    );
    assert.equal(prettySheet('a{b:c; /* d */}'), lines('a {', '  b: c; /* d */', '}'));
});

const hostile = {
    open: '<'.repeat(50_000),
    deep: '<a>'.repeat(50_000),
    quote: `<a b="${'x'.repeat(100_000)}`,
    quotes: '<a "'.repeat(30_000),
    comment: `<!--${'-'.repeat(100_000)}`,
    braces: '{'.repeat(100_000),
    closing: '}])'.repeat(50_000),
    brackets: '([{'.repeat(30_000),
    string: `"${'\\'.repeat(100_001)}`,
    longString: `"${'x'.repeat(3_000_000)}`,
    template: '`${'.repeat(50_000),
    block: `"""${'\\'.repeat(50_001)}`,
    spread: '...'.repeat(50_000),
    slashes: '/'.repeat(50_000),
    stars: '/*'.repeat(50_000),
    spaces: ' \n'.repeat(100_000),
    words: 'a'.repeat(1_000_000),
};
for (const [name, text] of Object.entries(hostile)) {
    test(`Hostile_${name}_IsLaidOutAndLosesNothing`, () => {
        assert.equal(letters(prettyMarkup(text, false)), letters(text));
        assert.equal(letters(prettyMarkup(text, true)), letters(text));
        assert.equal(letters(prettyScript(text)), letters(text));
        assert.equal(letters(prettySheet(text)), letters(text));
        assert.ok(prettyGraphql(text).length <= text.length * 3 + 100_000_000);
        assert.equal(letters(prettyJson(text)).replaceAll(',', ''), letters(text).replaceAll(',', ''));
    });
}
