import type {
    Authority,
    Difference,
    ExportAnswer,
    FilterAnswer,
    FlowDetail,
    Interception,
    Messages,
    Paths,
    Row,
    Side,
    Stats,
    Status,
} from './types';

/** An answer that was not the one that was asked for. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
    ) {
        super(message);
    }
}

type Query = Record<string, string | number | boolean | undefined>;

export function address(path: string, query: Query = {}): string {
    const parts = Object.entries(query)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return parts.length ? `${path}?${parts.join('&')}` : path;
}

async function read<T>(answer: Response): Promise<T> {
    if (answer.ok) return (await answer.json()) as T;
    let code = `http_${answer.status}`;
    let message = answer.status === 401 ? 'The page is not signed in. Open the address that the program printed.' : answer.statusText;
    try {
        const { error } = (await answer.json()) as { error?: { code?: string; message?: string } };
        code = error?.code ?? code;
        message = error?.message ?? message;
    } catch {
        // The body is not JSON, as for a proxy in between: the status alone says what is known.
    }
    throw new ApiError(answer.status, code, message || `The answer was ${answer.status}.`);
}

async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return read<T>(await fetch(address(path, query), { signal: signal ?? null, headers: { accept: 'application/json' } }));
}

async function post<T>(path: string, input: object): Promise<T> {
    return read<T>(await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }));
}

export interface Resend {
    method?: string;
    url?: string;
    headers?: [string, string][];
    body?: string;
    bodyBase64?: string;
}
export interface Annotation {
    mark?: string;
    comment?: string;
    addTags?: string[];
    removeTags?: string[];
}
export interface FlowPage {
    flows: Row[];
    next?: string;
    total?: number;
    scanned: number;
    end: string;
}

export const bodyAddress = (id: number, side: Side, decoded: boolean): string => `/api/flows/${id}/body/${side}/content?decoded=${decoded}`;

export const api = {
    status: (signal?: AbortSignal) => get<Status>('/api/status', {}, signal),
    flow: (id: number, signal?: AbortSignal) => get<FlowDetail>(`/api/flows/${id}`, { redact: false }, signal),
    flows: (query: Query, signal?: AbortSignal) => get<FlowPage>('/api/flows', query, signal),
    messages: (id: number, after: number, limit: number, signal?: AbortSignal) =>
        get<Messages>(`/api/flows/${id}/messages`, { after, limit }, signal),
    bodyText: (id: number, side: Side, limit: number) =>
        get<{ text?: string; base64?: string; total: number; problem?: string }>(`/api/flows/${id}/body`, {
            side,
            decoded: true,
            count: limit,
        }),
    filter: (text: string, caret: number, signal?: AbortSignal) => get<FilterAnswer>('/api/filter', { text, caret }, signal),
    stats: (filter: string, by: string, signal?: AbortSignal) => get<Stats>('/api/stats', { filter, by, limit: 200 }, signal),
    statsOf: (ids: number[], by: string, signal?: AbortSignal) => get<Stats>('/api/stats', { ids: ids.join(','), by, limit: 50 }, signal),
    paths: (host: string, under: string, filter: string) => get<Paths>('/api/paths', { host, under, filter, limit: 200 }),
    diff: (a: number, b: number) => get<{ same: boolean; differences: Difference[] }>('/api/diff', { a, b }),
    exportText: (format: string, ids: number[], redact: boolean) =>
        get<ExportAnswer>('/api/export', { format, ids: ids.join(','), redact }),
    startBrowser: () => post<{ kind: string; program: string }>('/api/browser', {}),
    authority: () => get<Authority>('/api/authority'),
    interception: () => get<Interception>('/api/interception'),
    setPassThrough: (passThrough: string[]) => post<Interception>('/api/interception', { passThrough }),
    setRecording: (on: boolean) => post<{ recording: boolean; was: boolean }>('/api/recording', { on }),
    resend: (id: number, change: Resend = {}) =>
        post<{ id?: number; status?: number; problem?: string }>(`/api/flows/${id}/resend`, change),
    annotate: (ids: number[], change: Annotation) => post<{ changed: number }>('/api/flows/annotate', { ids, ...change }),
    remove: (ids: number[]) => post<{ deleted: number }>('/api/flows/delete', { ids }),
    clear: (dryRun = false) => post<{ deleted: number }>('/api/flows/clear', { dryRun }),
};

/** What happened, in a sentence, for the person who started an action that failed. */
export const sentence = (failure: unknown): string =>
    failure instanceof ApiError
        ? failure.message
        : failure instanceof TypeError
          ? 'The proxy does not answer.'
          : failure instanceof Error
            ? failure.message
            : String(failure);
