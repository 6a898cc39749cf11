import type { Row } from './types';

const NBSP = '\u00a0';
const grouped = new Intl.NumberFormat('en-GB');
const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const count = (value: number): string => grouped.format(value);

/** Three digits and a unit: 14.2 KB. */
export function bytes(value: number | undefined): string {
    if (value === undefined || value < 0) return '–';
    if (value < 1000) return `${value}${NBSP}B`;
    let scaled = value;
    for (const unit of ['KB', 'MB', 'GB', 'TB']) {
        scaled /= 1000;
        if (scaled < 999.5 || unit === 'TB') return `${digits(scaled, scaled < 100 ? 1 : 0)}${NBSP}${unit}`;
    }
    return '';
}

export const exactBytes = (value: number): string => `${count(value)}${NBSP}B`;

/** 186 ms, 1.42 s, 4:12; the sign of a running clock is the colon. */
export function duration(milliseconds: number | undefined): string {
    if (milliseconds === undefined || milliseconds < 0 || !Number.isFinite(milliseconds)) return '–';
    if (milliseconds === 0) return `0${NBSP}ms`;
    if (milliseconds < 10) return `${digits(milliseconds, milliseconds < 1 ? 2 : 1)}${NBSP}ms`;
    if (milliseconds < 1000) return `${Math.round(milliseconds)}${NBSP}ms`;
    if (milliseconds < 10_000) return `${digits(milliseconds / 1000, 2)}${NBSP}s`;
    if (milliseconds < 60_000) return `${digits(milliseconds / 1000, 1)}${NBSP}s`;
    return elapsed(milliseconds);
}

/** Minutes and seconds, or hours before them: 4:12, 1:04:12. */
export function elapsed(milliseconds: number): string {
    const all = Math.max(0, Math.floor(milliseconds / 1000));
    const seconds = String(all % 60).padStart(2, '0');
    const minutes = Math.floor(all / 60);
    if (minutes < 60) return `${minutes}:${seconds}`;
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

export function timeOfDay(iso: string | number): string {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? '–' : clock.format(at);
}

export function moment(iso: string): string {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? iso : `${clock.format(at)}, ${day.format(at)}`;
}

export const date = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : day.format(new Date(iso)));

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Control characters and those that change the direction of text are shown as marks and never obeyed. */
export function visible(text: string): string {
    // eslint-disable-next-line no-control-regex
    return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (found) => {
        const code = found.charCodeAt(0);
        if (code < 0x20) return String.fromCharCode(0x2400 + code);
        return code === 0x7f ? '\u2421' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    });
}

function digits(value: number, places: number): string {
    return value.toFixed(places);
}

export const ended = (row: Row): boolean => row.state === 'done' || row.state === 'failed';

/** How long the flow took, or takes so far. */
export const age = (row: Row, now: number): number | undefined =>
    row.duration ?? (ended(row) ? undefined : Math.max(0, now - Date.parse(row.started)));
