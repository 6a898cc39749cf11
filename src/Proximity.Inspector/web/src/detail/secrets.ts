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
    facts: [string, string][];
}

const times = new Set(['exp', 'iat', 'nbf', 'auth_time']);

/** JSON web tokens and cookies, in readable form. */
export function decode(name: string, value: string): Decoded[] {
    const found: Decoded[] = [];
    const lower = name.toLowerCase();
    for (const token of value.match(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g) ?? []) {
        const [head, claims] = token.split('.').slice(0, 2).map(part);
        if (head && claims) found.push({ title: 'Token, signature not checked', facts: [...facts(head), ...facts(claims)] });
    }
    if (lower === 'authorization' && /^basic /i.test(value)) {
        try {
            const [user, ...rest] = atob(value.slice(6).trim()).split(':');
            found.push({
                title: 'Basic credentials',
                facts: [
                    ['user', user ?? ''],
                    ['password', rest.join(':')],
                ],
            });
        } catch {
            // Not Base64: the value itself is all there is.
        }
    }
    if (lower === 'cookie') found.push({ title: 'Cookies', facts: value.split(/;\s*/).map(pair) });
    if (lower === 'set-cookie') found.push({ title: 'Cookie', facts: value.split(/;\s*/).map(pair) });
    return found;
}

function pair(text: string): [string, string] {
    const at = text.indexOf('=');
    if (at < 0) return [text, 'yes'];
    const value = text.slice(at + 1);
    try {
        return [text.slice(0, at), decodeURIComponent(value)];
    } catch {
        return [text.slice(0, at), value];
    }
}

function part(text: string): Record<string, unknown> | undefined {
    try {
        const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
        return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}

function facts(record: Record<string, unknown>): [string, string][] {
    return Object.entries(record).map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return [name, times.has(name) && typeof value === 'number' ? `${text}, ${new Date(value * 1000).toISOString()}` : text];
    });
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
