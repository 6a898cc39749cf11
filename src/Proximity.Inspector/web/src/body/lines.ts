import { tokens, type Language, type Token } from './tokens';

export interface Line {
    number: number;
    tokens: Token[];
}

/** A text cut into lines that fit: long lines go on in the next row. */
export class Lines {
    private starts = new Uint32Array(1024);
    private numbers = new Uint32Array(1024);
    count = 0;

    constructor(
        private readonly text: string,
        columns: number,
    ) {
        let number = 1;
        let at = 0;
        while (at <= text.length) {
            const end = text.indexOf('\n', at);
            const stop = end < 0 ? text.length : end;
            this.add(at, number);
            for (let from = at + columns; from < stop; from += columns) this.add(from, 0);
            if (end < 0) break;
            at = end + 1;
            number++;
        }
    }

    private add(start: number, number: number): void {
        if (this.count === this.starts.length) {
            this.starts = grown(this.starts);
            this.numbers = grown(this.numbers);
        }
        this.starts[this.count] = start;
        this.numbers[this.count++] = number;
    }

    slice(from: number, to: number, language: Language): Line[] {
        const lines: Line[] = [];
        for (let index = Math.max(0, from); index < Math.min(to, this.count); index++) {
            const end = index + 1 < this.count ? this.starts[index + 1]! : this.text.length;
            const line = this.text.slice(this.starts[index], end).replace(/\r?\n$/, '');
            lines.push({ number: this.numbers[index]!, tokens: tokens(line, language) });
        }
        return lines;
    }

    /** The row that a place stands in. */
    rowOf(place: number): number {
        let low = 0;
        let high = this.count - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (this.starts[middle]! <= place) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}

function grown(old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const larger = new Uint32Array(old.length * 2);
    larger.set(old);
    return larger;
}
