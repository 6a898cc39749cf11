// Requests through a proxy, by wrk.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, startOrigin } from './programs.mjs';
import { settings } from './settings.mjs';

/**
 * Sends requests for a while and gives how many were answered.
 * With a rate each of the clients waits behind an answer, as long as makes that many a second of them all.
 */
export async function wrk(proxy, origin, { seconds, connections = 64, rate = 0 }) {
    mkdirSync(settings.folder, { recursive: true });
    const script = join(settings.folder, `wrk-${Math.random().toString(36).slice(2)}.lua`);
    const wait = rate > 0 ? (connections * 1000) / rate - 0.4 : 0;
    writeFileSync(
        script,
        `wrk.headers["Host"] = "${new URL(origin).host}"
wrk.headers["User-Agent"] = "load/1"
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", "${origin}/items/" .. number % 1000 .. "?page=" .. number)
end
${
    wait > 0
        ? `local debt = 0
function delay()
  debt = debt + ${wait.toFixed(3)}
  local whole = math.floor(debt)
  debt = debt - whole
  return whole
end`
        : ''
}
done = function(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %d %d", summary.requests, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`,
    );
    const said = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, `${proxy}/`]);
    const [, requests, errors] = /RESULT (\d+) (\d+)/.exec(said) ?? [];
    if (requests === undefined) throw new Error(`wrk ended without a result: ${said}`);
    return { requests: Number(requests), errors: Number(errors) };
}

const flowsOf = async (program) => (await program.api('/api/status')).store.count;

/** Fills the table of a proxy in memory, and gives how many flows it has then. */
export async function fillMemory(program, count) {
    const origin = await startOrigin(13);
    try {
        let sent = 0;
        for (const end = Date.now() + 600_000; sent < count && Date.now() < end; ) {
            const before = Date.now();
            const { requests } = await wrk(program.proxy, origin.url, { seconds: count - sent > 100_000 ? 5 : 1 });
            sent += requests;
            console.error(`${sent} of ${count} flows in memory, ${Math.round((requests * 1000) / (Date.now() - before))} a second`);
        }
        await pause(1000);
        return await flowsOf(program);
    } finally {
        await origin.stop();
    }
}
