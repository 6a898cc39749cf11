#!/usr/bin/env bash
# Installs what the tests need, builds everything, checks the format and runs every test project.
# The last line is "N passed, N failed"; anything else that goes wrong counts as one failure each. Each suite's time is printed.
#   ./test.sh              the short run
#   ./test.sh --all        also the tests of the category All, which take long
#   ./test.sh --seeds N    N simulations (tests/Proximity.Tests/Simulation)
set -uo pipefail
cd "$(dirname "$0")" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 CI="${CI:-true}"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
passed=0
failed=0
skipped=0

usage() {
  echo "usage: ./test.sh [--all] [--seeds N]" >&2
  exit 2
}

# Tests of the category Release measure, and mean something in Release builds only; those of the category All take long.
release=(-trait "Category=Release")
debug=(-trait- "Category=Release" -trait- "Category=All")
# What a message means does not hang on the transport: in the short run the corpus of messages runs on one.
others=(-namespace- "Proximity.Network.Tests.H1Cases")
while [ "$#" -gt 0 ]; do
  case "$1" in
    --all)
      export PROXIMITY_TEST_ALL=1
      debug=(-trait- "Category=Release")
      others=()
      shift
      ;;
    --seeds)
      case "${2:-}" in '' | *[!0-9]*) usage ;; esac
      export PROXIMITY_SEEDS="$2"
      shift 2
      ;;
    *) usage ;;
  esac
done

say() { printf '== %s\n' "$*"; }

fail() {
  printf '!! %s\n' "$*" | tee -a "$results/failures"
  failed=$((failed + 1))
}

finish() {
  if [ -s "$results/failures" ]; then
    say "what failed"
    cat "$results/failures"
  fi
  if [ "$skipped" -gt 0 ]; then say "$skipped skipped"; fi
  say "all of it took $SECONDS s"
  printf '%s passed, %s failed\n' "$passed" "$failed"
  if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then exit 1; fi
  exit 0
}

# The tools the tests talk to, as command:package; a path stands for a file, of a module of Node's for instance.
tools=(
  curl:curl wget:wget git:git openssl:openssl nginx:nginx-light squid:squid chromium:chromium script:bsdutils node:nodejs
  certutil:libnss3-tools /usr/share/nodejs/ws/package.json:node-ws haproxy:haproxy wrk:wrk python3:python3 unshare:util-linux mitmdump:mitmproxy
  pg_ctlcluster:postgresql nats-server:nats-server
)
if [ -n "${PROXIMITY_TEST_ALL:-}" ]; then
  tools+=(lynx:lynx w3m:w3m aria2c:aria2 php:php-cli ruby:ruby npm:npm java:default-jdk-headless)
  for package in php-curl libwww-perl liblwp-protocol-https-perl libmojolicious-perl libio-socket-ssl-perl \
    python3-requests python3-httpx python3-httplib2 python3-pycurl; do
    tools+=("/var/lib/dpkg/info/$package.list:$package")
  done
fi

installed() {
  case "$1" in
    /*) [ -e "$1" ] ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" > /dev/null ;;
  esac
}

install_tools() {
  local missing=() tool
  for tool in "${tools[@]}"; do
    if ! installed "${tool%%:*}"; then missing+=("${tool##*:}"); fi
  done
  if [ "${#missing[@]}" -eq 0 ]; then return; fi

  if ! command -v apt-get > /dev/null; then
    fail "missing, and there is no apt-get to install them: ${missing[*]}"
    finish
  fi

  say "installing ${missing[*]}"
  local root=(env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" -ne 0 ]; then root=(sudo "${root[@]}"); fi
  {
    "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } < /dev/null > "$results/apt.log" 2>&1
  for tool in "${tools[@]}"; do
    if ! installed "${tool%%:*}"; then
      cat "$results/apt.log"
      fail "${tool%%:*} could not be installed"
      finish
    fi
  done
}

# sum ATTRIBUTE REPORT: adds the attribute up over the report's assemblies.
sum() { grep -o '<assembly [^>]*' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ total += $1 } END { print total + 0 }'; }

# list_failures REPORT: the tests that failed, each with its message.
list_failures() {
  if [ -s "$1" ]; then awk 'BEGIN { RS = "<test " } /^[^>]* result="Fail"/ { sub(/<\/test>.*/, ""); print substr($0, 1, 3000) }' "$1"; fi
}

