#!/usr/bin/env bash
# The inspector's page beside mitmweb with the same flows, and what the inspector costs the proxy, on this machine (docs/inspector.md).
# Installs what is missing from Debian, publishes what it measures, prints a table and ends by itself. A store of a million flows is made
# once, in minutes, and kept. --no-build, first, takes what is published already.
#   bench/inspector.sh [--no-build] [--rounds N] [--seconds N] [--rate N] [--flows N] [--help] [ROW...]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/publish.sh

if [ "${1:-}" = --no-build ]; then
  shift
else
  case "$*" in
    *--help*) ;;
    *)
      install_tools node:nodejs npm:npm chromium:chromium wrk:wrk mitmweb:mitmproxy
      publish cli src/Proximity.Cli
      publish stores bench/stores
      build_load
      publish_ahead_of_time
      ;;
  esac
fi
[ -d tests/Proximity.Inspector.Page/node_modules ] \
  || npm ci --prefix tests/Proximity.Inspector.Page --no-audit --no-fund < /dev/null >&2
exec node bench/inspector/main.mjs "$@"
