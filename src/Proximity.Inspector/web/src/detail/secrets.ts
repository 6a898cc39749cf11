import { webTokens, type Fact } from '../body/formats/tokens';

const names = new Set([
    'authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    'api-key',
    'x-auth-token',
    'x-access-token',
    'x-csrf-token',
    'x-xsrf-token',
    'x-amz-security-token',
    'x-goog-api-key',
    'www-authenticate-token',
    'authentication-info',
]);

export const isSecret = (name: string): boolean =>
    names.has(name.toLowerCase()) || /(?:secret|password|passwd|api-?key|token)$/i.test(name);

/** A header's value in pieces: what is plain, and what is a secret. */
export function pieces(name: string, value: string): { text: string; secret: boolean }[] {
    const lower = name.toLowerCase();
    if (lower.endsWith('authorization')) {
        const [scheme, ...rest] = value.split(' ');
        return rest.length
            ? [
                  { text: `${scheme} `, secret: false },
                  { text: rest.join(' '), secret: true },
              ]
            : [{ text: value, secret: true }];
    }
    if (lower === 'cookie') {
        return value.split(/(;\s*)/).flatMap((pair) => {
            const at = pair.indexOf('=');
            return at < 0
                ? [{ text: pair, secret: false }]
                : [
                      { text: pair.slice(0, at + 1), secret: false },
                      { text: pair.slice(at + 1), secret: true },
                  ];
        });
    }
    if (lower === 'set-cookie') {
        const end = value.includes(';') ? value.indexOf(';') : value.length;
        const at = value.indexOf('=');
        if (at < 0 || at > end) return [{ text: value, secret: false }];
        return [
            { text: value.slice(0, at + 1), secret: false },
            { text: value.slice(at + 1, end), secret: true },
            { text: value.slice(end), secret: false },
        ];
    }
    return [{ text: value, secret: isSecret(name) }];
}

export interface Decoded {
    title: string;
    facts: Fact[];
}

/** JSON web tokens and credentials, in readable form; cookies have a table of their own. */
export function decode(name: string, value: string): Decoded[] {
    const found: Decoded[] = webTokens(value).map(({ head, claims }) => ({
        title: 'Token, signature not checked',
        facts: [...head, ...claims],
    }));
    if (name.toLowerCase().endsWith('authorization') && /^basic /i.test(value)) {
        try {
            const [user, ...rest] = new TextDecoder()
                .decode(Uint8Array.from(atob(value.slice(6).trim()), (letter) => letter.charCodeAt(0)))
                .split(':');
            const facts = [
                { name: 'user', value: user ?? '' },
                { name: 'password', value: rest.join(':') },
            ];
            found.push({ title: 'Basic credentials', facts });
        } catch {
            // Not Base64: the value itself is all there is.
        }
    }
    return found;
}

/** The text of a head with its secrets as dots, and with line ends of one kind. */
export function maskedHead(raw: string, shown: boolean): string {
    const text = raw.replaceAll('\r\n', '\n').trimEnd();
    if (shown) return text;
    return text.replace(/^([^:\s]+)(:\s*)(.*)$/gm, (line, name: string, colon: string, value: string) =>
        isSecret(name)
            ? name +
              colon +
              pieces(name, value)
                  .map((piece) => (piece.secret ? '••••••••' : piece.text))
                  .join('')
            : line,
    );
}

export const holdsSecret = (raw: string): boolean => maskedHead(raw, false) !== maskedHead(raw, true);
