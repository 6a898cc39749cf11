// What the inspector costs the proxy while nobody looks, and how soon both answer.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { line, median, ms, times } from './figures.mjs';
import { cpuSeconds, freePort, ours, run, start, stop } from './programs.mjs';
import { settings } from './settings.mjs';

/** A workload of bench/load with the inspector and without, in turn; gives the pairs of a metric. */
async function pairs(workload, rounds) {
    mkdirSync(settings.folder, { recursive: true });
    const json = join(settings.folder, `${workload}.json`);
    await run('dotnet', [
        join(settings.published, 'build', 'bin', 'Proximity.Load', 'release', 'Proximity.Load.dll'),
        ...['compare', '--published', settings.published, '--only', workload, '--rounds', String(rounds), '--json', json],
        ...['--variant', `inspector: --ui 127.0.0.1:${await freePort()}`, '--variant', 'without: --no-ui'],
        ...['--proxies', 'inspector,without'],
    ]);
    const { metrics, rows } = JSON.parse(readFileSync(json, 'utf8')).workloads[0];
    const of = (name) => rows.find((row) => row.name === name).samples.map((sample) => sample[metrics[0]]);
    return of('inspector').map((value, index) => ({ with: value, without: of('without')[index] }));
}

export async function nobodyLooks() {
    const found = await pairs('get-13-c16', settings.rounds * 2 + 1);
    const ratio = median(found.map((pair) => pair.with / pair.without));
    const [inspected, bare] = [median(found.map((pair) => pair.with)), median(found.map((pair) => pair.without))];
    const measured = `${inspected.toFixed(1)} and ${bare.toFixed(1)} µs, ${times(ratio)} in ${found.length} pairs`;
    return [line('CPU for a GET, with the inspector and without', measured, '≤ 1.02 ×', [ratio, 1.02])];
}

function answers(port, path, token) {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    return new Promise((resolve) => {
        http.get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode === 200));
        }).on('error', () => resolve(false));
    });
}

/** Milliseconds from the start of the process to the page's first answer, and of its CPU. Whoever is refused asks again at once. */
async function firstPage(form) {
    const [port, ui] = [await freePort(), await freePort()];
    const token = '0123456789abcdef'.repeat(4);
    const [program, words] = ours(form, ['--bind', '127.0.0.1', '--port', String(port), '--ui', `127.0.0.1:${ui}`]);
    const began = performance.now();
    const child = start(program, words, { env: { ...process.env, PROXIMITY_UI_TOKEN: token, XDG_RUNTIME_DIR: settings.folder } });
    child.stdout.resume();
    try {
        while (!(await answers(ui, '/', token))) {
            if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error(`no page came: ${child.said}`);
        }
        return { took: performance.now() - began, cpu: cpuSeconds(child.pid) * 1000 };
    } finally {
        await stop(child);
    }
}

async function pages(form, most, what) {
    if (form === 'aot' && !existsSync(join(settings.published, 'aot', 'Proximity.Cli'))) {
        return line(what, 'not measured: there is no ahead-of-time build', `≤ ${most} ms`);
    }
    const found = [];
    for (let round = 0; round < settings.rounds * 2 + 1; round++) found.push(await firstPage(form));
    const [took, cpu] = [median(found.map((one) => one.took)), median(found.map((one) => one.cpu))];
    return line(what, `${ms(took)}, ${ms(cpu)} of CPU`, `≤ ${most} ms`, [took, most]);
}

export async function starts() {
    mkdirSync(settings.folder, { recursive: true });
    const found = await pairs('start', settings.rounds * 2 + 1);
    const more = median(found.map((pair) => pair.with - pair.without));
    const both = `${ms(median(found.map((pair) => pair.with)))} and ${ms(median(found.map((pair) => pair.without)))}`;
    return [
        line(
            'first answer of the proxy, with the inspector and without',
            `${both}, ${more.toFixed(1)} ms more`,
            '≤ 10 ms more',
            [more, 10],
        ),
        await pages('cli', 400, 'first answer of the page, compiled as it runs'),
        await pages('aot', 80, 'first answer of the page, compiled ahead of time'),
    ];
}
