// The programs of a run: each a process of its own, ended when it is done with.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { settings } from './settings.mjs';

const running = new Set();

/** Ends what still runs, also when the run is broken off. */
export function endAll() {
    for (const child of running) child.kill('SIGKILL');
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function freePort() {
    const server = net.createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/** Starts a program; its last words are in `said`. */
export function start(program, words, options = {}) {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    running.add(child);
    child.said = '';
    const hear = (data) => {
        child.said = (child.said + data).slice(-4000);
    };
    child.stderr.on('data', hear);
    child.ended = new Promise((resolve) => {
        child.on('error', (error) => {
            hear(String(error));
            running.delete(child);
            resolve(127);
        });
        child.on('close', (code) => {
            running.delete(child);
            resolve(code ?? 1);
        });
    });
    return child;
}

/** Runs a program to its end and gives what it printed. */
export async function run(program, words, options = {}) {
    const child = start(program, words, options);
    let output = '';
    child.stdout.on('data', (data) => {
        output += data;
        if (options.echo) process.stderr.write(data);
    });
    const code = await child.ended;
    if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${child.said || output}`);
    return output;
}

export async function stop(child) {
    child.kill('SIGTERM');
    if ((await Promise.race([child.ended, pause(10_000)])) === undefined) child.kill('SIGKILL');
    await child.ended;
}

/** The first line that a program prints. */
async function firstLine(child, milliseconds = 60_000) {
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), child.ended, pause(milliseconds)]);
    if (typeof line !== 'string') throw new Error(`${child.spawnargs.join(' ')} did not start: ${child.said}`);
    return line;
}

/** User and system time of a process, in seconds. */
export function cpuSeconds(pid) {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

const own = (name, ...words) => {
    const file = join(settings.published, name);
    return existsSync(`${file}.dll`) ? ['dotnet', [`${file}.dll`, ...words]] : [file, words];
};

/** What starts our program: `cli` compiled when it runs, `aot` ahead of time. */
export const ours = (form, words) => own(join(form, 'Proximity.Cli'), ...words);
export const storeBench = (words) => own(join('stores', 'Proximity.StoreBench'), ...words);

/** Our proxy with its inspector, and what signs a browser in. */
export async function startOurs(...options) {
    const token = randomBytes(32).toString('hex');
    const [program, words] = ours('cli', ['--bind', '127.0.0.1', '--ephemeral-port', '--ui', '127.0.0.1:0', ...options]);
    mkdirSync(settings.folder, { recursive: true });
    const child = start(program, words, { env: { ...process.env, PROXIMITY_UI_TOKEN: token, XDG_RUNTIME_DIR: settings.folder } });
    const started = JSON.parse(await firstLine(child, 300_000));
    const inspector = started.inspector.replace(/\/$/, '');
    return {
        child,
        proxy: `http://127.0.0.1:${started.port}`,
        page: `${inspector}/`,
        signIn: `${inspector}/?token=${token}`,
        async api(path) {
            const answer = await fetch(inspector + path, { headers: { authorization: `Bearer ${token}` } });
            if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
            return answer.json();
        },
        stop: () => stop(child),
    };
}

/** mitmweb with the flows of a file. It is up once its list can be read. */
export async function startMitmweb(file, count) {
    const port = await freePort();
    const child = start('mitmweb', ['-n', '-q', '--no-web-open-browser', '--web-port', String(port), '-r', file]);
    child.stdout.resume();
    const page = `http://127.0.0.1:${port}/`;
    for (const end = Date.now() + 600_000; Date.now() < end; ) {
        // It reads the file behind its first answers, and each list costs it seconds: it is asked once it rests.
        const before = cpuSeconds(child.pid);
        await pause(2000);
        if (child.exitCode !== null) throw new Error(`mitmweb ended: ${child.said}`);
        if (cpuSeconds(child.pid) - before > 0.1) continue;
        const flows = await fetch(`${page}flows`).catch(() => undefined);
        if (flows?.ok && (await flows.json()).length >= count) return { child, page, stop: () => stop(child) };
    }
    await stop(child);
    throw new Error('mitmweb did not read its flows in ten minutes');
}

/** An origin that answers at once. */
export async function startOrigin(bytes = 1024) {
    const [program, words] = storeBench(['origin', '--bytes', String(bytes)]);
    const child = start(program, words);
    return { url: `http://${await firstLine(child)}`, stop: () => stop(child) };
}

/** One request through a proxy; gives its status once the answer has ended. */
export function send(proxy, url) {
    const { hostname, port } = new URL(proxy);
    return new Promise((resolve, reject) => {
        http.get({ host: hostname, port, path: url, headers: { host: new URL(url).host }, agent: false }, (response) => {
            response.resume();
            response.on('end', () => resolve(response.statusCode));
        }).on('error', reject);
    });
}
