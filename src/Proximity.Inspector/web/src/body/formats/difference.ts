/** One line of a comparison: of both, of the earlier text alone, or of the later one alone. */
export interface DiffLine {
    kind: 'same' | 'del' | 'ins' | 'gap';
    text: string;
}

export interface LineDifference {
    lines: DiffLine[];
    note: string | undefined;
}

const mostLines = 20_000;
/** So many lines may differ before the texts count as wholly different in between. */
const mostEdits = 500;
const mostShown = 1000;
const context = 3;

/** What differs between two texts, by lines, with a few lines around each place. */
export function differenceOf(before: string, after: string): LineDifference {
    const [left, right] = [before.split('\n'), after.split('\n')];
    const cut = left.length > mostLines || right.length > mostLines;
    left.length = Math.min(left.length, mostLines);
    right.length = Math.min(right.length, mostLines);
    const shown = withContext(compared(left, right));
    const long = shown.length > mostShown;
    return {
        lines: shown.slice(0, mostShown),
        note: cut
            ? `The first ${mostLines.toLocaleString('en-GB')} lines are compared.`
            : long
              ? `The first ${mostShown.toLocaleString('en-GB')} lines of the comparison are shown.`
              : undefined,
    };
}

function compared(left: string[], right: string[]): DiffLine[] {
    let start = 0;
    while (start < left.length && start < right.length && left[start] === right[start]) start++;
    let end = 0;
    while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
    const [a, b] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
    const same = (lines: string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
    return [...same(left.slice(0, start)), ...middle(a, b), ...same(left.slice(left.length - end))];
}

/** Myers' greedy algorithm: the fewest lines that go and come, as far as its bound reaches. */
function middle(a: string[], b: string[]): DiffLine[] {
    const trail: Map<number, number>[] = [];
    let reach = new Map<number, number>([[1, 0]]);
    for (let edits = 0; edits <= Math.min(a.length + b.length, mostEdits); edits++) {
        trail.push(reach);
        const next = new Map(reach);
        for (let k = -edits; k <= edits; k += 2) {
            const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
            let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
            while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
            next.set(k, x);
            if (x >= a.length && x - k >= b.length) return walked(a, b, trail);
        }
        reach = next;
    }
    return [...a.map((text): DiffLine => ({ kind: 'del', text })), ...b.map((text): DiffLine => ({ kind: 'ins', text }))];
}

/** The way back through what each step reached. */
function walked(a: string[], b: string[], trail: Map<number, number>[]): DiffLine[] {
    const lines: DiffLine[] = [];
    let [x, y] = [a.length, b.length];
    for (let edits = trail.length - 1; edits >= 0; edits--) {
        const reach = trail[edits]!;
        const k = x - y;
        const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
        const before = down ? k + 1 : k - 1;
        const fromX = reach.get(before) ?? 0;
        const fromY = fromX - before;
        for (; x > fromX && y > fromY; x--, y--) lines.push({ kind: 'same', text: a[x - 1]! });
        if (edits > 0) lines.push(down ? { kind: 'ins', text: b[y - 1]! } : { kind: 'del', text: a[x - 1]! });
        [x, y] = [fromX, fromY];
    }
    return lines.reverse();
}

function withContext(lines: DiffLine[]): DiffLine[] {
    const near = new Uint8Array(lines.length);
    for (const [index, line] of lines.entries()) {
        if (line.kind !== 'same') near.fill(1, Math.max(0, index - context), index + context + 1);
    }
    const shown: DiffLine[] = [];
    let hidden = 0;
    const gap = (): void => {
        if (hidden > 0) shown.push({ kind: 'gap', text: `${hidden.toLocaleString('en-GB')} ${hidden === 1 ? 'line' : 'lines'} the same` });
        hidden = 0;
    };
    for (const [index, line] of lines.entries()) {
        if (near[index] === 0) hidden++;
        else {
            gap();
            shown.push(line);
        }
    }
    gap();
    return shown;
}
