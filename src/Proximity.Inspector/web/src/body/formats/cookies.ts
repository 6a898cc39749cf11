import type { Field } from '../../lib/types';

/** A cookie as a request sends it, or as a response sets it (RFC 6265). */
export interface Cookie {
    name: string;
    value: string;
    /** What a response says of it, such as its path; empty in a request. */
    attributes: [name: string, value: string][];
}

const most = 500;

export function cookiesSent(fields: Field[]): Cookie[] {
    return valuesOf(fields, 'cookie')
        .flatMap((value) => value.split(';'))
        .map((pair) => pair.trim())
        .filter((pair) => pair !== '')
        .slice(0, most)
        .map((pair) => ({ ...named(pair), attributes: [] }));
}

export function cookiesSet(fields: Field[]): Cookie[] {
    return valuesOf(fields, 'set-cookie')
        .slice(0, most)
        .map((value) => {
            const [first = '', ...rest] = value.split(';');
            const attributes = rest
                .map((text) => text.trim())
                .filter((text) => text !== '')
                .map((text): [string, string] => {
                    const attribute = named(text.includes('=') ? text : `${text}=`);
                    return [attribute.name, attribute.value];
                });
            return { ...named(first.trim()), attributes };
        });
}

const valuesOf = (fields: Field[], name: string): string[] =>
    fields.filter((field) => field[0].toLowerCase() === name).map(([, value]) => value);

/** RFC 6265, section 5.2: without an equals sign the text is a value without a name. */
function named(pair: string): { name: string; value: string } {
    const at = pair.indexOf('=');
    return at < 0 ? { name: '', value: pair } : { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}

/** A value with its percent signs read, where that is more readable. */
export function readable(value: string): string {
    if (!value.includes('%')) return value;
    try {
        return decodeURIComponent(value);
    } catch {
        return value;
    }
}
