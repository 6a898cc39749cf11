export interface Part {
    name: string;
    fileName?: string;
    contentType?: string;
    size: number;
    text: string;
    binary: boolean;
}
export interface StreamEvent {
    id?: string;
    type: string;
    data: string;
}

const most = 2000;

export function form(text: string): [string, string][] {
    return [...new URLSearchParams(text.trim())].slice(0, most);
}

/** The parts of a multipart body, given as text of one character a byte. */
export function multipart(raw: string, contentType: string): Part[] {
    const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1];
    if (!boundary) return [];
    const parts: Part[] = [];
    for (const piece of `\r\n${raw}`.split(`\r\n--${boundary}`).slice(1, most)) {
        if (piece.startsWith('--')) break;
        const gap = piece.indexOf('\r\n\r\n');
        if (gap < 0) continue;
        const head = piece.slice(0, gap);
        const body = piece.slice(gap + 4);
        const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
        const fileName = /filename="([^"]*)"/i.exec(disposition)?.[1];
        const type = /^content-type:\s*(.*)$/im.exec(head)?.[1]?.trim();
        // eslint-disable-next-line no-control-regex
        const binary = /[\u0000-\u0008\u000e-\u001a]/.test(body.slice(0, 1000));
        const part: Part = {
            name: /[^e]name="([^"]*)"/i.exec(` ${disposition}`)?.[1] ?? '',
            size: body.length,
            text: utf8(body.slice(0, 20_000)),
            binary,
        };
        if (fileName !== undefined) part.fileName = fileName;
        if (type) part.contentType = type;
        parts.push(part);
    }
    return parts;
}

function utf8(raw: string): string {
    return new TextDecoder().decode(Uint8Array.from(raw, (letter) => letter.charCodeAt(0)));
}

export function events(text: string): StreamEvent[] {
    const found: StreamEvent[] = [];
    for (const block of text.split(/\r?\n\r?\n/)) {
        const event: StreamEvent = { type: 'message', data: '' };
        const data: string[] = [];
        for (const line of block.split(/\r?\n/)) {
            const [, name, value] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
            if (name === 'data') data.push(value ?? '');
            else if (name === 'event') event.type = value ?? '';
            else if (name === 'id') event.id = value ?? '';
        }
        event.data = data.join('\n');
        if (data.length || event.id !== undefined) found.push(event);
        if (found.length >= most) break;
    }
    return found;
}
