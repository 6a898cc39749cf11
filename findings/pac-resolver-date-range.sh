#!/usr/bin/env bash
# A proxy auto-configuration file (PAC) that takes a proxy on some days: dateRange is one of the functions that Netscape's description gave to
# such files, and Chromium and Firefox have it.
# Guess: pac-resolver, which Node's proxy agents use, answers as browsers do: dateRange of the present year is true.
# Seen: in pac-resolver 9.0.1 dateRange is false whatever it is given: the present year, a range of years around it, all the months of a year, and
# all the days of a month. weekdayRange, beside it, works.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund pac-resolver@9.0.1 quickjs-wasi@2.2.0 > /dev/null

cat > ask.js <<'JS'
import { createPacResolver } from 'pac-resolver';
import { QuickJS } from 'quickjs-wasi';

const year = new Date().getFullYear();
const questions = [
  `dateRange(${year})`,
  `dateRange(${year - 1}, ${year + 1})`,
  `dateRange("JAN", "DEC")`,
  'dateRange(1, 31)',
  'weekdayRange("SUN", "SAT")',
];
const engine = await QuickJS.create();
for (const question of questions) {
  const find = createPacResolver(engine, `function FindProxyForURL(url, host) { return String(${question}); }`);
  console.log(`${question}: ${await find('http://example.com/')}`);
}
JS
node ask.js | tee seen
[ "$(grep -c '^dateRange.*: false$' seen)" -eq 4 ] && grep -q '^weekdayRange.*: true$' seen
