// The records of the API, as docs/api.md has them. Members that are null are left out by the server.

export type FlowState = 'sending' | 'waiting' | 'receiving' | 'open' | 'done' | 'failed';
export type Side = 'request' | 'response';

export interface Timings {
    dns?: number;
    connect?: number;
    send?: number;
    wait?: number;
    receive?: number;
}

export interface Row {
    id: number;
    state: FlowState;
    started: string;
    method: string;
    scheme: string;
    host: string;
    port?: number;
    path: string;
    query?: string;
    url: string;
    status?: number;
    type?: string;
    contentType?: string;
    requestSize: number;
    responseSize: number;
    wireSize?: number;
    duration?: number;
    timings?: Timings;
    error?: string;
    protocol?: string;
    originProtocol?: string;
    client?: string;
    process?: string;
    connection?: number | string;
    messages?: number;
    flags?: string[];
    answeredBy?: string;
    mark?: string;
    tags?: string[];
    comment?: string;
    session?: string | number;
    proxy?: string;
    /** What stands in the columns that were added, by their fields. */
    cells?: Record<string, string>;
    /** The second filter marks the row. */
    highlighted?: boolean;
}

export type Field = [name: string, value: string];

export interface BodyInfo {
    state: 'none' | 'streaming' | 'complete' | 'truncated' | 'notKept' | 'aborted';
    keptBytes: number;
    totalBytes: number;
    codings?: string[];
    contentType?: string;
    trailers?: Field[];
    notKept?: string;
}

export interface Head {
    method?: string;
    url?: string;
    status?: number;
    statusText?: string;
    version?: string;
    headers: Field[];
    raw?: string;
    rendered?: boolean;
}

export interface Message extends Head {
    body?: BodyInfo;
}

/** A head as the proxy sent it on. */
export interface SentHead {
    headers: Field[];
    raw: string;
    startLine: string;
}

export interface Certificate {
    subject: string;
    issuer: string;
    notBefore: string;
    notAfter: string;
    serialNumber: string;
    /** SHA-256 in hexadecimal digits. */
    fingerprint: string;
    /** The first of the names that it is for. */
    alternativeNames: string[];
    alternativeNameCount: number;
}

export interface TlsFacts {
    protocol?: string;
    cipherSuite?: string;
    applicationProtocol?: string;
    serverName?: string;
    /** The certificate that was shown first, and those that vouch for it. */
    certificates?: Certificate[];
}

export interface FlowDetail extends Row {
    request: Message;
    response?: Message;
    /** Absent when the head was sent as it was received. */
    requestSent?: SentHead;
    responseSent?: SentHead;
    clientTls?: TlsFacts;
    originTls?: TlsFacts;
    tunnel?: string;
    clientInClear?: boolean;
    passedThrough?: string;
    errorText?: string;
    remedy?: string;
}

export interface StreamMessage {
    number: number;
    time: string;
    from: 'client' | 'origin';
    kind: string;
    text?: string;
    base64?: string;
    length: number;
    truncated?: boolean;
    state?: string;
    eventType?: string;
    eventId?: string;
    closeCode?: number;
}

export interface Messages {
    messages: StreamMessage[];
    total: number;
    next?: number;
}

export interface FilterFault {
    code?: string;
    message: string;
    position: number;
    length: number;
    meant?: string;
}

export type Completion = string | { text?: string; value?: string; summary?: string; count?: number };

export interface FilterAnswer {
    canonical?: string;
    errors?: FilterFault[];
    notes?: FilterFault[];
    completions?: Completion[];
    /** The parts that must all hold, each as it can stand beside others. */
    tests?: string[];
}

export interface Status {
    version?: string;
    proxyUrl?: string;
    listening?: string;
    recording: boolean;
    intercepting?: boolean;
    store?: { kind?: string; count?: number; bytes?: number; durable?: boolean; place?: string; maxFlows?: number; maxBytes?: number };
    maxBodyBytes?: number;
    clients?: number;
    underWay?: number;
    dropped?: number;
}

export interface Authority {
    subject: string;
    sha256: string;
    notAfter: string;
    pem: string;
    path?: string;
    page?: string;
}

export interface Interception {
    on: boolean;
    intercept?: string[] | null;
    passThrough?: string[];
    learned?: string[];
}

export interface Difference {
    part: string;
    name?: string;
    change: 'added' | 'removed' | 'changed' | 'values';
    before?: string;
    after?: string;
}

export interface ExportAnswer {
    format: string;
    fileName: string;
    count: number;
    losses?: string[];
    masked?: number;
    text?: string;
    base64?: string;
}

export interface Group {
    keys: (string | number)[];
    count: number;
    bytes: number;
    errors: number;
    p50?: number;
    p95?: number;
    p99?: number;
    /** The filter that finds these flows. */
    filter?: string;
}

export interface Stats {
    groups: Group[];
    groupCount: number;
    flows: number;
    complete: boolean;
    all: Group;
}

export interface PathEntry {
    name: string;
    path: string;
    folder: boolean;
    count: number;
    errors: number;
    filter: string;
}

export interface Paths {
    entries: PathEntry[];
    entryCount: number;
    flows: number;
    complete: boolean;
}

/** Flows counted by when they began, in equal stretches of time. */
export interface Overview {
    from: number;
    width: number;
    complete: boolean;
    flows: number[];
    errors: number[];
}

export type LiveWindow = { first: number; count: number } | { anchor: number; before: number; count: number } | { last: number };

export interface LiveRequest {
    filter?: string;
    sort?: string;
    window: LiveWindow;
    columns?: string[];
    highlight?: string;
    overview?: boolean;
}

/** A frame of the live view. One with an error has nothing else, and one without rows has those of the frame before. */
export interface LiveFrame {
    seq: number;
    total: number;
    matched: number;
    complete: boolean;
    scanned: number;
    first: number;
    rows?: Row[];
    newest?: number;
    underWay: number;
    /** How many errors the proxy has reported since it started. */
    errors?: number;
    storedBytes: number;
    dropped: number;
    recording: boolean;
    overview?: Overview;
    message?: string;
    error?: FilterFault;
}
