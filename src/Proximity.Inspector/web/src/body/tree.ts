import { membersOf, skipSpace, stringAt, typeAt, afterValue, type JsonType, type Members } from './json';

const rangeSize = 1000;
const longValue = 32_768;
/** Below this depth a long value is passed over, so that no text can exhaust the stack. */
const deepest = 64;

interface Node {
    depth: number;
    key: string | undefined;
    index: number | undefined;
    start: number;
    end: number;
    type: JsonType | 'range';
    from: number;
    to: number;
    parent: Node | undefined;
    open: boolean;
}

export interface TreeRow {
    depth: number;
    key?: string;
    index?: number;
    type: JsonType | 'range';
    text: string;
    /** How the value stood in the bytes, where they are no text. */
    note?: string;
    open?: boolean;
    pointer: string;
    /** Rows that can be opened. */
    holds: boolean;
}

/** The visible rows of a JSON document. Members are found when their parent is opened; long arrays open in ranges of a thousand. */
export class JsonTree {
    private readonly rows: Node[] = [];
    private readonly members = new Map<number, Members>();
    private depth = 0;

    constructor(private readonly text: string) {
        const start = skipSpace(text, 0);
        const root: Node = {
            depth: 0,
            key: undefined,
            index: undefined,
            start,
            end: text.length,
            type: typeAt(text, start),
            from: 0,
            to: 0,
            parent: undefined,
            open: false,
        };
        this.rows.push(root);
        this.toggle(0);
        const only = this.rows.filter((node) => node.depth === 1);
        for (const node of only.slice(0, 8)) if (this.holds(node) && only.length <= 8) this.openSmall(node);
    }

    get count(): number {
        return this.rows.length;
    }

    private openSmall(node: Node): void {
        this.toggle(this.rows.indexOf(node));
        const first = this.rows[this.rows.indexOf(node) + 1];
        if (first && first.depth === node.depth + 1 && this.holds(first)) this.toggle(this.rows.indexOf(first));
    }

    private holds(node: Node): boolean {
        return node.type === 'object' || node.type === 'array' || node.type === 'range';
    }

    private find(node: Node): Members {
        return this.membersAt(node.start);
    }

    private membersAt(place: number): Members {
        let found = this.members.get(place);
        if (!found) {
            found = membersOf(this.text, place, this.after);
            this.members.set(place, found);
        }
        return found;
    }

    /** A long value is taken apart at once, so that a document is read once and not once a level. */
    private readonly after = (place: number): number => {
        const end = this.depth < deepest ? afterValue(this.text, place, longValue) : afterValue(this.text, place);
        if (end >= 0) return end;
        this.depth++;
        const found = this.membersAt(place).end;
        this.depth--;
        return found;
    };

    toggle(at: number): void {
        const node = this.rows[at];
        if (!node || !this.holds(node)) return;
        if (node.open) {
            let after = at + 1;
            while (after < this.rows.length && this.rows[after]!.depth > node.depth) after++;
            this.rows.splice(at + 1, after - at - 1);
        } else {
            this.rows.splice(at + 1, 0, ...this.children(node));
        }
        node.open = !node.open;
    }

    private children(node: Node): Node[] {
        const { count } = this.find(node);
        if (node.type === 'range') return this.membersIn(node, node.from, node.to);
        if (count <= rangeSize) return this.membersIn(node, 0, count);
        const ranges: Node[] = [];
        for (let from = 0; from < count; from += rangeSize) {
            ranges.push({
                ...node,
                depth: node.depth + 1,
                key: undefined,
                index: undefined,
                type: 'range',
                from,
                to: Math.min(count, from + rangeSize),
                parent: node,
                open: false,
            });
        }
        return ranges;
    }

    private membersIn(node: Node, from: number, to: number): Node[] {
        const { places } = this.find(node);
        const named = this.text.charCodeAt(node.start) === 123;
        return Array.from({ length: to - from }, (_, offset) => {
            const at = (from + offset) * 4;
            const start = places[at + 2]!;
            return {
                depth: node.depth + 1,
                key: named ? stringAt(this.text, places[at]!, places[at + 1]!) : undefined,
                index: named ? undefined : from + offset,
                start,
                end: places[at + 3]!,
                type: typeAt(this.text, start),
                from: 0,
                to: 0,
                parent: node,
                open: false,
            };
        });
    }

