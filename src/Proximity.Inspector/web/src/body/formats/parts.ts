import { lenientText, textOf } from './cursor';

/** A part of a multipart body (RFC 2046, section 5.1). */
export interface Part {
    name: string | undefined;
    fileName: string | undefined;
    contentType: string | undefined;
    headers: [name: string, value: string][];
    size: number;
    /** Where its content stands in the body. */
    start: number;
    end: number;
    /** The beginning, where the content is text. */
    text: string | undefined;
}

export interface Parts {
    parts: Part[];
    note: string | undefined;
}

/** An event of a stream, as https://html.spec.whatwg.org/multipage/server-sent-events.html reads them. */
export interface StreamEvent {
    id?: string;
    type: string;
    data: string;
    retry?: string;
}

const mostParts = 500;
const mostEvents = 5000;
const mostFields = 5000;
const mostText = 20_000;
const mostHead = 16_384;

export function form(text: string): { fields: [string, string][]; note: string | undefined } {
    const fields = [...new URLSearchParams(text.trim())];
    return {
        fields: fields.slice(0, mostFields),
        note:
            fields.length > mostFields
                ? `The first ${mostFields.toLocaleString('en-GB')} of ${fields.length.toLocaleString('en-GB')} fields are shown.`
                : undefined,
    };
}

export function multipart(bytes: Uint8Array, contentType: string): Parts {
    const boundary = parameter(contentType, 'boundary');
    if (!boundary || boundary.length > 200)
        return { parts: [], note: 'The content type names no boundary, so there are no parts to find.' };
    const marker = new TextEncoder().encode(`--${boundary}`);
    const parts: Part[] = [];
    let at = boundaryAt(bytes, marker, 0);
    if (at < 0) return { parts, note: `The boundary “${boundary}” of the content type does not occur.` };
    for (;;) {
        at += marker.length;
        if (bytes[at] === 45 && bytes[at + 1] === 45) return { parts, note: undefined };
        const line = bytes.indexOf(10, at);
        if (line < 0) return { parts, note: 'The last boundary is missing: the body is cut.' };
        const next = boundaryAt(bytes, marker, line + 1);
        const end = next < 0 ? bytes.length : next - (bytes[next - 2] === 13 ? 2 : 1);
        parts.push(partOf(bytes, line + 1, Math.max(end, line + 1)));
        if (next < 0) return { parts, note: 'The last boundary is missing: the body is cut.' };
        if (parts.length >= mostParts) return { parts, note: `The first ${mostParts} parts are shown.` };
        at = next;
    }
}

/** A parameter of a field, quoted or not. */
export function parameter(field: string, name: string): string | undefined {
    const found = new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(field.slice(0, mostHead));
    return found ? (found[1]?.replace(/\\(["\\])/g, '$1') ?? found[2]) : undefined;
}

/** A boundary stands at the beginning of a line, and nothing but space or two hyphens follow it. */
function boundaryAt(bytes: Uint8Array, marker: Uint8Array, from: number): number {
    for (let at = bytes.indexOf(marker[0]!, from); at >= 0; at = bytes.indexOf(marker[0]!, at + 1)) {
        if (at > 0 && bytes[at - 1] !== 10) continue;
        if (marker.every((byte, index) => bytes[at + index] === byte) && endsAt(bytes, at + marker.length)) return at;
    }
    return -1;
}

function endsAt(bytes: Uint8Array, at: number): boolean {
    const byte = bytes[at];
    return byte === undefined || byte === 13 || byte === 10 || byte === 32 || byte === 9 || (byte === 45 && bytes[at + 1] === 45);
}

function partOf(bytes: Uint8Array, start: number, end: number): Part {
    const gap = endOfHead(bytes, start, end);
    const headers = lenientText(bytes.subarray(start, gap))
        .replace(/\r?\n[ \t]+/g, ' ')
        .split(/\r?\n/)
        .filter((line) => line.includes(':'))
        .slice(0, 50)
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]);
    const field = (name: string): string | undefined => headers.find(([known]) => known.toLowerCase() === name)?.[1];
    const disposition = field('content-disposition') ?? '';
    const content = bytes.subarray(gap, end);
    const beginning = content.subarray(0, mostText);
    return {
        name: parameter(disposition, 'name'),
        fileName: extended(parameter(disposition, 'filename\\*')) ?? parameter(disposition, 'filename'),
        contentType: field('content-type'),
        headers,
        size: content.length,
        start: gap,
        end,
        text: content.length > mostText ? (isPlain(beginning) ? lenientText(beginning) : undefined) : textOf(beginning),
    };
}

const isPlain = (bytes: Uint8Array): boolean =>
    textOf(bytes.subarray(0, mostText - 4)) !== undefined || textOf(bytes.subarray(0, mostText - 6)) !== undefined;

/** RFC 8187: the charset, a language, and the value in percent signs. */
function extended(value: string | undefined): string | undefined {
    const text = value?.split("'").slice(2).join("'");
    try {
        return text === undefined ? undefined : decodeURIComponent(text);
    } catch {
        return text;
    }
}

function endOfHead(bytes: Uint8Array, start: number, end: number): number {
    const stop = Math.min(end, start + mostHead);
    for (let at = start; at < stop;) {
        const line = bytes.indexOf(10, at);
        if (line < 0 || line >= stop) break;
        if (line === at || (line === at + 1 && bytes[at] === 13)) return line + 1;
        at = line + 1;
    }
    return start;
}

export function events(text: string): { events: StreamEvent[]; note: string | undefined } {
    const found: StreamEvent[] = [];
    let event: StreamEvent = { type: 'message', data: '' };
    let data: string[] = [];
    let used = false;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const ends = /\r\n|\r|\n/g;
    while (at < text.length) {
        ends.lastIndex = at;
        const end = ends.exec(text);
        if (!end) break;
        const line = text.slice(at, end.index);
        at = ends.lastIndex;
        if (line === '') {
            if (used) found.push({ ...event, data: data.join('\n') });
            event = { type: 'message', data: '' };
            data = [];
            used = false;
            if (found.length >= mostEvents)
                return { events: found, note: `The first ${mostEvents.toLocaleString('en-GB')} events are shown.` };
            continue;
        }
        const colon = line.indexOf(':');
        if (colon === 0) continue;
        const name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (name === 'data') data.push(value);
        else if (name === 'event') event.type = value;
        else if (name === 'id') event.id = value;
        else if (name === 'retry') event.retry = value;
        else continue;
        used = true;
    }
    return { events: found, note: used || at < text.length ? 'The last event is cut.' : undefined };
}
