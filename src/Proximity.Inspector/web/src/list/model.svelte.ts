import { Live } from '../lib/live.svelte';
import { kept } from '../lib/settings.svelte';
import type { LiveFrame, LiveWindow, Row } from '../lib/types';
import { dropRefused, requestOf, reuse } from './request';

const windowSize = 240;
const margin = 16;

/**
 * The list as the page holds it: a window of rows, the rank at the top of the screen, and what is selected.
 * Ranks shift when old flows are pruned, so the row at the top is known by its id: a frame moves the rank, never the picture.
 */
export class FlowList {
    readonly live = new Live(
        (frame) => this.take(frame),
        (code) => this.drop(code),
    );
    readonly sortKept = kept('sort', 'id');

    filter = $state('');
    rows = $state.raw<Row[]>([]);
    first = $state(0);
    /** The rank at the top of the screen, with a fraction. */
    top = $state(0);
    /** Rows that fit on the screen, with a fraction. */
    visible = $state(30);
    following = $state(true);
    focusedId = $state<number | undefined>(undefined);
    openId = $state<number | undefined>(undefined);
    selected = $state.raw<ReadonlySet<number>>(new Set());
    /** Changes when the focused row is to take the focus of the browser. */
    focusTurn = $state(0);

    private seenEnd = $state(0);
    private pendingRank: number | undefined;
    private pendingEdge = false;
    private lastRank = 0;
    private extendFrom: number | undefined;
    private sent: LiveWindow | undefined;
    /** The subscription changed, and no frame has answered it yet. */
    fresh = $state(true);

    get count(): number {
        return this.live.matched;
    }
    get sort(): string {
        return this.sortKept.value;
    }
    get newBelow(): number {
        return this.following || !this.canFollow ? 0 : Math.max(0, this.count - this.seenEnd);
    }
    get canFollow(): boolean {
        return this.sort === 'id' || this.sort === 'time';
    }
    get maxTop(): number {
        return Math.max(0, this.count - this.visible);
    }

    rowAt(rank: number): Row | undefined {
        return this.rows[rank - this.first];
    }
    rankOf(id: number | undefined): number | undefined {
        const index = id === undefined ? -1 : this.rows.findIndex((row) => row.id === id);
        return index < 0 ? undefined : this.first + index;
    }
    rowOf(id: number | undefined): Row | undefined {
        return id === undefined ? undefined : this.rows.find((row) => row.id === id);
    }

    start(): void {
        const open = this.openId;
        this.request(open === undefined ? this.tail : { anchor: open, before: 100, count: windowSize });
        this.live.open();
    }

    setFilter(text: string): void {
        if (text === this.filter) return;
        this.filter = text;
        this.restart();
    }

    setSort(sort: string): void {
        this.sortKept.value = sort;
        this.restart();
    }

    private restart(): void {
        this.fresh = true;
        this.following = this.canFollow;
        this.top = 0;
        this.request(this.following ? this.tail : { first: 0, count: windowSize });
    }

    /** Moves the top of the screen; at the end of the list it begins to follow. */
    scrollTo(top: number, atEnd: boolean): void {
        this.top = Math.min(Math.max(0, top), this.maxTop);
        if (atEnd && this.canFollow) this.following = true;
        else this.stopFollowing();
        this.ensure();
    }

    stopFollowing(): void {
        if (this.following) this.seenEnd = this.count;
        this.following = false;
    }

    toEnd(): void {
        this.following = this.canFollow;
        this.top = this.maxTop;
        this.ensure();
    }

    resize(visible: number): void {
        if (visible === this.visible) return;
        this.visible = visible;
        this.top = this.following ? this.maxTop : Math.min(this.top, this.maxTop);
        this.ensure();
    }

    /** What is asked for at the end of the list, where each frame may have other rows: what is on the screen, and a screen above it. */
    private get tail(): { last: number } {
        return { last: Math.min(windowSize, Math.ceil((this.visible * 2 + margin) / 40) * 40) };
    }

    /** Asks for another window when the rows on the screen are not within the one that is held. */
    ensure(): void {
        const low = Math.max(0, Math.floor(this.top) - margin);
        const high = Math.min(this.count, Math.ceil(this.top + this.visible) + margin);
        const held = low >= this.first && high <= this.first + this.rows.length;
        if (this.following) {
            if (!this.sent || !('last' in this.sent) || this.sent.last !== this.tail.last) this.request(this.tail);
            return;
        }
        const anchor = this.rowAt(Math.floor(this.top));
        const anchored = this.sent && 'anchor' in this.sent;
        if (held && anchored) return;
        if (anchor) this.request({ anchor: anchor.id, before: 100, count: windowSize });
        else if (!held) this.request({ first: Math.max(0, Math.floor(this.top) - 100), count: windowSize });
    }

    private request(window: LiveWindow): void {
        const same = this.sent && JSON.stringify(this.sent) === JSON.stringify(window);
        if (same && !this.fresh) return;
        this.sent = window;
        this.renew();
    }

    /** Asks again for what is shown: another window, other columns, or another mark. */
    renew(): void {
        if (this.sent) this.live.subscribe(requestOf(this.filter, this.sort, this.sent));
    }

    private drop(code: string): boolean {
        if (!dropRefused(code)) return false;
        this.renew();
        return true;
    }

