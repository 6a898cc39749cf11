#!/usr/bin/env bash
# run.sh TARGET [EXECUTIONS | SECONDSs]: fuzzes one target, guided by coverage, for so many executions (100000) or seconds (60s). Inputs that reach something new are kept in
# artifacts/fuzz/TARGET, beside those of fuzz/corpus; an input that breaks the target's invariant is kept as artifacts/fuzz/crash-TARGET-*, and the exit code is not 0.
# RESUME=1 keeps the inputs found by the runs before; what stands behind the bound goes to libFuzzer as it is. docs/fuzzing.md says more.
set -euo pipefail
cd "$(dirname "$0")/.."

target="${1:?run.sh TARGET [EXECUTIONS | SECONDSs]}"
bound="${2:-100000}"
shift $(($# < 2 ? $# : 2))
out="artifacts/fuzz"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

case "$bound" in
  *[!0-9]*s | s | *[!0-9s]*) echo "the bound is a number of executions, or of seconds with an s behind it: $bound" >&2; exit 2 ;;
  *s) limit="-max_total_time=${bound%s}" ;;
  *) limit="-runs=$bound" ;;
esac

# libFuzzer without its main function, the newest there is; it comes with clang's runtime.
archive() { find /usr/lib/llvm-*/lib/clang -name "libclang_rt.fuzzer_no_main-$(uname -m).a" 2> /dev/null | sort -V | tail -n 1; }

find_engine() {
  local missing=()
  if [ -z "$(archive)" ]; then missing+=(libclang-rt-dev); fi
  if ! command -v gcc > /dev/null; then missing+=(gcc); fi
  if [[ "$target" = onward-* ]] && ! command -v node > /dev/null; then missing+=(nodejs); fi
  if [ "${#missing[@]}" -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
      echo "missing: ${missing[*]} (the names of Debian's packages)" >&2
      exit 2
    fi
    echo "installing ${missing[*]}"
    apt-get update -qq > /dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" < /dev/null > /dev/null
  fi
}

build() {
  rm -rf "$out/bin"
  mkdir -p "$out"
  dotnet build fuzz/Proximity.Fuzz --configuration Release --verbosity quiet -nologo < /dev/null
  # Counters go into a copy: the program cannot rewrite what it runs, and the build stays as it is.
  cp -r fuzz/Proximity.Fuzz/bin/Release/net10.0 "$out/bin"
  dotnet fuzz/Proximity.Fuzz/bin/Release/net10.0/Proximity.Fuzz.dll instrument "$out/bin"
  gcc -shared -o "$out/bin/libfuzzengine.so" -Wl,--whole-archive "$(archive)" -Wl,--no-whole-archive -l:libstdc++.so.6 -lm -lpthread
}

case "$target" in
  request-head | response-head | chunked-body | request-target) inputs="$target" dictionary=http ;;
  client-hello) inputs="$target" dictionary=tls ;;
  server-sent-events) inputs="$target" dictionary=sse ;;
  # No words there: a dictionary of JSON does no harm.
  websocket-frames | grpc-messages | protobuf | content-decoding | hpack | http2-connection | flow-file | har-file | mitmproxy-file | saz-file | jsonl-file)
    inputs="$target" dictionary=json
    ;;
  filter) inputs="$target" dictionary=filter ;;
  # These read whole messages, and go on from where the heads begin.
  onward-request | onward-response) inputs="${target#onward-}-head" dictionary=http ;;
  *)
    echo "targets: request-head response-head chunked-body request-target client-hello websocket-frames server-sent-events grpc-messages" \
      "protobuf content-decoding hpack http2-connection flow-file filter har-file mitmproxy-file saz-file jsonl-file onward-request onward-response" >&2
    exit 2
    ;;
esac

find_engine
build
if [ "${RESUME:-0}" != 1 ]; then rm -rf "${out:?}/$target"; fi
mkdir -p "$out/$target"

# The runtime's own handlers stay: it turns a null reference into an exception, which is a finding with a stack.
# An input that takes ten seconds is a finding too.
exec dotnet "$out/bin/Proximity.Fuzz.dll" run "$target" "$out/$target" "fuzz/corpus/$inputs" "$limit" -dict="fuzz/dictionaries/$dictionary.dict" -max_len=1024 \
  -timeout=10 -rss_limit_mb=2048 -handle_segv=0 -handle_bus=0 -handle_ill=0 -handle_fpe=0 -handle_abrt=0 -handle_term=0 \
  -artifact_prefix="$out/crash-$target-" -print_final_stats=1 "$@"
