import workerAddress from './worker.ts?worker&url';
import { bodyAddress } from '../lib/api';
import type { Side } from '../lib/types';
import type { Found } from './kinds';
import type { Line } from './lines';
import type { Part, StreamEvent } from './parts';
import type { TreeRow } from './tree';

interface Policy {
    createScriptURL: (address: string) => unknown;
}
interface Factory {
    createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => Policy;
}

// The one policy of the page: a worker comes from this origin, or not at all.
const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy('proximity', {
    createScriptURL(address) {
        const url = new URL(address, location.href);
        if (url.origin !== location.origin) throw new TypeError('A worker comes from the origin of the page.');
        return url.href;
    },
});

export interface Opened extends Found {
    size: number;
    charset: string;
}

/** One body, held by a worker that gives what is on the screen. */
export class BodyReader {
    private readonly worker = new Worker((policy?.createScriptURL(workerAddress) ?? workerAddress) as string, { type: 'module' });
    private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
    private next = 1;

    constructor(private readonly onprogress: (read: number) => void) {
        this.worker.onmessage = ({ data }: MessageEvent<{ id?: number; value?: never; error?: string; progress?: number }>) => {
            if (data.progress !== undefined) return this.onprogress(data.progress);
            const waiter = this.waiting.get(data.id!);
            this.waiting.delete(data.id!);
            if (data.error !== undefined) waiter?.reject(new Error(data.error));
            else waiter?.resolve(data.value!);
        };
        this.worker.onerror = () => {
            for (const waiter of this.waiting.values()) waiter.reject(new Error('The viewer of bodies could not be started.'));
            this.waiting.clear();
        };
    }

    private ask<T>(call: string, ...args: unknown[]): Promise<T> {
        const id = this.next++;
        this.worker.postMessage({ id, call, args });
        return new Promise<T>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    }

    open(flow: number, side: Side, decoded: boolean, contentType: string | undefined, size: number): Promise<Opened> {
        return this.ask('open', bodyAddress(flow, side, decoded), contentType ?? '', size);
    }

    close(): void {
        this.worker.terminate();
        this.waiting.clear();
    }

    layout = (columns: number): Promise<number> => this.ask('layout', columns);
    lines = (columns: number, from: number, to: number): Promise<Line[]> => this.ask('lines', columns, from, to);
    rowOf = (columns: number, place: number): Promise<number> => this.ask('rowOf', columns, place);
    hexRows = (width: number): Promise<number> => this.ask('hexRows', width);
    hex = (width: number, from: number, to: number): Promise<string[][]> => this.ask('hex', width, from, to);
    treeCount = (): Promise<number> => this.ask('treeCount');
    tree = (from: number, to: number): Promise<TreeRow[]> => this.ask('tree', from, to);
    toggle = (row: number): Promise<number> => this.ask('toggle', row);
    reveal = (place: number): Promise<{ row: number; count: number }> => this.ask('reveal', place);
    value = (row: number): Promise<string> => this.ask('value', row);
    search = (query: string): Promise<number[]> => this.ask('search', query);
    form = (): Promise<[string, string][]> => this.ask('form');
    multipart = (): Promise<Part[]> => this.ask('multipart');
    events = (): Promise<StreamEvent[]> => this.ask('events');
    text = (limit: number): Promise<string> => this.ask('text', limit);
    bytes = (): Promise<ArrayBuffer> => this.ask('bytes');
}
