// An origin on loopback with one path for each thing that the page shows.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { formats } from './formats.mjs';

/** Runs a script wherever it is taken for markup. */
export const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>';

const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAYAAADED76LAAAAFklEQVR4nGNkYPj/nwEPYMInOXwUAACcMgEPlP6bfgAAAABJRU5ErkJggg==',
    'base64',
);

export const orders = {
    object: 'order_list',
    has_more: true,
    data: Array.from({ length: 31 }, (_, index) => ({
        id: `ord_${8812 - index}`,
        status: 'open',
        total: { amount: 25.99, currency: 'EUR' },
        customer: { name: 'Alex Example', email: 'alex@example.com' },
    })),
};

function bigJson() {
    const items = Array.from({ length: 90_000 }, (_, id) => ({
        id,
        name: `Item ${id}`,
        price: id * 1.25,
        tags: ['a', 'b'],
        nested: { ok: true, none: null },
    }));
    return JSON.stringify({ object: 'list', data: items });
}

const simple = {
    '/orders': () => [
        'application/json; charset=utf-8',
        gzipSync(JSON.stringify(orders).replace('"ord_8812"', '90071992547409931')),
        { 'content-encoding': 'gzip' },
    ],
    '/secret': () => ['text/plain', 'known to some'],
    '/page': () => [
        'text/html; charset=utf-8',
        '<!doctype html>\n<html lang="en">\n<title>Page</title>\n<p class="x">Hello &amp; welcome</p>\n',
    ],
    '/app.js': () => ['text/javascript', 'export const a = "b"; // a note\n'.repeat(400)],
    '/app.css': () => ['text/css', 'body { color: red; }\n'],
    '/logo.png': () => ['image/png', png],
    '/logo.svg': () => [
        'image/svg+xml',
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">' +
            '<script>alert(3)</script><rect width="40" height="20" fill="teal"/></svg>',
    ],
    '/bytes': () => ['application/octet-stream', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256))],
    '/attack': () => [
        'application/json',
        JSON.stringify({ [attack]: attack, list: [attack] }),
        { 'x-attack': attack, 'set-cookie': `a=${attack}` },
    ],
    '/attack.html': () => ['text/html', `<p>${attack}</p>`],
    '/big.json': () => ['application/json', bigJson()],
};

/** What the page takes apart: below /plain with a text, below /scripts with a script. */
const taken = { '/plain': formats('Alex Example'), '/scripts': formats(attack) };

function answer(request, response) {
    const path = request.url.split('?')[0];
    const [, folder, rest] = /^(\/plain|\/scripts)(\/.*)$/.exec(path) ?? [];
    const found = simple[path]?.() ?? taken[folder]?.[rest];
    if (found) {
        const [type, body, fields = {}] = found;
        response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...fields });
        return response.end(body);
    }
    if (path === '/events') return events(response);
    if (path === '/cut') {
        response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 8412 });
        response.write('half an answer');
        return setTimeout(() => response.destroy(), 50);
    }
    if (path.startsWith('/status/'))
        return response.writeHead(Number(path.slice(8)), { 'content-type': 'text/plain', location: '/page' }).end('');
    request.resume();
    return request.on('end', () => response.writeHead(201, { 'content-type': 'text/plain' }).end('taken'));
}

function events(response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index < 12; index++) response.write(`id: ${index}\nevent: price\ndata: {"price":${index}}\n\n`);
    response.end();
}

const frame = (text) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

/** A WebSocket that says five things and stays open until it is told to close. */
function upgrade(request, socket) {
    const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
    socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    for (let index = 0; index < 5; index++) socket.write(frame(`{"event":"order.created","id":${index}}`));
    socket.write(Buffer.from([0x89, 0]));
    // It says again what it is told.
    socket.on('data', (data) => {
        if (data[0] === 0x81) socket.write(frame(data.subarray(6).toString()));
    });
    socket.on('error', () => undefined);
    // A server's sockets stay half open otherwise.
    socket.on('end', () => socket.end());
}

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} */
export async function startOrigin() {
    const sockets = new Set();
    const server = http.createServer(answer).on('upgrade', (request, socket) => {
        sockets.add(socket);
        upgrade(request, socket);
    });
    await new Promise((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        close: () =>
            new Promise((resolve) => {
                server.close(resolve);
                server.closeAllConnections();
                // The server no longer knows those that it gave away.
                for (const socket of sockets) socket.destroy();
            }),
    };
}
