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
