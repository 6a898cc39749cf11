// How figures are put together and said.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const percentile = (values, part) =>
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

export const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const mib = (value) => `${value.toFixed(1)} MiB`;
export const times = (value) => `${value.toFixed(2)} ×`;

/**
 * One line of the table. `bounds` are pairs of a figure and the most that it may be.
 * Without a bound the line says something that has no target of its own.
 */
export function line(what, measured, target = '', ...bounds) {
    const met = bounds.length === 0 ? '' : bounds.every(([value, most]) => value <= most) ? 'yes' : '**no**';
    return { what, measured, target, met };
}

/** The table as Markdown, with columns of equal width. */
export function table(lines) {
    const all = [['what', 'measured', 'target', 'met'], ...lines.map((one) => [one.what, one.measured, one.target, one.met])];
    const widths = all[0].map((_, column) => Math.max(3, ...all.map((cells) => cells[column].length)));
    const text = all.map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
    return [text[0], `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...text.slice(1)].join('\n');
}
