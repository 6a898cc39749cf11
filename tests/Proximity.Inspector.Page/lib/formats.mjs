// Bodies of the formats that the page takes apart, each with a script in its texts.
import { gzipSync } from 'node:zlib';

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const bytes = (text) => [...Buffer.from(text)];
const field = (number, content) => [...varint((number << 3) | 2), ...varint(content.length), ...content];
const number = (number_, value) => [...varint(number_ << 3), ...varint(value)];
const frame = (content, flag = 0) => [flag, 0, 0, ...[content.length >> 8, content.length & 255], ...content];
const token = (claims) =>
    `${['{"alg":"HS256","kid":"key-1"}', JSON.stringify(claims)].map((part) => Buffer.from(part).toString('base64url')).join('.')}.c2ln`;
const parts = (name) =>
    `--XX\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '\\"')}"\r\n\r\nHello\r\n` +
    '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/x-thing\r\n\r\n' +
    '\u0001\u0002\u0003\r\n--XX--\r\n';

/** Type, content and fields of a response by its path; `text` stands in each of them. */
export function formats(text) {
    const message = [...number(1, 150), ...field(2, bytes(text)), ...field(3, [...number(1, 7), ...field(2, bytes('inner'))])];
    const packed = [...gzipSync(Buffer.from(message))];
    const query = `query OrderList($first: Int) { orders(first: $first, note: ${JSON.stringify(text)}) { id total { amount } } }`;
    const variables = { first: 10, note: text };
    return {
        '/protobuf': ['application/x-protobuf', Buffer.from(message)],
        '/grpc': ['application/grpc', Buffer.from([...frame(message), ...frame(packed, 1)]), { 'grpc-encoding': 'gzip' }],
        '/graphql': ['application/json', JSON.stringify({ operationName: 'OrderList', query, variables })],
        '/feed.xml': ['application/xml', `<?xml version="1.0"?><feed><entry id="1"><title>${text}</title><empty/></entry></feed>`],
        '/messagepack': ['application/msgpack', Buffer.from([0x82, 0xa1, 97, 1, 0xa1, 98, 0xd9, bytes(text).length, ...bytes(text)])],
        '/cbor': ['application/cbor', Buffer.from([0xa2, 0x61, 97, 1, 0x61, 98, 0x78, bytes(text).length, ...bytes(text)])],
        '/token': ['application/jwt', token({ sub: '1234', name: text, exp: 4_102_444_800 })],
        '/session': ['application/json', JSON.stringify({ access_token: token({ sub: text }), token_type: 'Bearer' })],
        '/parts': ['multipart/form-data; boundary=XX', parts(text)],
        '/cookies': ['text/plain', 'taken', { 'set-cookie': [`id=${encodeURIComponent(text)}; Path=/; Secure; HttpOnly`, 'theme=dark'] }],
        '/stream-of-scripts': ['text/event-stream', `id: 1\nevent: ${text}\ndata: ${text}\n\n`],
        '/unknown-coding': ['text/plain', 'as it is', { 'content-encoding': 'x-unheard-of' }],
        '/minified.js': ['text/javascript', `const a=${JSON.stringify(text)};function f(){return a}`],
        '/minified.css': ['text/css', `a{content:${JSON.stringify(text)}}b{color:red}`],
    };
}
