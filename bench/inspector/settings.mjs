// What a run was asked for.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const usage = `usage: bench/inspector.sh [--no-build] [--rounds N] [--seconds N] [--rate N] [--flows N] [ROW...]

  --rounds N    how often each program has its turn (5)
  --seconds N   how long flows arrive (20)
  --rate N      flows a second that arrive (5000)
  --flows N     the flows of a large store (1000000)
  --no-build    takes what is published already

rows: `;

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '20' },
        rate: { type: 'string', default: '5000' },
        flows: { type: 'string', default: '1000000' },
        help: { type: 'boolean', default: false },
    },
});

export const settings = {
    root,
    published: join(root, 'artifacts', 'bench'),
    kept: join(root, 'artifacts', 'bench', 'inspector'),
    folder: join(tmpdir(), `proximity-inspector-${process.pid}`),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    rate: Number(values.rate),
    many: Number(values.flows),
    rows: positionals,
    help: values.help,
};
