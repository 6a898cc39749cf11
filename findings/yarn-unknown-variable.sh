#!/usr/bin/env bash
# Yarn takes every setting from a variable, YARN_ and its name in capitals.
# Guess: a version that does not know a setting ignores its variable, as other programs do, so that one environment suits all versions.
# Seen: Yarn 3.8.7 does not run at all with YARN_HTTPS_CA_FILE_PATH, a setting that Yarn 4.9.2 knows; not even a command that needs no network.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export YARN_ENABLE_TELEMETRY=0

# yarn VERSION: what the command prints, and how it ends.
yarn() {
  mkdir -p "$1"
  printf '{}' > "$1/package.json"
  npm install --silent --no-audit --no-fund --prefix "$1" "@yarnpkg/cli-dist@$1" > /dev/null
  (cd "$1" && YARN_HTTPS_CA_FILE_PATH=/dev/null node node_modules/@yarnpkg/cli-dist/bin/yarn.js config get httpProxy 2>&1) || true
}

old="$(yarn 3.8.7 | head -n 1)"
new="$(yarn 4.9.2 | head -n 1)"
printf '3.8.7: %s\n4.9.2: %s\n' "$old" "$new"
[[ "$old" == *'Unrecognized or legacy configuration settings found: httpsCaFilePath'* && "$new" != *Unrecognized* ]]
