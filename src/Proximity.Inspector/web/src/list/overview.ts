import type { Overview } from '../lib/types';

/** The bars of a strip as one path each, in a picture as many units wide as there are stretches and 100 high. */
export function pathsOf(overview: Overview): { flows: string; errors: string } {
    const tallest = Math.max(1, ...overview.flows);
    let flows = '';
    let errors = '';
    overview.flows.forEach((count, at) => {
        if (count === 0) return;
        // A lone flow beside thousands is still to be seen.
        const height = Math.max(8, (count / tallest) * 100);
        flows += bar(at, height);
        const failed = overview.errors[at] ?? 0;
        if (failed > 0) errors += bar(at, Math.max(4, (failed / count) * height));
    });
    return { flows, errors };
}

const bar = (at: number, height: number): string => `M${at + 0.1} 100v-${height.toFixed(1)}h.8v${height.toFixed(1)}z`;

export const sum = (numbers: number[]): number => numbers.reduce((all, number) => all + number, 0);
