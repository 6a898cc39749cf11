# What the benchmarks measure, published as users get it into a folder of its own. They source this in the root of the tree.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

published="$PWD/artifacts/bench"
runtime="linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"

# installed COMMAND|FILE
installed() {
  case "$1" in
    /*) [ -e "$1" ] ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" > /dev/null ;;
  esac
}

# install_tools COMMAND:PACKAGE...: what is missing, from Debian. A benchmark leaves out the programs that Debian does not have here.
install_tools() {
  local missing=() tool
  for tool in "$@"; do
    installed "${tool%%:*}" || missing+=("${tool##*:}")
  done
  [ "${#missing[@]}" -gt 0 ] && command -v apt-get > /dev/null || return 0

  echo "installing ${missing[*]}" >&2
  local root=(env DEBIAN_FRONTEND=noninteractive)
  [ "$(id -u)" -eq 0 ] || root=(sudo "${root[@]}")
  { "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    < /dev/null > /dev/null 2>&1 \
    || echo "could not install all of ${missing[*]}" >&2
}

# publish NAME PROJECT [OPTION...]: apart from what is built in the tree. Without options it is compiled when it runs, and ready to run.
publish() {
  local name="$1" project="$2"
  shift 2
  [ "$#" -gt 0 ] || set -- --no-self-contained -p:PublishReadyToRun=true
  dotnet publish "$project" --configuration Release --runtime "$runtime" --artifacts-path "$published/build" \
    --output "$published/$name" --verbosity quiet --nologo "$@" < /dev/null >&2
}

# The generators and tables of bench/load.
build_load() {
  dotnet build bench/load --configuration Release --artifacts-path "$published/build" --verbosity quiet --nologo < /dev/null >&2
}

# Ahead-of-time compilation takes its time, and needs a linker and zlib; where they are missing, its rows are left out.
publish_ahead_of_time() {
  local linker=()
  installed clang || linker=(-p:CppCompilerAndLinker=gcc)
  publish aot src/Proximity.Cli --self-contained -p:PublishAot=true "${linker[@]}" || echo "no ahead-of-time build" >&2
}
