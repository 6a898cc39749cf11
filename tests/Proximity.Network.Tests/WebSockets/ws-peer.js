// A WebSocket client or origin of the ws package, for the network tests.
//   node ws-peer.js origin PORT          echoes; the path says how it compresses
//   node ws-peer.js client PORT URL JSON speaks to URL over a connection to PORT, as the JSON says, and prints what comes, a line each
'use strict';
const crypto = require('node:crypto');
const http = require('node:http');
module.paths.push('/usr/share/nodejs');
const WebSocket = require('ws');

const maxPayload = 64 * 1024 * 1024;
const compressions = {
  plain: false,
  takeover: { threshold: 0 },
  alone: { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
  window: { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 10 },
};

function describe(data, isBinary) {
  const hash = crypto.createHash('sha256').update(data).digest('hex').slice(0, 16);
  return isBinary || data.length > 1000 ? `${isBinary ? 'binary' : 'text'} ${data.length} ${hash}` : `text ${data}`;
}

function origin(port) {
  const servers = {};
  for (const [name, perMessageDeflate] of Object.entries(compressions)) {
    servers[`/${name}`] = new WebSocket.WebSocketServer({ noServer: true, perMessageDeflate, maxPayload });
    servers[`/${name}`].on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
      socket.on('error', () => {});
    });
  }
  const server = http.createServer();
  server.on('upgrade', (request, socket, head) => servers[request.url].handleUpgrade(request, socket, head, (accepted) => servers[request.url].emit('connection', accepted)));
  server.listen(port, '127.0.0.1');
}

// Compressible, but not to nothing.
function bytes(length) {
  const content = Buffer.alloc(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    content[i] = (state >> 16) & 15;
  }
  return content;
}

function client(port, url, plan) {
  // In origin form, as to the origin itself: the Host field tells the proxy where to.
  const { host, pathname } = new URL(url);
  const socket = new WebSocket(`ws://127.0.0.1:${port}${pathname}`, { headers: { Host: host }, perMessageDeflate: compressions[plan.compression], maxPayload });
  let left = plan.expected;
  const closeWhenDone = () => {
    if (left === 0) {
      socket.close(plan.close[0], plan.close[1]);
    }
  };
  socket.on('open', () => {
    console.log(`extensions ${socket.extensions}`);
    for (const step of plan.steps) {
      if (step.text !== undefined) socket.send(step.text);
      if (step.binary !== undefined) socket.send(bytes(step.binary));
      if (step.invalid) socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
      if (step.ping !== undefined) socket.ping(step.ping);
      if (step.fragments) {
        step.fragments.forEach((fragment, index) => {
          if (index > 0) socket.ping(`between ${index}`);
          socket.send(fragment, { fin: index === step.fragments.length - 1 });
        });
      }
    }
    closeWhenDone();
  });
  socket.on('message', (data, isBinary) => {
    console.log(describe(data, isBinary));
    left--;
    closeWhenDone();
  });
  socket.on('pong', (data) => console.log(`pong ${data}`));
  socket.on('close', (code, reason) => console.log(`close ${code} ${reason}`));
  socket.on('error', (error) => console.log(`error ${error.message}`));
}

const [role, port, url, plan] = process.argv.slice(2);
if (role === 'origin') {
  origin(Number(port));
} else {
  client(Number(port), url, JSON.parse(plan));
}
