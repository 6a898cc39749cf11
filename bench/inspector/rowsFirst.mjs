// First rows and the page's heap, beside mitmweb with the same flows.
import { ask, firstRows, heap, mitmwebRows, openWindow, ourRows } from './browser.mjs';
import { line, median, mib, ms, times } from './figures.mjs';
import { startMitmweb, startOurs } from './programs.mjs';
import { mitmwebFileOf, storeOf } from './stores.mjs';
import { settings } from './settings.mjs';
import { fillMemory } from './traffic.mjs';

const few = 10_000;

async function openOnce(program, selector) {
    const page = await openWindow(program, selector);
    const took = await firstRows(page);
    await page.context().close();
    return took;
}

/** Opens pages of several programs in turn. The first opening of each is apart: nothing has been compiled or cached before it. */
async function inTurn(programs) {
    const found = programs.map(() => ({ first: 0, again: [] }));
    for (const [index, { program, rows }] of programs.entries()) found[index].first = await openOnce(program, rows);
    for (let round = 0; round < settings.rounds; round++) {
        // Who begins changes, so that none always follows the same one.
        for (let turn = 0; turn < programs.length; turn++) {
            const index = (round + turn) % programs.length;
            found[index].again.push(await openOnce(programs[index].program, programs[index].rows));
        }
    }
    return found.map(({ first, again }) => ({ first, again: median(again) }));
}

const said = ({ first, again }) => `${ms(again)} (the first time ${ms(first)})`;

export async function firstRowsStored() {
    const files = [await storeOf(few), await storeOf(settings.many)];
    const small = await startOurs('--store', files[0]);
    const large = await startOurs('--store', files[1]);
    const theirs = await startMitmweb(await mitmwebFileOf(few), few);
    try {
        const [our10k, our1m, their10k] = await inTurn([
            { program: small, rows: ourRows },
            { program: large, rows: ourRows },
            { program: theirs, rows: mitmwebRows },
        ]);
        const [ratio, growth] = [our10k.again / their10k.again, our1m.again / our10k.again];
        return [
            line('first rows, 10,000 flows in mitmweb', said(their10k)),
            line('first rows, 10,000 flows in a store', `${said(our10k)}, ${times(ratio)} mitmweb`, '≤ 0.2 × mitmweb', [ratio, 0.2]),
            line(`first rows, ${settings.many} flows in a store`, `${said(our1m)}, ${times(growth)} the 10,000`, '± 20 %', [growth, 1.2]),
        ];
    } finally {
        await Promise.all([small, large, theirs].map((program) => program.stop()));
    }
}

export async function firstRowsInMemory() {
    const options = ['--max-flows', '2000000', '--max-flow-bytes', String(8 * 2 ** 30)];
    const [small, large] = [await startOurs(...options), await startOurs(...options)];
    try {
        await fillMemory(small, few);
        const held = await fillMemory(large, settings.many);
        const [our10k, our1m] = await inTurn([
            { program: small, rows: ourRows },
            { program: large, rows: ourRows },
        ]);
        const growth = our1m.again / our10k.again;
        return [
            line('first rows, 10,000 flows in memory', said(our10k)),
            line(`first rows, ${held} flows in memory`, `${said(our1m)}, ${times(growth)} the 10,000`, '± 20 %', [growth, 1.2]),
        ];
    } finally {
        await Promise.all([small.stop(), large.stop()]);
    }
}

const middle = 50_000;
/** 60 MB in MiB. */
const mostHeap = 60_000_000 / (1 << 20);

/** The heap once the list was scrolled from its end to its begin and back. */
async function heapOf(program, selector, list) {
    const page = await openWindow(program, selector);
    await firstRows(page);
    for (const part of [0.7, 0.4, 0, 0.5, 1]) {
        await page.evaluate(
            ([scrolled, at]) => {
                const element = document.querySelector(scrolled);
                element.scrollTop = (element.scrollHeight - element.clientHeight) * at;
            },
            [list, part],
        );
        await page.waitForTimeout(500);
        await ask(page, (rows) => document.querySelector(rows) !== null, selector);
    }
    const used = await heap(page);
    await page.context().close();
    return used;
}

export async function pageHeap() {
    const theirs = await startMitmweb(await mitmwebFileOf(middle), middle);
    const small = await startOurs('--store', await storeOf(middle));
    const large = await startOurs('--store', await storeOf(settings.many));
    try {
        const their50k = await heapOf(theirs, mitmwebRows, '.flow-table');
        const our50k = await heapOf(small, ourRows, '#list');
        const our1m = await heapOf(large, ourRows, '#list');
        const ratio = our50k / their50k;
        return [
            line('heap of the page, 50,000 flows in mitmweb', mib(their50k)),
            line(
                'heap of the page, 50,000 flows',
                `${mib(our50k)}, ${times(ratio)} mitmweb`,
                '≤ 60 MB, ≤ 0.2 × mitmweb',
                [our50k, mostHeap],
                [ratio, 0.2],
            ),
            line(`heap of the page, ${settings.many} flows`, mib(our1m), '≤ 60 MB', [our1m, mostHeap]),
        ];
    } finally {
        await Promise.all([theirs, small, large].map((program) => program.stop()));
    }
}