# run_suite CONFIGURATION PROJECT ARGUMENT...: runs a test project's program, which leaves its report and its exit code.
run_suite() {
  local configuration="$1" project="$2" name report code began="$SECONDS"
  shift 2
  name="$(basename "$project")"
  report="$(report_of "$configuration" "$project")"
  say "testing $name ($configuration${PROXIMITY_TEST_TRANSPORT:+, transport $PROXIMITY_TEST_TRANSPORT})"
  # What proxies under test log goes to a file: it would bury what matters. A shell that runs this in the background
  # may have Ctrl+C ignored, one that outlives its terminal SIGHUP, and programs under test would inherit that: they get them
  # as a terminal would give them.
  env --default-signal=HUP,INT,QUIT "$project/bin/$configuration/net10.0/$name" -noColor -noLogo -xml "$report" "$@" \
    < /dev/null 2> "$report.log"
  code=$?
  echo "$code" > "$report.code"
  say "$name${PROXIMITY_TEST_TRANSPORT:+ ($PROXIMITY_TEST_TRANSPORT)} took $((SECONDS - began)) s"
}

# report_of CONFIGURATION PROJECT: where the report of a suite goes.
report_of() { echo "$results/$(basename "$2").$1${PROXIMITY_TEST_TRANSPORT:-}.xml"; }

# count_suite CONFIGURATION PROJECT: adds the report of a suite that has ended to the totals.
count_suite() {
  local name report code failures
  name="$(basename "$2")"
  report="$(report_of "$1" "$2")"
  code="$(cat "$report.code")"
  list_failures "$report" >> "$results/failures"
  if [ "$code" -ne 0 ]; then tail -n 40 "$report.log"; fi

  if [ ! -s "$report" ] || ! grep -q '<assembly ' "$report"; then
    fail "$name ended with code $code and without a report"
    return
  fi

  passed=$((passed + $(sum passed "$report")))
  skipped=$((skipped + $(sum skipped "$report")))
  failures=$(($(sum failed "$report") + $(sum errors "$report")))
  failed=$((failed + failures))
  if [ "$code" -ne 0 ] && [ "$failures" -eq 0 ]; then fail "$name ended with code $code though no test failed"; fi
  if [ "$(sum total "$report")" -eq 0 ]; then fail "$name ran no test"; fi
}

# run_tests CONFIGURATION PROJECT ARGUMENT...: runs a suite and counts it.
run_tests() {
  run_suite "$@"
  count_suite "$1" "$2"
}

# run_on_each_transport PROJECT: runs a suite on each transport. On Linux the default is the event loops; what everybody else gets
# must pass the same, and so must what the loops do only where many connections are busy. The tests wait more than they work: the
# three run side by side.
run_on_each_transport() {
  local transport runs=()
  for transport in Sockets Together; do
    PROXIMITY_TEST_TRANSPORT="$transport" run_suite Debug "$1" "${debug[@]}" "${others[@]}" &
    runs+=("$!")
  done
  run_suite Debug "$1" "${debug[@]}"
  wait "${runs[@]}"
  for transport in "" Sockets Together; do
    PROXIMITY_TEST_TRANSPORT="$transport" count_suite Debug "$1"
  done
}

install_tools

say "building (Debug)"
# Debug builds read in small pieces on purpose, so that every run crosses every edge.
if ! dotnet build Proximity.slnx --configuration Debug --verbosity quiet < /dev/null; then
  fail "the build failed"
  finish
fi

say "checking the format, beside the first tests"
dotnet format Proximity.slnx --no-restore --verify-no-changes < /dev/null > "$results/format.log" 2>&1 &
format=$!

# The tests of the network wait more than others, so they come first, beside the check of the format.
for project in tests/Proximity.Network.Tests/*.csproj $(ls tests/*/*.csproj | grep -v /Proximity.Network.Tests/); do
  project="$(dirname "$project")"
  if grep -rqs --include='*.cs' 'Trait("Category", "Release")' "$project"; then
    say "building $project (Release)"
    # The analyzers have seen the same code in the Debug build.
    if dotnet build "$project" --configuration Release --verbosity quiet -p:RunAnalyzers=false < /dev/null; then
      run_tests Release "$project" "${release[@]}"
    else
      fail "the Release build of $project failed"
    fi
  fi
  if [ "$(basename "$project")" = Proximity.Network.Tests ]; then
    run_on_each_transport "$project"
  else
    run_tests Debug "$project" "${debug[@]}"
  fi
done

# The sample projects are part of the solution; the programs of one file are not.
for sample in samples/*.cs; do
  if [ -f "$sample" ]; then
    say "building $sample"
    dotnet build "$sample" --verbosity quiet < /dev/null || fail "$sample does not build"
  fi
done

if ! wait "$format"; then
  cat "$results/format.log"
  fail "dotnet format would change files"
fi

finish
