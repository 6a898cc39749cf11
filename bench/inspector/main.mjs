// The rows of docs/inspector.md's figures, measured one after the other; see bench/inspector.sh.
import { rmSync } from 'node:fs';
import { startBrowser, stopBrowser } from './browser.mjs';
import { line, table } from './figures.mjs';
import { endAll, pause } from './programs.mjs';
import { firstRowsInMemory, firstRowsStored, pageHeap } from './rowsFirst.mjs';
import { nobodyLooks, starts } from './rowsIdle.mjs';
import { arriving } from './rowsLive.mjs';
import { filterKeys, largeBody } from './rowsSearch.mjs';
import { settings, usage } from './settings.mjs';

const rows = {
    first: firstRowsStored,
    memory: firstRowsInMemory,
    heap: pageHeap,
    arriving,
    filter: filterKeys,
    body: largeBody,
    idle: nobodyLooks,
    start: starts,
};
const longest = 20 * 60 * 1000;

const unknown = settings.rows.filter((name) => !(name in rows));
if (settings.help || unknown.length > 0) {
    console.error(`${unknown.map((name) => `no row ${name}\n`).join('')}${usage}${Object.keys(rows).join(' ')}`);
    process.exit(settings.help ? 0 : 2);
}

const lines = [];

/** Also when the run is broken off, what it has is said. */
function finish(code) {
    console.log(table(lines));
    endAll();
    rmSync(settings.folder, { recursive: true, force: true });
    process.exit(code);
}
process.on('SIGINT', () => finish(130));
process.on('SIGTERM', () => finish(143));

let failed = 0;
await startBrowser();
for (const name of settings.rows.length > 0 ? settings.rows : Object.keys(rows)) {
    const began = Date.now();
    console.error(`measuring ${name}`);
    try {
        const late = pause(longest).then(() => {
            throw new Error(`${name} took longer than ${longest / 60_000} minutes`);
        });
        const found = await Promise.race([rows[name](), late]);
        lines.push(...found);
        for (const { what, measured, target, met } of found) {
            console.error(`  ${what}: ${measured}${met && ` (${target}: ${met})`}`);
        }
    } catch (failure) {
        failed++;
        lines.push(line(name, `failed: ${String(failure.message).split('\n')[0].slice(0, 200)}`));
        console.error(failure);
    }
    console.error(`${name} took ${Math.round((Date.now() - began) / 1000)} s`);
}
await stopBrowser();
finish(failed > 0 ? 1 : 0);