    private take(frame: LiveFrame): void {
        const anchor = this.rowAt(Math.floor(this.top));
        const before = Math.floor(this.top);
        if (frame.rows) {
            this.rows = reuse(this.rows, frame.rows);
            this.first = frame.first;
        }
        if (!this.live.hasFrame && this.openId !== undefined) this.begin(this.openId);
        else if (this.following) this.top = this.maxTop;
        else if (anchor && !this.fresh) this.hold(anchor.id, before);
        this.top = Math.min(this.top, this.maxTop);
        this.fresh = false;
        this.keepFocus();
        this.takeEdge();
        this.ensure();
    }

    /** The page was opened at a flow: it stands in the upper third of the screen. */
    private begin(id: number): void {
        this.seenEnd = this.count;
        const rank = this.rankOf(id);
        if (rank === undefined) this.following = this.canFollow;
        this.top = rank === undefined ? this.maxTop : Math.max(0, Math.floor(rank - this.visible / 3));
    }

    private hold(id: number, before: number): void {
        let index = this.rows.findIndex((row) => row.id === id);
        if (index < 0 && this.sort === 'id') index = this.rows.findIndex((row) => row.id > id);
        if (index < 0) return;
        const shift = this.first + index - before;
        this.top = Math.max(0, this.top + shift);
        this.seenEnd += shift;
        this.lastRank += shift;
    }

    /** The focused flow may be gone: its neighbour takes its place. */
    private keepFocus(): void {
        if (this.pendingRank !== undefined && this.rowAt(this.pendingRank)) {
            const rank = this.pendingRank;
            this.pendingRank = undefined;
            this.focusRank(rank, false);
        }
        const rank = this.rankOf(this.focusedId);
        if (rank !== undefined) this.lastRank = rank;
        else if (this.focusedId !== undefined && this.covers(this.lastRank)) {
            const next = this.rowAt(Math.min(this.lastRank, this.count - 1));
            this.selected = new Set(next ? [next.id] : []);
            this.focusedId = next?.id;
            this.focusTurn++;
        }
        if (this.count === 0) this.focusedId = undefined;
    }

    private covers(rank: number): boolean {
        return rank >= this.first && (rank < this.first + this.rows.length || this.first + this.rows.length >= this.count);
    }

    /** Gives a row the focus and brings it onto the screen. */
    focusRank(rank: number, extend: boolean): void {
        if (this.count === 0) return;
        const to = Math.min(Math.max(0, rank), this.count - 1);
        this.reveal(to);
        const row = this.rowAt(to);
        this.pendingRank = undefined;
        if (!row) {
            this.pendingRank = to;
            this.ensure();
            return;
        }
        this.choose(row, extend ? 'extend' : 'one');
        this.focusTurn++;
        this.ensure();
    }

    /** Gives the focus to the newest row, or to the first on the screen; as soon as the filter has been answered. */
    focusEdge(): void {
        this.pendingEdge = true;
        this.takeEdge();
    }

    private takeEdge(): void {
        if (!this.pendingEdge || this.fresh || this.count === 0) return;
        this.pendingEdge = false;
        this.focusRank(this.following ? this.count - 1 : Math.floor(this.top), false);
    }

    move(by: number, extend: boolean): void {
        const at =
            this.pendingRank ?? this.rankOf(this.focusedId) ?? (this.covers(this.lastRank) ? this.lastRank : Math.floor(this.top) - by);
        this.focusRank(at + by, extend);
    }

    choose(row: Row, how: 'one' | 'extend' | 'toggle'): void {
        const rank = this.rankOf(row.id) ?? this.lastRank;
        if (how === 'toggle') {
            const next = new Set(this.selected);
            if (!next.delete(row.id)) next.add(row.id);
            this.selected = next;
            this.extendFrom = rank;
        } else if (how === 'extend') {
            const from = this.extendFrom ?? this.rankOf(this.focusedId) ?? rank;
            this.extendFrom = from;
            const [low, high] = from < rank ? [from, rank] : [rank, from];
            const ids = this.rows.filter((_, index) => this.first + index >= low && this.first + index <= high).map((item) => item.id);
            const outside = [...this.selected].filter((id) => this.rankOf(id) === undefined);
            this.selected = new Set([...outside, ...ids]);
        } else {
            this.selected = new Set([row.id]);
            this.extendFrom = rank;
        }
        this.focusedId = row.id;
        this.lastRank = rank;
        if (this.openId !== undefined && how === 'one') this.openId = row.id;
    }

    selectHeld(): void {
        this.selected = new Set(this.rows.map((row) => row.id));
    }

    clearSelection(): void {
        this.selected = new Set(this.focusedId === undefined ? [] : [this.focusedId]);
        this.extendFrom = undefined;
    }

    open(id: number): void {
        this.stopFollowing();
        this.openId = id;
        this.focusedId = id;
        if (!this.selected.has(id)) this.selected = new Set([id]);
        this.ensure();
    }

    close(): void {
        this.openId = undefined;
        this.focusTurn++;
    }

    private reveal(rank: number): void {
        if (rank < this.top) this.scrollTo(rank, false);
        else if (rank + 1 > this.top + this.visible) this.scrollTo(rank + 1 - this.visible, rank === this.count - 1);
        else if (rank < this.count - 1) this.stopFollowing();
    }
}
