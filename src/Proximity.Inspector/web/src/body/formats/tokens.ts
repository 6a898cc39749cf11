/** One value that a token or a cookie carries, and what it means. */
export interface Fact {
    name: string;
    value: string;
    note?: string;
}

/** A JSON web token (RFC 7519). Its signature is not checked. */
export interface WebToken {
    text: string;
    head: Fact[];
    claims: Fact[];
}

const mostTokens = 20;
const mostFacts = 200;
const longestToken = 16_384;
const times = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at']);
const meanings: Record<string, string> = {
    iss: 'issuer',
    sub: 'subject',
    aud: 'audience',
    exp: 'expires',
    nbf: 'not before',
    iat: 'issued',
    jti: 'id of the token',
    alg: 'algorithm of the signature',
    kid: 'id of the key',
};

/** The tokens that a text holds, each once. */
export function webTokens(text: string, now = Date.now()): WebToken[] {
    const found = new Map<string, WebToken>();
    for (const [run] of text.matchAll(/[\w.-]{20,}/g)) {
        if (run.length > longestToken * 4) continue;
        const start = run.indexOf('eyJ');
        const [head, claims, signature] = start < 0 ? [] : run.slice(start, start + longestToken).split('.', 3);
        if (head === undefined || claims === undefined) continue;
        const [headFacts, claimFacts] = [part(head, now), part(claims, now)];
        if (!headFacts || !claimFacts) continue;
        const whole = [head, claims, signature ?? ''].join('.');
        found.set(whole, { text: whole, head: headFacts, claims: claimFacts });
        if (found.size >= mostTokens) break;
    }
    return [...found.values()];
}

/** Whether a text is a token and nothing else. */
export const isWebToken = (text: string): boolean => /^\s*eyJ[\w-]+\.[\w-]+\.[\w-]*\s*$/.test(text.slice(0, longestToken));

function part(text: string, now: number): Fact[] | undefined {
    try {
        const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
        const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
        return typeof value === 'object' && value !== null && !Array.isArray(value)
            ? facts(value as Record<string, unknown>, now)
            : undefined;
    } catch {
        // Not Base64, or not JSON: then it is no token.
        return undefined;
    }
}

function facts(record: Record<string, unknown>, now: number): Fact[] {
    return Object.entries(record)
        .slice(0, mostFacts)
        .map(([name, value]) => {
            const fact: Fact = { name, value: typeof value === 'string' ? value : (JSON.stringify(value) ?? '') };
            const note = [meanings[name], times.has(name) && typeof value === 'number' ? time(name, value, now) : '']
                .filter(Boolean)
                .join(', ');
            return note ? { ...fact, note } : fact;
        });
}

function time(name: string, seconds: number, now: number): string {
    const at = new Date(seconds * 1000);
    if (Number.isNaN(at.getTime())) return '';
    const passed = at.getTime() <= now;
    const state = name === 'exp' ? (passed ? ', expired' : ', valid') : name === 'nbf' && !passed ? ', not yet valid' : '';
    return at.toISOString() + state;
}
