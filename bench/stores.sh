#!/usr/bin/env bash
# What the SQLite store costs on this machine (docs/stores-sqlite.md): the writer beside SQLite's own INSERT … SELECT, the slowest append,
# first pages of a million flows, other orders of them, and the proxy with a store beside memory alone. Publishes what it measures; every
# command ends by itself.
#   bench/stores.sh [--no-build] store-writer|store-latency|store-queries|store-sort|store-10k [OPTION...] [--help]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/publish.sh

if [ "${1:-}" = --no-build ]; then
  shift
else
  publish stores bench/stores
  [ "${1:-}" != store-10k ] || publish cli src/Proximity.Cli
fi
exec "$published/stores/Proximity.StoreBench" "$@"
