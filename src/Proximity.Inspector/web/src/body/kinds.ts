import { isWebToken } from './formats/tokens';
import { looksLikeJson } from './json';
import type { Language } from './tokens';

export type Kind =
    | 'json'
    | 'graphql'
    | 'text'
    | 'form'
    | 'multipart'
    | 'image'
    | 'events'
    | 'protobuf'
    | 'grpc'
    | 'messagepack'
    | 'cbor'
    | 'token'
    | 'binary';

export interface Found {
    kind: Kind;
    language: Language;
    name: string;
    looksLike: string | undefined;
    image: string | undefined;
}

const magic: [string, string][] = [
    ['89504e47', 'image/png'],
    ['ffd8ff', 'image/jpeg'],
    ['47494638', 'image/gif'],
    ['424d', 'image/bmp'],
    ['00000100', 'image/x-icon'],
];
const images = new Set([
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/webp',
    'image/avif',
    'image/bmp',
    'image/x-icon',
    'image/vnd.microsoft.icon',
    'image/svg+xml',
]);
/** Types whose bytes say nothing of themselves, so that the declared type alone decides. */
const declared: [RegExp, Kind, string][] = [
    [/^application\/grpc(?:-web)?(?:-text)?(?:\+proto)?$/, 'grpc', 'gRPC'],
    [/^application\/(?:x-protobuf|protobuf|x-google-protobuf|vnd\.google\.protobuf)$/, 'protobuf', 'protobuf'],
    [/^application\/(?:msgpack|x-msgpack|vnd\.msgpack|.*\+msgpack)$/, 'messagepack', 'MessagePack'],
    [/^application\/(?:cbor|cbor-seq|.*\+cbor|.*\+cbor-seq)$/, 'cbor', 'CBOR'],
    [/^application\/x-www-form-urlencoded$/, 'form', 'form'],
    [/^multipart\//, 'multipart', 'multipart'],
    [/^text\/event-stream$/, 'events', 'events'],
    [/^application\/graphql$/, 'graphql', 'GraphQL'],
];

function imageOf(bytes: Uint8Array): string | undefined {
    const head = [...bytes.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (head.startsWith('52494646') && head.slice(16, 24) === '57454250') return 'image/webp';
    if (head.slice(8, 16) === '66747970' && /^6176696[6s]/.test(head.slice(16))) return 'image/avif';
    return magic.find(([start]) => head.startsWith(start) && bytes.length > 24)?.[1];
}

/** Whether the bytes are text: nothing that UTF-8 forbids, and next to no control characters. */
export function isText(bytes: Uint8Array): boolean {
    const sample = bytes.subarray(0, 4096);
    let odd = 0;
    for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
    return odd <= sample.length / 100;
}

const isGraphql = (head: string): boolean =>
    /^\s*\[?\s*\{/.test(head) && /"query"\s*:\s*"(?:\\n|\\r|\\t|\s)*(?:query|mutation|subscription|fragment|#|\{)/.test(head);

const found = (kind: Kind, language: Language, name: string, looksLike?: string, image?: string): Found => ({
    kind,
    language,
    name,
    looksLike,
    image,
});

/** What a body is: by its declared type first, then by its first bytes. */
export function kindOf(contentType: string | undefined, bytes: Uint8Array, head: string): Found {
    const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
    const real = imageOf(bytes);
    if (images.has(type)) {
        if (type === 'image/svg+xml' || real)
            return found('image', type === 'image/svg+xml' ? 'html' : 'none', type.slice(6), undefined, real ?? type);
        if (looksLikeJson(head) && isText(bytes)) return found('json', 'json', 'JSON', 'JSON');
        return found(type === 'image/avif' ? 'image' : 'binary', 'none', type.slice(6), undefined, type);
    }
    if (real) return found('image', 'none', real.slice(6), type ? real : undefined, real);
    if (/[/+]json\b|json-seq|ndjson/.test(type)) return jsonOf(bytes, head);
    const known = declared.find(([pattern]) => pattern.test(type));
    if (known) return found(known[1], known[1] === 'graphql' ? 'graphql' : 'none', known[2]);
    if (!isText(bytes)) return found('binary', 'none', type || 'binary');
    return textOf(type, head);
}

function jsonOf(bytes: Uint8Array, head: string): Found {
    if (isGraphql(head)) return found('graphql', 'json', 'GraphQL');
    if (looksLikeJson(head)) return found('json', 'json', 'JSON');
    return isText(bytes) ? found('text', 'none', 'text', 'text') : found('binary', 'none', 'text', 'binary data');
}

function textOf(type: string, head: string): Found {
    if (/html|xml/.test(type)) return found('text', 'html', type.includes('html') ? 'HTML' : 'XML');
    if (type.includes('css')) return found('text', 'css', 'CSS');
    if (/javascript|ecmascript/.test(type)) return found('text', 'js', 'JavaScript');
    if (/^\s*[[{]/.test(head) && looksLikeJson(head)) return found('json', 'json', 'JSON', type ? 'JSON' : undefined);
    if (/\bjwt\b/.test(type) || isWebToken(head)) return found('token', 'none', 'JWT');
    const isXml = /^\s*<\?xml/.test(head);
    return found('text', /^\s*</.test(head) ? 'html' : 'none', isXml ? 'XML' : 'text');
}
