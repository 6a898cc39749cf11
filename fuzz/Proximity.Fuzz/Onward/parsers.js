// Shows messages to Node's HTTP parsers, in their strict default, and says what they made of them. Frames on standard input: four bytes of length, one of kind (Q: a request for a
// server; G and H: a response to GET and to HEAD for a client), the message. Each is answered on standard output by four bytes of length and JSON.
'use strict';

const http = require('node:http');
const { Duplex } = require('node:stream');

const options = { insecureHTTPParser: false, maxHeaderSize: 1 << 20, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 1 << 30 };
const sentinel = '/sentinel';
const server = http.createServer(options);
server.maxHeadersCount = 0;

function wire() {
  return new Duplex({ read() {}, write(chunk, encoding, done) { done(); }, final(done) { done(); } });
}

function collect(message, then) {
  const pieces = [];
  message.on('data', (piece) => pieces.push(piece));
  message.on('end', () => then(Buffer.concat(pieces).toString('latin1')));
  message.on('error', () => {});
}

function takeRequest(request, response) {
  const socket = request.socket;
  collect(request, (body) => {
    socket.messages.push({ start: `${request.method} ${request.url}`, fields: request.rawHeaders, body, trailers: request.rawTrailers });
    response.end();
    if (request.url === sentinel) {
      socket.finish(null);
    }
  });
}

// With listeners of their own, requests that expect something are not answered, and are read on, as by a server that takes them.
server.on('request', takeRequest);
server.on('checkContinue', takeRequest);
server.on('checkExpectation', takeRequest);
server.on('clientError', (error, socket) => socket.finish(error.code || String(error)));

function parseRequest(bytes, answer) {
  const socket = wire();
  socket.messages = [];
  socket.finish = (refusal) => {
    socket.finish = () => {};
    answer({ messages: socket.messages, refusal });
    socket.destroy();
  };
  socket.on('error', () => {});
  socket.on('close', () => socket.finish('closed'));
  server.emit('connection', socket);
  socket.push(bytes);
  socket.push(null);
}

// The last byte is held back, so that the answer tells whether the message ends there, before it, or only with the connection.
function parseResponse(method, bytes, answer) {
  const socket = wire();
  socket.on('error', () => {});
  let messages = [];
  let end = null;
  let stage = 'early';
  const finish = (refusal) => {
    if (messages !== null) {
      answer({ messages, refusal, end });
      messages = null;
      request.destroy();
      socket.destroy();
    }
  };
  const request = http.request({ ...options, method, host: 'a.test', createConnection: () => socket });
  request.maxHeadersCount = 0;
  request.on('error', (error) => finish(error.code || String(error)));
  request.on('response', (response) => collect(response, (body) => {
    end = stage;
    messages?.push({ start: `${response.statusCode} ${response.statusMessage}`, fields: response.rawHeaders, body, trailers: response.rawTrailers });
  }));
  request.end();
  const steps = [
    () => socket.push(bytes.subarray(0, -1)),
    () => { stage = 'exact'; socket.push(bytes.subarray(-1)); },
    () => { stage = 'close'; socket.push(null); },
  ];
  const step = () => {
    if (steps.length === 0 || end !== null) {
      finish(end === null ? 'incomplete' : null);
      return;
    }
    steps.shift()();
    settle(6, step);
  };
  settle(2, step);
}

// Streams hand data and ends on by turns of the event loop; a handful of them is more than they take.
function settle(turns, then) {
  setImmediate(() => (turns > 1 ? settle(turns - 1, then) : then()));
}

function write(result) {
  const body = Buffer.from(JSON.stringify(result), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  process.stdout.write(Buffer.concat([length, body]));
}

let held = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  held = Buffer.concat([held, piece]);
  while (held.length >= 5 && held.length >= 5 + held.readUInt32BE(0)) {
    const kind = String.fromCharCode(held[4]);
    const bytes = Buffer.from(held.subarray(5, 5 + held.readUInt32BE(0)));
    held = held.subarray(5 + bytes.length);
    if (kind === 'Q') {
      parseRequest(Buffer.concat([bytes, Buffer.from(`GET ${sentinel} HTTP/1.1\r\nHost: a.test\r\n\r\n`)]), write);
    } else {
      parseResponse(kind === 'H' ? 'HEAD' : 'GET', bytes, write);
    }
  }
});
process.stdin.on('end', () => process.exit(0));
