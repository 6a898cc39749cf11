#!/usr/bin/env bash
# Builds everything that is handed out, for this machine's platform:
#   artifacts/packages/Proximity.VERSION.nupkg       the library
#   artifacts/packages/Proximity.Http2.VERSION.nupkg what makes the library speak HTTP/2
#   artifacts/packages/Proximity.Zstd.VERSION.nupkg  the content coding zstd
#   artifacts/packages/Proximity.Testing.Stores.VERSION.nupkg  the cases that every store of flows must pass
#   artifacts/packages/Proximity.Storage.Sqlite.VERSION.nupkg   the store in a SQLite file
#   artifacts/packages/Proximity.Storage.Postgres.VERSION.nupkg the store in a PostgreSQL database
#   artifacts/packages/Proximity.Storage.Nats.VERSION.nupkg     the sink of NATS JetStream
#   artifacts/packages/Proximity.Cli.VERSION.nupkg   the program as a dotnet tool; beside it two packages that it chooses from:
#                                                    machine code for this platform, and `any` for the others
#   artifacts/single-file/proximity                  the program, self-contained in one file; SQLite, for --store, lies beside it
#   artifacts/aot/proximity                          the program, compiled ahead of time (needs clang or gcc); SQLite lies beside it
# Usage: ./pack.sh [--output FOLDER] [--no-aot]
set -euo pipefail
cd "$(dirname "$0")"

output="$PWD/artifacts"
aot=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --output) output="${2:?--output needs a folder}"; shift 2 ;;
    --no-aot) aot=no; shift ;;
    *) echo "pack.sh: unknown argument $1" >&2; exit 2 ;;
  esac
done

mkdir -p "$output"
output="$(cd "$output" && pwd)"
build="$output/build"
rm -rf "$output/packages" "$output/single-file" "$output/aot"

# A build folder of its own: publishing for a platform restores differently, and must not disturb what is built in the tree.
# The analyzers have their say in the builds of the tree; what is packed does not depend on them.
options=(--configuration Release --artifacts-path "$build" --nologo --verbosity quiet -p:RunAnalyzers=false)

# publish NAME PROPERTY...: publishes the program into a folder, under its one name.
publish() {
  local name="$1"
  shift
  dotnet publish src/Proximity.Cli "${options[@]}" --use-current-runtime --self-contained --output "$build/publish-$name" -p:DebugType=none "$@"
  mkdir -p "$output/$name"
  local file
  for file in "$build/publish-$name/Proximity.Cli" "$build/publish-$name/Proximity.Cli.exe"; do
    if [ -f "$file" ]; then
      local target="$output/$name/proximity"
      case "$file" in *.exe) target="$target.exe" ;; esac
      cp "$file" "$target"
      echo "$target"
    fi
  done
  # SQLite lies beside the program, which loads it when there is a store.
  for file in "$build/publish-$name/libe_sqlite3.so" "$build/publish-$name/libe_sqlite3.dylib" "$build/publish-$name/e_sqlite3.dll"; do
    if [ -f "$file" ]; then
      cp "$file" "$output/$name/"
      echo "$output/$name/${file##*/}"
    fi
  done
}

dotnet pack packaging/library "${options[@]}" --output "$output/packages"
dotnet pack packaging/http2 "${options[@]}" --output "$output/packages"
dotnet pack packaging/zstd "${options[@]}" --output "$output/packages"
dotnet pack packaging/testing-stores "${options[@]}" --output "$output/packages"
dotnet pack packaging/sqlite "${options[@]}" --output "$output/packages"
dotnet pack packaging/postgres "${options[@]}" --output "$output/packages"
dotnet pack packaging/nats "${options[@]}" --output "$output/packages"
platform="$(dotnet msbuild src/Proximity.Cli -getProperty:NETCoreSdkPortableRuntimeIdentifier)"
dotnet pack src/Proximity.Cli "${options[@]}" --output "$output/packages" "-p:ToolPlatform=$platform"
ls -1 "$output"/packages/*.nupkg

# Trimming throws away the machine code that the framework comes with: all of it is compiled again, ahead of the first run.
publish single-file -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true

if [ "$aot" = yes ]; then
  linker=()
  if ! command -v clang > /dev/null && command -v gcc > /dev/null; then
    linker=(-p:CppCompilerAndLinker=gcc)
  fi
  publish aot -p:PublishAot=true "${linker[@]}"
fi
