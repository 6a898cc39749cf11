// QR codes of short addresses: byte mode, error correction level M, versions 1 to 6 (at most 106 bytes).
// The mask is chosen by the rules of ISO/IEC 18004.

/** Per version: data codewords in all, blocks, codewords of correction per block. Level M. */
const versions: [data: number, blocks: number, correction: number][] = [
    [16, 1, 10],
    [28, 1, 16],
    [44, 1, 26],
    [64, 2, 18],
    [86, 2, 24],
    [108, 4, 16],
];

const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let index = 0, value = 1; index < 255; index++) {
    exponents[index] = exponents[index + 255] = value;
    logarithms[value] = index;
    value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

function correctionOf(data: number[], length: number): number[] {
    let generator = [1];
    for (let index = 0; index < length; index++) {
        const next = new Array<number>(generator.length + 1).fill(0);
        generator.forEach((factor, at) => {
            next[at]! ^= factor;
            if (factor) next[at + 1]! ^= exponents[logarithms[factor]! + index]!;
        });
        generator = next;
    }
    const rest = [...data, ...new Array<number>(length).fill(0)];
    for (let index = 0; index < data.length; index++) {
        const lead = rest[index]!;
        if (lead)
            generator.forEach((factor, at) => {
                rest[index + at]! ^= exponents[logarithms[lead]! + logarithms[factor]!]!;
            });
    }
    return rest.slice(data.length);
}

function codewords(bytes: Uint8Array, version: number): number[] {
    const [capacity, blocks, correction] = versions[version - 1]!;
    const bits: number[] = [];
    const put = (value: number, length: number): void => {
        for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
    };
    put(4, 4);
    put(bytes.length, 8);
    for (const byte of bytes) put(byte, 8);
    put(0, Math.min(4, capacity * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const data: number[] = [];
    for (let at = 0; at < bits.length; at += 8) data.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2));
    for (let pad = 0; data.length < capacity; pad++) data.push(pad % 2 ? 0x11 : 0xec);
    const size = Math.floor(capacity / blocks);
    const short = blocks - (capacity % blocks);
    const parts: number[][] = [];
    for (let block = 0, at = 0; block < blocks; block++) {
        const length = size + (block >= short ? 1 : 0);
        parts.push(data.slice(at, at + length));
        at += length;
    }
    const checks = parts.map((part) => correctionOf(part, correction));
    const mixed: number[] = [];
    for (let at = 0; at <= size; at++) for (const part of parts) if (at < part.length) mixed.push(part[at]!);
    for (let at = 0; at < correction; at++) for (const check of checks) mixed.push(check[at]!);
    return mixed;
}

type Grid = (number | undefined)[][];

const masks: ((row: number, column: number) => boolean)[] = [
    (r, c) => (r + c) % 2 === 0,
    (r) => r % 2 === 0,
    (_, c) => c % 3 === 0,
    (r, c) => (r + c) % 3 === 0,
    (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
    (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
    (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
    (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

function frame(version: number): Grid {
    const size = version * 4 + 17;
    const grid: Grid = Array.from({ length: size }, () => new Array<number | undefined>(size).fill(undefined));
    const square = (row: number, column: number, reach: number, dark: (distance: number) => boolean): void => {
        for (let r = -reach; r <= reach; r++) {
            for (let c = -reach; c <= reach; c++) {
                if (grid[row + r]?.[column + c] !== undefined || row + r < 0 || column + c < 0 || row + r >= size || column + c >= size)
                    continue;
                grid[row + r]![column + c] = dark(Math.max(Math.abs(r), Math.abs(c))) ? 1 : 0;
            }
        }
    };
    for (const [row, column] of [
        [3, 3],
        [3, size - 4],
        [size - 4, 3],
    ] as const)
        square(row, column, 4, (distance) => distance !== 2 && distance !== 4);
    if (version > 1) square(size - 7, size - 7, 2, (distance) => distance !== 1);
    for (let at = 8; at < size - 8; at++) grid[6]![at] = grid[at]![6] = at % 2 ? 0 : 1;
    grid[size - 8]![8] = 1;
    return grid;
}

function format(grid: Grid, mask: number): void {
    let rest = mask << 10;
    for (let bit = 14; bit >= 10; bit--) if ((rest >> bit) & 1) rest ^= 0x537 << (bit - 10);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const size = grid.length;
    for (let index = 0; index < 15; index++) {
        const bit = (bits >> index) & 1;
        const [row, column] = index < 6 ? [index, 8] : index < 8 ? [index + 1, 8] : index === 8 ? [8, 7] : [8, 14 - index];
        grid[row]![column] = bit;
        if (index < 8) grid[8]![size - 1 - index] = bit;
        else grid[size - 15 + index]![8] = bit;
    }
}

function fill(grid: Grid, words: number[], mask: number): void {
    const size = grid.length;
    let at = 0;
    for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
        if (right === 6) right--;
        for (let step = 0; step < size; step++) {
            const row = up ? size - 1 - step : step;
            for (const column of [right, right - 1]) {
                if (grid[row]![column] !== undefined) continue;
                const bit = at < words.length * 8 ? (words[at >> 3]! >> (7 - (at & 7))) & 1 : 0;
                grid[row]![column] = masks[mask]!(row, column) ? bit ^ 1 : bit;
                at++;
            }
        }
    }
}

function penalty(grid: Grid): number {
    const size = grid.length;
    let sum = 0;
    const line = (values: number[]): void => {
        for (const run of values.join('').matchAll(/0{5,}|1{5,}/g)) sum += run[0].length - 2;
        sum += 40 * [...values.join('').matchAll(/(?=00001011101|10111010000)/g)].length;
    };
    for (let at = 0; at < size; at++) {
        line(grid[at] as number[]);
        line(grid.map((row) => row[at]!));
    }
    for (let r = 1; r < size; r++) {
        for (let c = 1; c < size; c++) {
            if (grid[r]![c] === grid[r - 1]![c] && grid[r]![c] === grid[r]![c - 1] && grid[r]![c] === grid[r - 1]![c - 1]) sum += 3;
        }
    }
    const dark = grid.flat().filter((bit) => bit === 1).length;
    return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

/** The rows of a code, 1 for dark; nothing where the text is too long. */
export function qrCode(text: string): number[][] | undefined {
    const bytes = new TextEncoder().encode(text);
    const version = versions.findIndex(([data]) => bytes.length + 2 <= data) + 1;
    if (version === 0) return undefined;
    const words = codewords(bytes, version);
    let best: { grid: Grid; penalty: number } | undefined;
    for (let mask = 0; mask < 8; mask++) {
        const grid = frame(version);
        format(grid, mask);
        fill(grid, words, mask);
        const cost = penalty(grid);
        if (!best || cost < best.penalty) best = { grid, penalty: cost };
    }
    return best!.grid as number[][];
}

/** The same as the path of an SVG, with a quiet margin of four. */
export function qrPath(code: number[][]): string {
    return code.flatMap((row, y) => row.flatMap((bit, x) => (bit ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('');
}