    slice(from: number, to: number): TreeRow[] {
        return this.rows.slice(from, to).map((node) => {
            const row: TreeRow = {
                depth: node.depth,
                type: node.type,
                text: this.preview(node),
                pointer: this.pointer(node),
                holds: this.holds(node),
            };
            if (node.key !== undefined) row.key = node.key;
            if (node.index !== undefined) row.index = node.index;
            if (row.holds) row.open = node.open;
            return row;
        });
    }

    private preview(node: Node): string {
        if (node.type === 'range') return `${node.from} … ${node.to - 1}`;
        if (node.type === 'string') return JSON.stringify(stringAt(this.text, node.start, node.end));
        if (node.type === 'number' || node.type === 'word') return this.text.slice(node.start, Math.min(node.end, node.start + 400));
        const { count, cut } = this.find(node);
        const tail = cut ? ', the last one is cut' : '';
        if (node.type === 'array') {
            if (count === 0) return '[ ]';
            return node.open
                ? `[ ${count} ${count === 1 ? 'item' : 'items'}${tail}`
                : `[ ${count} ${count === 1 ? 'item' : 'items'}${tail} ]`;
        }
        if (count === 0) return '{ }';
        return node.open ? `{ ${count} ${count === 1 ? 'key' : 'keys'}${tail}` : this.summary(node);
    }

    private summary(node: Node): string {
        const { places, count } = this.find(node);
        const parts: string[] = [];
        let index = 0;
        for (; index < count && parts.length < 3; index++) {
            const type = typeAt(this.text, places[index * 4 + 2]!);
            if (type === 'object' || type === 'array') break;
            const value = this.text.slice(places[index * 4 + 2]!, Math.min(places[index * 4 + 3]!, places[index * 4 + 2]! + 40));
            parts.push(`${stringAt(this.text, places[index * 4]!, places[index * 4 + 1]!, 40)} ${value}`);
        }
        const more = count - index;
        if (parts.length === 0) return `{ ${count} ${count === 1 ? 'key' : 'keys'} }`;
        return `{ ${parts.join(', ')}${more ? `, ${more} more` : ''} }`;
    }

    /** RFC 6901. */
    private pointer(node: Node): string {
        const parts: string[] = [];
        for (let at: Node | undefined = node; at?.parent; at = at.parent) {
            if (at.type !== 'range')
                parts.push(
                    String(at.key ?? at.index)
                        .replaceAll('~', '~0')
                        .replaceAll('/', '~1'),
                );
        }
        return parts
            .reverse()
            .map((part) => `/${part}`)
            .join('');
    }

    /** The value of a row as it was sent; at most one million characters. */
    value(at: number): string {
        const node = this.rows[at];
        return node ? this.text.slice(node.start, Math.min(node.end, node.start + 1_000_000)) : '';
    }

    /** Opens what leads to a place in the text, and gives the row that it stands in. */
    reveal(place: number): number {
        let at = 0;
        for (;;) {
            const node = this.rows[at]!;
            if (!this.holds(node)) return at;
            if (!node.open) this.toggle(at);
            let next = -1;
            for (let index = at + 1; index < this.rows.length && this.rows[index]!.depth > node.depth; index++) {
                const child = this.rows[index]!;
                if (child.depth === node.depth + 1 && this.begins(child) <= place && place < this.ends(child)) next = index;
            }
            if (next < 0) return at;
            at = next;
        }
    }

    private begins(node: Node): number {
        if (node.type === 'range') return this.find(node).places[node.from * 4 + 2]!;
        if (node.key === undefined) return node.start;
        const { places, count } = this.find(node.parent!);
        for (let index = 0; index < count; index++) if (places[index * 4 + 2] === node.start) return places[index * 4]!;
        return node.start;
    }

    private ends(node: Node): number {
        return node.type === 'range' ? this.find(node).places[(node.to - 1) * 4 + 3]! : node.end;
    }
}
