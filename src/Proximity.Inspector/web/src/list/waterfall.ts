import { ended } from '../lib/format';
import type { Row, Timings } from '../lib/types';

export interface Axis {
    from: number;
    span: number;
}
export interface Bar {
    kind: string;
    x: number;
    width: number;
    high: boolean;
}

/** The stretch of time that the rows on the screen cover, rounded so that it seldom changes. */
export function axisOf(rows: Row[]): Axis {
    let from = Infinity;
    let to = -Infinity;
    for (const row of rows) {
        const start = Date.parse(row.started);
        if (Number.isNaN(start)) continue;
        from = Math.min(from, start);
        to = Math.max(to, ended(row) ? start + Math.min(row.duration ?? 0, 60_000) : start);
    }
    if (!Number.isFinite(from)) return { from: 0, span: 1000 };
    const span = round(Math.max(to - from, 50));
    const grain = span / 8;
    const floor = Math.floor(from / grain) * grain;
    return { from: floor, span: to > floor + span ? round(to - floor) : span };
}

function round(span: number): number {
    for (let power = 10; power < 1e9; power *= 10) {
        for (const step of [1, 2, 3, 4, 5, 6, 8]) if (step * power >= span) return step * power;
    }
    return span;
}

export const phases: { key: keyof Timings; kind: string; high: boolean; name: string }[] = [
    { key: 'dns', kind: 'dns', high: false, name: 'Look up the name' },
    { key: 'connect', kind: 'connect', high: false, name: 'Connect, with TLS' },
    { key: 'send', kind: 'send', high: false, name: 'Send the request' },
    { key: 'wait', kind: 'wait', high: true, name: 'Wait for the origin' },
    { key: 'receive', kind: 'receive', high: true, name: 'Receive' },
];

/** The bars of one row, in percent of the axis. */
export function barsOf(row: Row, axis: Axis): Bar[] {
    const start = ((Date.parse(row.started) - axis.from) / axis.span) * 100;
    const scale = 100 / axis.span;
    if (row.state === 'open') return [bar('live', start, 100 - start, false)];
    if (!ended(row)) return [bar('wait', start, 100 - start, false)];
    const bars: Bar[] = [];
    let x = start;
    for (const phase of phases) {
        const taken = row.timings?.[phase.key];
        if (!taken) continue;
        bars.push(bar(phase.kind, x, taken * scale, phase.high));
        x += taken * scale;
    }
    if (bars.length === 0) bars.push(bar('wait', start, (row.duration ?? 0) * scale, true));
    if (row.error) bars.push(bar('bad', Math.min(x, 99), 1, true));
    return bars;
}

function bar(kind: string, x: number, width: number, high: boolean): Bar {
    const left = Math.min(Math.max(0, x), 100);
    return { kind, x: left, width: Math.max(0.6, Math.min(width, 100 - left)), high };
}

/** Where the line of a connection stands among those on the screen, and from which of its rows to which it goes. */
export interface Lane {
    at: number;
    first: number;
    last: number;
}

export const mostLanes = 6;

/** The lines of the connections that several rows share: two that overlap stand beside each other, further ones than fit are left out. */
export function lanesOf(rows: Row[]): Map<number | string, Lane> {
    const lanes = new Map<number | string, Lane>();
    rows.forEach((row, index) => {
        if (row.connection === undefined) return;
        const known = lanes.get(row.connection);
        if (known) known.last = index;
        else lanes.set(row.connection, { at: 0, first: index, last: index });
    });
    const ends: number[] = [];
    for (const [connection, lane] of lanes) {
        const free = ends.findIndex((end) => end < lane.first);
        lane.at = free < 0 ? ends.length : free;
        if (lane.at >= mostLanes) lanes.delete(connection);
        else ends[lane.at] = lane.last;
    }
    return lanes;
}
