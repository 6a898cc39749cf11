import type { Difference } from '../lib/types';

/** The part of a comparison that a difference belongs to. */
export type Section = 'Request' | 'Response' | 'Bodies' | 'Other';

/** Part names of the API are such as `url`, `res.header[etag]` and `response body`. */
export function sectionOf({ part }: Difference): Section {
    if (/ body$/.test(part)) return 'Bodies';
    if (/^(?:req\b|request\b|url$|method$)/.test(part)) return 'Request';
    return /^(?:res\b|response\b|status$)/.test(part) ? 'Response' : 'Other';
}

/** The name of the field that differs. */
export const fieldOf = ({ part, name }: Difference): string => name ?? /\[(.+)\]$/.exec(part)?.[1] ?? part;

/** Dates and ids that differ between any two exchanges. */
export const isNoise = (difference: Difference): boolean =>
    /^(?:date|x-request-id|request-id|x-correlation-id|traceparent|age|etag|started)$/i.test(fieldOf(difference));

/** Two values as what they begin with, what differs, and what they end with. */
export function changedPart(before: string, after: string): [start: number, endOfBefore: number, endOfAfter: number] {
    let start = 0;
    const shorter = Math.min(before.length, after.length);
    while (start < shorter && before[start] === after[start]) start++;
    let end = 0;
    while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
    return [start, before.length - end, after.length - end];
}
