#!/usr/bin/env bash
# Proximity beside other proxies, on this machine's loopback: CPU, speed, latency, memory (docs/performance.md).
# Installs what is missing from Debian, publishes the program as users get it, runs, and ends by itself. --no-build, first, takes what is published already.
#   bench/run.sh [--no-build] [--rounds N] [--seconds S] [--only WORKLOAD,...] [--proxies NAME,...] [--json FILE] [--markdown PAGE] [--list] [--help]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

published="$PWD/artifacts/bench"
runtime="linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"

installed() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" > /dev/null; }

# The tools, as command:package. Those that Debian does not have here are left out of the comparison.
install_tools() {
  local missing=() tool
  for tool in nginx:nginx-light haproxy:haproxy squid:squid tinyproxy:tinyproxy wrk:wrk perf:linux-perf mitmdump:mitmproxy; do
    installed "${tool%%:*}" || missing+=("${tool##*:}")
  done
  [ -f /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
  [ "${#missing[@]}" -gt 0 ] && command -v apt-get > /dev/null || return 0

  echo "installing ${missing[*]}" >&2
  local root=(env DEBIAN_FRONTEND=noninteractive)
  [ "$(id -u)" -eq 0 ] || root=(sudo "${root[@]}")
  { "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } < /dev/null > /dev/null 2>&1 \
    || echo "could not install all of ${missing[*]}" >&2
}

# publish NAME PROJECT OPTION...: into a folder of its own, apart from what is built in the tree.
publish() {
  local name="$1" project="$2"
  shift 2
  dotnet publish "$project" --configuration Release --runtime "$runtime" --artifacts-path "$published/build" --output "$published/$name" --verbosity quiet --nologo "$@" < /dev/null >&2
}

build() {
  publish cli src/Proximity.Cli --no-self-contained -p:PublishReadyToRun=true
  publish host bench/host --no-self-contained -p:PublishReadyToRun=true
  publish yarp bench/yarp --no-self-contained -p:PublishReadyToRun=true
  dotnet build bench/load --configuration Release --artifacts-path "$published/build" --verbosity quiet --nologo < /dev/null >&2
}

# Ahead-of-time compilation takes its time, and needs a linker and zlib; the comparison leaves the row out where it is missing.
build_ahead_of_time() {
  local linker=()
  installed clang || linker=(-p:CppCompilerAndLinker=gcc)
  publish aot src/Proximity.Cli --self-contained -p:PublishAot=true "${linker[@]}" || echo "no ahead-of-time build" >&2
}

if [ "${1:-}" = --no-build ]; then
  shift
else
  install_tools
  build
  case "$*" in
    *--only*start* | *--proxies*aot*) build_ahead_of_time ;;
    *--only* | *--list* | *--help* | *--from*) ;;
    *) build_ahead_of_time ;;
  esac
fi
exec dotnet "$published/build/bin/Proximity.Load/release/Proximity.Load.dll" compare --published "$published" "$@"
