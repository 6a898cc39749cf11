import { ended } from './format';
import type { Row } from './types';

export interface StateWord {
    icon: string;
    tone: 'ok' | 'redirect' | 'warn' | 'error' | 'live' | 'wait' | 'none';
    word: string;
}

export const hasFlag = (row: Row, flag: string): boolean => row.flags?.includes(flag) ?? false;

export const isStream = (row: Row): boolean =>
    hasFlag(row, 'ws') || hasFlag(row, 'sse') || hasFlag(row, 'grpc') || ['ws', 'sse', 'grpc'].includes(row.type ?? '');

export const failed = (row: Row): boolean => row.state === 'failed' || row.error !== undefined || (row.status ?? 0) >= 500;

/** Icon, colour and word of a row: each of them alone can be read. */
export function stateOf(row: Row): StateWord {
    const word = row.status ? String(row.status) : '';
    if (row.state === 'failed' || row.error) return { icon: 'error', tone: 'error', word: word || 'error' };
    if (row.state === 'open') return { icon: 'swap', tone: 'live', word: word || 'open' };
    if (!ended(row)) return { icon: 'wait', tone: 'wait', word: row.state };
    if (!row.status) return { icon: 'check', tone: 'none', word: row.method === 'CONNECT' ? 'closed' : 'done' };
    if (row.status >= 500) return { icon: 'error', tone: 'error', word };
    if (row.status >= 400) return { icon: 'warn', tone: 'warn', word };
    if (row.status >= 300) return { icon: 'turn', tone: 'redirect', word };
    if (row.status === 101) return { icon: 'swap', tone: 'none', word };
    return { icon: 'check', tone: 'ok', word };
}

export const marks = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'] as const;
