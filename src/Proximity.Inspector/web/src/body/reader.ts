import workerAddress from './worker.ts?worker&url';
import { bodyAddress } from '../lib/api';
import type { Side } from '../lib/types';
import type { Noted, Searched, Sheet } from './document';
import type { LineDifference } from './formats/difference';
import type { Operation } from './formats/graphql';
import type { Part, StreamEvent } from './formats/parts';
import type { WebToken } from './formats/tokens';
import type { Found } from './kinds';
import type { Line } from './lines';
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
    isPretty: boolean;
    /** Bytes of an unknown kind that can be read as fields of protobuf. */
    hasFields: boolean;
    /** False when the codings could not be taken off, so that the bytes are as they passed; absent when there was no question of it. */
    isDecoded?: boolean;
}

/** What decides how bytes are read, beside themselves. */
export interface Declared {
    contentType: string;
    messageCoding: string;
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

    open(flow: number, side: Side, size: number, declared: Declared): Promise<Opened> {
        return this.ask('open', bodyAddress(flow, side, true), size, declared);
    }

    /** Reads bytes that are here already. */
    hold(bytes: Uint8Array, declared: Declared): Promise<Opened> {
        return this.ask('hold', bytes, declared);
    }

    close(): void {
        this.worker.terminate();
        this.waiting.clear();
    }

    layout = (sheet: Sheet, columns: number): Promise<Noted & { count: number }> => this.ask('layout', sheet, columns);
    lines = (sheet: Sheet, columns: number, range: [number, number]): Promise<Line[]> => this.ask('lines', sheet, columns, range);
    rowOf = (sheet: Sheet, columns: number, place: number): Promise<number> => this.ask('rowOf', sheet, columns, place);
    hexRows = (width: number): Promise<number> => this.ask('hexRows', width);
    hex = (width: number, from: number, to: number): Promise<string[][]> => this.ask('hex', width, from, to);
    treeCount = (): Promise<Noted & { count: number }> => this.ask('treeCount');
    tree = (from: number, to: number): Promise<TreeRow[]> => this.ask('tree', from, to);
    toggle = (row: number): Promise<number> => this.ask('toggle', row);
    reveal = (place: number): Promise<{ row: number; count: number }> => this.ask('reveal', place);
    value = (row: number): Promise<string> => this.ask('value', row);
    search = (query: string, where: Searched): Promise<number[]> => this.ask('search', query, where);
    form = (): Promise<Noted & { fields: [string, string][] }> => this.ask('form');
    multipart = (): Promise<Noted & { parts: Part[] }> => this.ask('multipart');
    events = (): Promise<Noted & { events: StreamEvent[] }> => this.ask('events');
    tokens = (): Promise<WebToken[]> => this.ask('tokens');
    operations = (): Promise<Operation[]> => this.ask('operations');
    /** Two texts by lines, whatever body is held. */
    compare = (before: string, after: string): Promise<LineDifference> => this.ask('compare', before, after);
    bytes = (from = 0, to = Infinity): Promise<ArrayBuffer> => this.ask('bytes', from, to);
}
