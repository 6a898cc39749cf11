#!/usr/bin/env bash
# A proxy may send interim responses before the final one, to CONNECT as to any other request; a client reads and ignores those that it does not know
# (RFC 9110 §15.2).
# Guess: clients of today, which know 103 from browsers, read on until the 200 that opens the tunnel.
# Seen: curl 7.88.1 (Debian 12) takes a 103 for the refusal of the tunnel and gives up. https-proxy-agent 9.1.0 (Node 20) ends without an error, with a
# status of 200 and no body: it takes the 200 that opens the tunnel for the origin's answer, and its request is never sent.
# The tunnel leads to a plain server, so no certificate has a part in it.
set -euo pipefail
folder="$(mktemp -d)"
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

# A proxy that opens a tunnel to itself: what comes through it is answered in place of an origin. With "interim" a 103 goes before the 200.
cat > proxy.py <<'PY'
import socketserver, sys

class Client(socketserver.StreamRequestHandler):
    def head(self):
        lines = []
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            lines.append(line)
        return lines

    def handle(self):
        self.head()
        interim = b"HTTP/1.1 103 Early Hints\r\n\r\n" if sys.argv[1] == "interim" else b""
        self.wfile.write(interim + b"HTTP/1.1 200 OK\r\n\r\n")
        if self.head():
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")

socketserver.TCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Client) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
PY

printf '{}' > package.json
npm install --silent --no-audit --no-fund https-proxy-agent@9.1.0 > /dev/null
cat > agent.mjs <<'JS'
import http from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';

http.get('http://origin.test/', { agent: new HttpsProxyAgent(process.argv[2]) }, response => {
  process.stdout.write(`${response.statusCode} `);
  response.setEncoding('utf8').on('data', text => process.stdout.write(text.trim()));
}).on('error', error => process.stdout.write(`error: ${error.code ?? error.message}`));
JS

# ask KIND: how curl and the agent fare with a proxy of this kind.
ask() {
  python3 proxy.py "$1" > port 2> log &
  proxy=$!
  for _ in $(seq 300); do
    if [ -s port ]; then break; fi
    sleep 0.1
  done
  local url="http://127.0.0.1:$(cat port)"
  printf '%s, curl: %s\n' "$1" "$(curl -sS --max-time 30 --proxytunnel --proxy "$url" http://origin.test/ 2>&1 || true)"
  printf '%s, https-proxy-agent: %s\n' "$1" "$(timeout 10 node agent.mjs "$url" 2>&1 || true)"
  kill "$proxy"
  wait "$proxy" 2> /dev/null || true
  proxy=
  rm port
}

{ ask plain; ask interim; } | tee seen
diff - seen <<'TEXT'
plain, curl: hello
plain, https-proxy-agent: 200 hello
interim, curl: curl: (56) CONNECT tunnel failed, response 103
interim, https-proxy-agent: 200 
TEXT
