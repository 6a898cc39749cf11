#!/usr/bin/env bash
# Makes docs/images/terminal.svg, the picture in README.md, from a real run: `proximity run` shows what curl says through HTTPS to an origin that this script starts.
# Needs the SDK, openssl, curl and script (bsdutils). Usage: docs/images/terminal.sh [PROGRAM]; PROGRAM is a built proximity, which else is built here.
set -euo pipefail
cd "$(dirname "$0")/../.."

program="${1:-}"
if [ -z "$program" ]; then
  dotnet build src/Proximity.Cli -c Release -v quiet -nologo
  program="$PWD/src/Proximity.Cli/bin/Release/net10.0/Proximity.Cli"
fi

folder="$(mktemp -d)"
origin=
trap '[ -z "$origin" ] || kill "$origin" 2> /dev/null || true; rm -rf "$folder"' EXIT

# An origin with a certificate of its own.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj "/CN=Origin" -addext "subjectAltName=DNS:localhost" \
  -keyout "$folder/key.pem" -out "$folder/origin.pem" 2> /dev/null
mkdir -p "$folder/files/orders"
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 31\r\nConnection: close\r\n\r\n{"id": 7, "status": "shipped"}\n' > "$folder/files/orders/7"
port=8443
(cd "$folder/files" && exec openssl s_server -accept "127.0.0.1:$port" -cert ../origin.pem -key ../key.pem -HTTP -quiet > /dev/null 2>&1) &
origin=$!
for _ in $(seq 50); do
  if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
  sleep 0.1
done

# The program finds `proximity` and `curl` as a reader would type them.
mkdir "$folder/bin"
ln -s "$program" "$folder/bin/proximity"
export PATH="$folder/bin:$PATH" XDG_CONFIG_HOME="$folder/config"
shown="proximity run --origin-ca origin.pem --verbose -- curl -sS https://localhost:$port/orders/7"
(cd "$folder" && script -qec "$shown" /dev/null < /dev/null) > "$folder/output"

# Escape sequences and carriage returns are the terminal's.
sed -E 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/\x1b[=>]//g; s/\r//g' "$folder/output" > "$folder/lines"
{ echo "\$ $shown"; cat "$folder/lines"; } | awk '
  { gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;"); gsub(/>/, "\\&gt;"); line[NR] = $0 }
  END {
    height = 46 + NR * 21
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"880\" height=\"" height "\" viewBox=\"0 0 880 " height "\" role=\"img\" aria-label=\"proximity run shows an HTTPS request\">"
    print "<rect width=\"880\" height=\"" height "\" rx=\"8\" fill=\"#16181d\"/>"
    print "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"14\" xml:space=\"preserve\">"
    for (row = 1; row <= NR; row++) {
      colour = line[row] ~ /^\$/ ? "#ffffff" : line[row] ~ /^[0-9:.]+ (#[0-9]+ )?[0-9][0-9][0-9] / ? "#8bd5a0" : line[row] ~ /^[0-9:.]+ / ? "#8a93a3" : "#e3c987"
      print "<text x=\"20\" y=\"" 14 + row * 21 "\" fill=\"" colour "\">" line[row] "</text>"
    }
    print "</g>"
    print "</svg>"
  }' > docs/images/terminal.svg
echo "docs/images/terminal.svg"
