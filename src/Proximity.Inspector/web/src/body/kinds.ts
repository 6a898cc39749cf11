import { looksLikeJson } from './json';
import type { Language } from './tokens';

export type Kind = 'json' | 'text' | 'form' | 'multipart' | 'image' | 'events' | 'binary';

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

/** What a body is: by its declared type first, then by its first bytes. */
export function kindOf(contentType: string | undefined, bytes: Uint8Array, head: string): Found {
    const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
    const found = (kind: Kind, language: Language, name: string, looksLike?: string, image?: string): Found => ({
        kind,
        language,
        name,
        looksLike,
        image,
    });
    const real = imageOf(bytes);
    if (images.has(type)) {
        if (type === 'image/svg+xml' || real)
            return found('image', type === 'image/svg+xml' ? 'html' : 'none', type.slice(6), undefined, real ?? type);
        if (looksLikeJson(head) && isText(bytes)) return found('json', 'json', 'JSON', 'JSON');
        return found(type === 'image/avif' ? 'image' : 'binary', 'none', type.slice(6), undefined, type);
    }
    if (real) return found('image', 'none', real.slice(6), type ? real : undefined, real);
    if (/[/+]json\b|json-seq|ndjson/.test(type)) {
        return looksLikeJson(head)
            ? found('json', 'json', 'JSON')
            : found(isText(bytes) ? 'text' : 'binary', 'none', 'text', isText(bytes) ? 'text' : 'binary data');
    }
    if (type === 'application/x-www-form-urlencoded') return found('form', 'none', 'form');
    if (type.startsWith('multipart/')) return found('multipart', 'none', 'multipart');
    if (type === 'text/event-stream') return found('events', 'none', 'events');
    if (!isText(bytes)) return found('binary', 'none', type || 'binary');
    if (/html|xml/.test(type)) return found('text', 'html', type.includes('html') ? 'HTML' : 'XML');
    if (type.includes('css')) return found('text', 'css', 'CSS');
    if (/javascript|ecmascript/.test(type)) return found('text', 'js', 'JavaScript');
    if (/^\s*[[{]/.test(head) && looksLikeJson(head)) return found('json', 'json', 'JSON', type ? 'JSON' : undefined);
    return found('text', /^\s*</.test(head) ? 'html' : 'none', 'text');
}
