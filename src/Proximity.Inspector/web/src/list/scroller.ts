/** Above this height browsers begin to lose pixels, so the scroll bar maps to ranks instead. */
const tallest = 8_000_000;
export const rowHeight = 24;

/**
 * Maps between a scroll position and the rank at the top of the screen. A list that is lower than the cap has one pixel for one pixel.
 * Above it the bar is a fraction of the list: small steps move by pixels, and the bar is put right when they end.
 */
export class Scroller {
    /** The height of the view without its head, in pixels. */
    view = 0;
    private last = 0;
    private idle: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly element: HTMLElement) {}

    height(count: number): number {
        return Math.min(count * rowHeight, tallest);
    }

    private isMapped(count: number): boolean {
        return count * rowHeight > tallest;
    }

    private range(count: number): number {
        return Math.max(0, this.height(count) - this.view);
    }

    private maxTop(count: number): number {
        return Math.max(0, count - this.view / rowHeight);
    }

    private position(top: number, count: number): number {
        const max = this.maxTop(count);
        return this.isMapped(count) ? (max === 0 ? 0 : (top / max) * this.range(count)) : top * rowHeight;
    }

    /** Puts the bar where the rank wants it. */
    place(top: number, count: number): void {
        const wanted = this.position(top, count);
        if (Math.abs(this.element.scrollTop - wanted) >= 1) this.element.scrollTop = wanted;
        this.last = this.element.scrollTop;
    }

    /** What a scroll event means: the new rank at the top, or nothing when the page itself moved the bar. */
    read(top: number, count: number): { top: number; atEnd: boolean } | undefined {
        const position = this.element.scrollTop;
        const moved = position - this.last;
        if (Math.abs(moved) < 0.5) return undefined;
        this.last = position;
        const range = this.range(count);
        const max = this.maxTop(count);
        if (position >= range - 1) return { top: max, atEnd: true };
        if (!this.isMapped(count)) return { top: position / rowHeight, atEnd: false };
        if (position <= 0) return { top: 0, atEnd: false };
        if (Math.abs(moved) > this.view * 2) return { top: (position / range) * max, atEnd: false };
        const next = Math.min(Math.max(0, top + moved / rowHeight), max);
        return { top: next, atEnd: next >= max };
    }

    /** After small steps in a mapped list the bar is put right, once they end. */
    settle(place: () => void): void {
        clearTimeout(this.idle);
        this.idle = setTimeout(place, 150);
    }
}
