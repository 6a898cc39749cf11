// Files of flows, made once and kept: the same for us and, in its own format, for mitmweb.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ours, run, storeBench } from './programs.mjs';
import { settings } from './settings.mjs';

async function make(name, what, work) {
    const file = join(settings.kept, name);
    if (existsSync(file)) return file;
    mkdirSync(settings.kept, { recursive: true });
    console.error(`making ${what}, which stays in ${file}`);
    await work(file);
    return file;
}

/** A store of so many flows; `many` of the settings with the index of texts. */
export const storeOf = (count) =>
    make(`flows-${count}.db`, `a store of ${count} flows`, async (file) => {
        const text = count === settings.many ? ['--text-index'] : [];
        const [program, words] = storeBench(['fill', file, '--flows', String(count), ...text]);
        await run(program, words);
    });

/** The flows of a store as mitmweb reads them. */
export async function mitmwebFileOf(count) {
    const store = await storeOf(count);
    return make(`flows-${count}.mitm`, `the same ${count} flows for mitmweb`, async (file) => {
        const partial = `${file}.partial`;
        rmSync(partial, { force: true });
        const [program, words] = ours('cli', ['flows', 'export', store, '--format', 'mitmproxy', '--output', partial]);
        await run(program, words);
        renameSync(partial, file);
    });
}
