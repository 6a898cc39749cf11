#!/usr/bin/env bash
# Any 2xx answer to CONNECT opens a tunnel (RFC 9110 §9.3.6).
# Guess: HttpClient takes 201 and 204 as it takes 200, as curl does.
# Seen: HttpClient of .NET 10.0.12 closes the connection at a 201 and at a 204, without a byte for the tunnel; curl 7.88.1 (Debian 12) begins with
# TLS at each of the three.
set -euo pipefail
folder="$(mktemp -d)"
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# A proxy that opens a tunnel to nowhere, and says what the first bytes in it are: a client that takes the tunnel begins with TLS.
cat > proxy.py <<'PY'
import socketserver, sys

class Client(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline() not in (b"\r\n", b""):
            pass
        self.wfile.write(f"HTTP/1.1 {sys.argv[1]} Fine\r\n\r\n".encode())
        try:
            first = self.connection.recv(1)
        except OSError:
            first = b""
        print("a handshake" if first == b"\x16" else "nothing", flush=True)

with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Client) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
PY

cat > ask.cs <<'CS'
#:property TargetFramework=net10.0
#:property PublishAot=false
using System.Net;

using var http = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(args[0]) });
try
{
    await http.GetStringAsync("https://origin.test/");
}
catch (HttpRequestException)
{
}
CS
dotnet build ask.cs --output built --verbosity quiet > build.log 2>&1 || { cat build.log; exit 1; }

# through STATUS COMMAND...: what comes into the tunnel that was opened with this status.
through() {
  local status="$1"
  shift
  python3 proxy.py "$status" > said 2> log &
  proxy=$!
  for _ in $(seq 300); do
    if [ -s said ]; then break; fi
    sleep 0.1
  done
  timeout 60 "$@" "http://127.0.0.1:$(head -n 1 said)" > /dev/null 2>&1 || true
  for _ in $(seq 300); do
    if [ "$(wc -l < said)" -gt 1 ]; then break; fi
    sleep 0.1
  done
  kill "$proxy"
  wait "$proxy" 2> /dev/null || true
  proxy=
  printf '%s: %s\n' "$status" "$(tail -n +2 said)"
}

{
  for status in 200 201 204; do printf 'curl, '; through "$status" curl -sS --max-time 30 https://origin.test/ --proxy; done
  for status in 200 201 204; do printf 'HttpClient, '; through "$status" dotnet built/ask.dll; done
} | tee seen
diff - seen <<'TEXT'
curl, 200: a handshake
curl, 201: a handshake
curl, 204: a handshake
HttpClient, 200: a handshake
HttpClient, 201: nothing
HttpClient, 204: nothing
TEXT
