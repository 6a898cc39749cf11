// Sends requests through the proxy.
import http from 'node:http';
import net from 'node:net';
import { formats } from './formats.mjs';

/** One request through the proxy; a failure of the exchange is part of the traffic and is not thrown. */
export function send(proxy, url, { method = 'GET', headers = {}, body } = {}) {
    const { hostname, port } = new URL(proxy);
    return new Promise((resolve) => {
        const request = http.request(
            {
                host: hostname,
                port,
                method,
                path: url,
                headers: { host: new URL(url).host, 'user-agent': 'page-tests/1', ...headers },
                agent: false,
            },
            (response) => {
                response.resume();
                response.on('close', () => resolve(response.statusCode));
            },
        );
        request.on('error', () => resolve(undefined));
        request.end(body);
    });
}

/** Opens a WebSocket through the proxy and gives the socket that holds it open. */
export function openWebSocket(proxy, url) {
    const { hostname, port } = new URL(proxy);
    const { host } = new URL(url);
    return new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), hostname, () => {
            socket.write(
                `GET ${url} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
                    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
            );
        });
        socket.once('data', () => resolve(socket));
        socket.once('error', reject);
    });
}

/** Sends a text through an open WebSocket, masked by zeros. */
export function sendText(socket, text) {
    const content = Buffer.from(text);
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | content.length, 0, 0, 0, 0]), content]));
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const parts = { 'content-type': 'multipart/form-data; boundary=XX' };
const multipart =
    '--XX\r\nContent-Disposition: form-data; name="title"\r\n\r\nHello\r\n' +
    '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n' +
    'Content-Type: text/plain\r\n\r\ntext of a file\r\n--XX--\r\n';
const token = `e${'yJhbGciOiJIUzI1NiJ9'}.${Buffer.from('{"sub":"1234","name":"Alex"}').toString('base64url')}.c2ln`;

/** One of each kind, and enough of them that the list is longer than the screen. */
export async function sendSome(proxy, origin, { attack }) {
    await send(proxy, `${origin}/secret`, { headers: { authorization: `Bearer ${token}`, cookie: 'session=8f3a9b; theme=dark' } });
    for (const path of [
        '/page',
        '/app.js',
        '/app.css',
        '/logo.png',
        '/logo.svg',
        '/bytes',
        '/events',
        '/cut',
        '/status/404',
        '/status/302',
        '/status/503',
        '/attack.html',
    ]) {
        await send(proxy, origin + path);
    }
    for (const folder of ['/plain', '/scripts']) for (const path of Object.keys(formats(''))) await send(proxy, origin + folder + path);
    await send(proxy, `${origin}/form`, { method: 'POST', headers: form, body: 'name=Alex+Example&email=alex%40example.com&empty=' });
    await send(proxy, `${origin}/upload`, { method: 'POST', headers: parts, body: multipart });
    await send(proxy, `${origin}/attack?q=${encodeURIComponent(attack)}`, {
        method: 'POST',
        headers: { 'x-attack': attack, referer: attack, 'content-type': 'application/json' },
        body: JSON.stringify({ [attack]: attack }),
    });
    for (let index = 0; index < 60; index++) await send(proxy, `${origin}/orders?page=${index}`);
}
