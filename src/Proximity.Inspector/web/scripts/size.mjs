// Fails when the first screen is heavier than its budget: 60 KB of JavaScript and 12 KB of CSS, compressed by gzip.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const files = [...page.matchAll(/(?:src|href)="\/([^"]+\.(js|css))"/g)];
const budgets = { js: 60_000, css: 12_000 };
const sums = { js: 0, css: 0 };
for (const [, name, kind] of files) sums[kind] += gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
for (const [kind, budget] of Object.entries(budgets)) {
    console.log(`${kind}: ${sums[kind]} of ${budget} bytes, gzip`);
    if (sums[kind] > budget || sums[kind] === 0) process.exitCode = 1;
}
if (/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/.test(page)) {
    console.log('index.html has something inline');
    process.exitCode = 1;
}
