#!/usr/bin/env bash
# A HAR file holds requests that failed: browsers write an entry whose status is 0 for them. Playwright answers a page's requests from a HAR file
# (routeFromHAR).
# Guess: a request that failed when it was recorded fails again when it is replayed, or is treated as not found (notFound: 'abort').
# Seen: Playwright 1.65.1 with Chromium 156 (Debian 12) replays it as a success: fetch gets a response whose ok is true, with status 200 and no body.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund playwright-core@1.65.1 > /dev/null

cat > recording.har <<'JSON'
{ "log": { "version": "1.2", "creator": { "name": "example", "version": "1" }, "pages": [], "entries": [
  { "startedDateTime": "2026-01-05T10:00:00.000Z", "time": 5,
    "request": { "method": "GET", "url": "http://example.test/failed", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "queryString": [],
      "headersSize": -1, "bodySize": 0 },
    "response": { "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [], "redirectURL": "",
      "content": { "size": 0, "mimeType": "x-unknown" }, "headersSize": -1, "bodySize": -1, "_error": "net::ERR_CONNECTION_REFUSED" },
    "cache": {}, "timings": { "send": 0, "wait": 0, "receive": 0 } },
  { "startedDateTime": "2026-01-05T10:00:00.000Z", "time": 5,
    "request": { "method": "GET", "url": "http://example.test/", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "queryString": [],
      "headersSize": -1, "bodySize": 0 },
    "response": { "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "redirectURL": "",
      "headers": [ { "name": "Content-Type", "value": "text/html" } ],
      "content": { "size": 5, "mimeType": "text/html", "text": "hello" }, "headersSize": -1, "bodySize": 5 },
    "cache": {}, "timings": { "send": 0, "wait": 0, "receive": 0 } } ] } }
JSON

cat > replay.js <<'JS'
import { chromium } from 'playwright-core';

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.routeFromHAR('recording.har', { notFound: 'abort' });
await page.goto('http://example.test/');
const ask = path => page.evaluate(
  wanted => fetch(wanted).then(async r => `ok ${r.ok}, status ${r.status}, ${(await r.text()).length} characters`, () => 'failed'), path);
console.log(`recorded as failed: ${await ask('/failed')}`);
console.log(`not recorded: ${await ask('/other')}`);
await browser.close();
JS
timeout 100 node replay.js | tee seen
