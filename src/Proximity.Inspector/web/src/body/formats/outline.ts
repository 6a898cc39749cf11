import type { TreeRow } from '../tree';

/** What one value of a structured body is: shown as a row, with its members below it. */
export interface OutlineNode {
    name?: string;
    text: string;
    type: 'string' | 'number' | 'word' | 'object';
    /** How it stood in the bytes, such as its wire type. */
    note?: string;
    children?: OutlineNode[];
}

export interface Outline {
    nodes: OutlineNode[];
    /** What the outline leaves out, and where it ended; undefined when it is whole. */
    note: string | undefined;
}

/** How much of a hostile body is taken apart. What is beyond is said, and stays in the hex view. */
export const mostNodes = 50_000;
export const deepest = 64;
const longestText = 4000;
const mostFound = 10_000;

interface Row {
    node: OutlineNode;
    depth: number;
    parent: Row | undefined;
    open: boolean;
}

/** The visible rows of an outline. It answers as a JsonTree does, so that one view shows both. */
export class OutlineTree {
    private rows: Row[];
    private places: Row[] | undefined;

    constructor(nodes: OutlineNode[]) {
        this.rows = nodes.map((node) => ({ node, depth: 0, parent: undefined, open: false }));
        // The first level is open where it fits a screen.
        if (nodes.length <= 8) for (const row of [...this.rows]) this.open(row, 2);
    }

    get count(): number {
        return this.rows.length;
    }

    private open(row: Row, levels: number): void {
        if (!row.node.children?.length || row.node.children.length > 40) return;
        this.toggle(this.rows.indexOf(row));
        if (levels <= 1) return;
        for (const child of this.rows.filter((one) => one.parent === row)) this.open(child, levels - 1);
    }

    toggle(at: number): void {
        const row = this.rows[at];
        if (!row?.node.children?.length) return;
        if (row.open) {
            let after = at + 1;
            while (after < this.rows.length && this.rows[after]!.depth > row.depth) after++;
            this.rows.splice(at + 1, after - at - 1);
        } else {
            const children = row.node.children.map((node) => ({ node, depth: row.depth + 1, parent: row, open: false }));
            this.rows = [...this.rows.slice(0, at + 1), ...children, ...this.rows.slice(at + 1)];
        }
        row.open = !row.open;
    }

    slice(from: number, to: number): TreeRow[] {
        return this.rows.slice(from, to).map((row) => {
            const { node } = row;
            const shown: TreeRow = {
                depth: row.depth,
                type: node.type,
                text: node.text.slice(0, longestText),
                pointer: pathOf(row),
                holds: (node.children?.length ?? 0) > 0,
            };
            if (node.name !== undefined) shown.key = node.name.slice(0, longestText);
            if (node.note !== undefined) shown.note = node.note;
            if (shown.holds) shown.open = row.open;
            return shown;
        });
    }

    value(at: number): string {
        const node = this.rows[at]?.node;
        return node ? (node.children ? asText(node) : node.text) : '';
    }

    /** The places that hold a text, in reading order. */
    search(query: string): number[] {
        const wanted = query.toLowerCase();
        const found: number[] = [];
        for (const [place, { node }] of this.all().entries()) {
            if (!`${node.name ?? ''}: ${node.text}`.toLowerCase().includes(wanted)) continue;
            found.push(place);
            if (found.length >= mostFound) break;
        }
        return found;
    }

    /** Opens what leads to a place, and gives its row. */
    reveal(place: number): number {
        const row = this.all()[place];
        if (!row) return 0;
        const above: Row[] = [];
        for (let at = row.parent; at; at = at.parent) above.unshift(at);
        for (const one of above) if (!one.open) this.toggle(this.rows.findIndex((shown) => shown.node === one.node));
        return this.rows.findIndex((shown) => shown.node === row.node);
    }

    /** Every node in reading order; made when it is first searched. */
    private all(): Row[] {
        if (this.places) return this.reopened(this.places);
        const places: Row[] = [];
        const visit = (row: Row): void => {
            places.push(row);
            for (const node of row.node.children ?? []) visit({ node, depth: row.depth + 1, parent: row, open: false });
        };
        for (const row of this.rows.filter((one) => one.depth === 0)) visit({ ...row });
        this.places = places;
        return this.reopened(places);
    }

    /** The rows of the search know which of the shown ones are open. */
    private reopened(places: Row[]): Row[] {
        const open = new Set(this.rows.filter((row) => row.open).map((row) => row.node));
        for (const row of places) row.open = open.has(row.node);
        return places;
    }
}

function pathOf(row: Row): string {
    const names: string[] = [];
    for (let at: Row | undefined = row; at; at = at.parent) names.unshift(at.node.name ?? '');
    return `/${names.join('/')}`;
}

function asText(node: OutlineNode, depth = 0, room = { left: 20_000 }): string {
    if (room.left-- <= 0) return '';
    const line = `${'  '.repeat(depth)}${node.name === undefined ? '' : `${node.name}: `}${node.text}`;
    return [line, ...(node.children ?? []).map((child) => asText(child, depth + 1, room))].filter(Boolean).join('\n');
}
