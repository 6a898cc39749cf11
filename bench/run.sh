#!/usr/bin/env bash
# Proximity beside other proxies, on this machine's loopback: CPU, speed, latency, memory (docs/performance.md).
# Installs what is missing from Debian, publishes the program as users get it, runs, and ends by itself. --no-build, first, takes what is published already.
#   bench/run.sh [--no-build] [--rounds N] [--seconds S] [--only WORKLOAD,...] [--proxies NAME,...] [--json FILE] [--markdown PAGE] [--list] [--help]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/publish.sh

tools=(nginx:nginx-light haproxy:haproxy squid:squid tinyproxy:tinyproxy wrk:wrk perf:linux-perf mitmdump:mitmproxy)
stream=/usr/lib/nginx/modules/ngx_stream_module.so

if [ "${1:-}" = --no-build ]; then
  shift
else
  install_tools "${tools[@]}" "$stream:libnginx-mod-stream"
  publish cli src/Proximity.Cli
  publish host bench/host
  publish yarp bench/yarp
  build_load
  case "$*" in
    *--only*start* | *--proxies*aot*) publish_ahead_of_time ;;
    *--only* | *--list* | *--help* | *--from*) ;;
    *) publish_ahead_of_time ;;
  esac
fi
exec dotnet "$published/build/bin/Proximity.Load/release/Proximity.Load.dll" compare --published "$published" "$@"
