import type { FilterFault, LiveFrame, LiveRequest, Overview } from './types';

type Link = 'connecting' | 'connected' | 'lost';

/** The socket to the proxy: one subscription, the newest state, and the way back after a break. */
export class Live {
    link = $state<Link>('connecting');
    lostAt = $state(0);
    nextTryAt = $state(0);
    total = $state(0);
    matched = $state(0);
    complete = $state(true);
    scanned = $state(0);
    underWay = $state(0);
    errors = $state(0);
    storedBytes = $state(0);
    dropped = $state(0);
    recording = $state(true);
    fault = $state.raw<FilterFault | undefined>(undefined);
    overview = $state.raw<Overview | undefined>(undefined);
    hasFrame = $state(false);

    private socket: WebSocket | undefined;
    private request: LiveRequest | undefined;
    private tries = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;

    /** @param onRefused Hears the code of a subscription that was refused for what the page adds to its rows; true where it mended it. */
    constructor(
        private readonly onFrame: (frame: LiveFrame) => void,
        private readonly onRefused: (code: string) => boolean,
    ) {}

    /** Replaces the subscription. */
    subscribe(request: LiveRequest): void {
        this.request = request;
        if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(request));
    }

    open(): void {
        clearTimeout(this.timer);
        const base = location.protocol === 'https:' ? 'wss:' : 'ws:';
        const socket = new WebSocket(`${base}//${location.host}/api/live`);
        this.socket = socket;
        socket.onopen = () => {
            this.tries = 0;
            this.link = 'connected';
            if (this.request) socket.send(JSON.stringify(this.request));
        };
        socket.onmessage = (event: MessageEvent<string>) => this.take(JSON.parse(event.data) as LiveFrame);
        socket.onclose = () => this.retry(socket);
    }

    private take(frame: LiveFrame): void {
        if (frame.error && this.onRefused(frame.error.code ?? '')) return;
        this.fault = frame.error;
        if (frame.error) return;
        if (frame.overview) this.overview = frame.overview;
        this.total = frame.total;
        this.recording = frame.recording;
        this.storedBytes = frame.storedBytes;
        this.dropped = frame.dropped;
        this.matched = frame.matched;
        this.complete = frame.complete;
        this.scanned = frame.scanned;
        this.underWay = frame.underWay;
        this.errors = frame.errors ?? 0;
        this.onFrame(frame);
        this.hasFrame = true;
    }

    private retry(socket: WebSocket): void {
        if (socket !== this.socket) return;
        if (this.link !== 'lost') this.lostAt = Date.now();
        this.link = 'lost';
        const pause = Math.min(10_000, 500 * 2 ** this.tries++);
        this.nextTryAt = Date.now() + pause;
        this.timer = setTimeout(() => this.open(), pause);
    }
}
