// Clients of Node's through the proxy, for the network tests: each prints what it got as one line of JSON.
//   node node-client.js http|http2|fetch PROXYPORT AUTHORITY CAFILE BODY    posts BODY to /json, over TLS in a tunnel
//   node node-client.js events PROXYPORT AUTHORITY CAFILE QUERY       reads /events, and answers each event at /seen
'use strict';
const http = require('http'), http2 = require('http2'), https = require('https'), tls = require('tls'), fs = require('fs'), zlib = require('zlib');
const [, , kind, proxyPort, authority, caFile, body] = process.argv;
const ca = fs.readFileSync(caFile);

function fail(error) {
  console.error(error);
  process.exit(1);
}

// TLS with the origin, or with the proxy that looks into it, in a tunnel.
function open(done, protocol = 'http/1.1') {
  const connect = http.request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: authority, headers: { host: authority } });
  connect.on('connect', (answer, socket) => {
    const secure = tls.connect({ socket, servername: 'localhost', ca, ALPNProtocols: [protocol] });
    secure.once('secureConnect', () => done(null, secure)).once('error', done);
  });
  connect.on('error', done);
  connect.end();
}

function decode(coding, parts) {
  const whole = Buffer.concat(parts);
  return (coding === 'gzip' ? zlib.gunzipSync(whole) : whole).toString();
}

// Chunked, in two pieces, with a trailer; the response's trailers are shown apart.
function postByHttp() {
  open((error, socket) => {
    if (error) return fail(error);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', trailer: 'x-sum', te: 'trailers', 'accept-encoding': 'gzip' };
    const request = https.request({ host: 'localhost', path: '/json', method: 'POST', headers: { host: authority, ...headers }, createConnection: () => socket });
    request.on('response', response => {
      const parts = [];
      response.on('data', part => parts.push(part)).on('end', () => {
        const { 'content-encoding': coding, 'x-sum-seen': sum } = response.headers;
        const text = decode(coding, parts);
        console.log(JSON.stringify({ status: response.statusCode, coding, text, sum, trailers: response.trailers }));
        socket.end();
      });
    });
    request.on('error', fail);
    const coded = zlib.gzipSync(body);
    request.write(coded.subarray(0, 7));
    request.addTrailers({ 'x-sum': '42' });
    request.end(coded.subarray(7));
  });
}

function postByHttp2() {
  open((error, socket) => {
    if (error) return fail(error);
    const session = http2.connect(`https://${authority}`, { createConnection: () => socket });
    session.on('error', fail);
    const stream = session.request({ ':path': '/json', ':method': 'POST', 'content-type': 'application/json', 'accept-encoding': 'gzip' });
    const got = { trailers: {} }, parts = [];
    stream.on('response', headers => Object.assign(got, { status: headers[':status'], coding: headers['content-encoding'] }));
    stream.on('trailers', headers => Object.assign(got.trailers, headers)).on('error', fail);
    stream.on('data', part => parts.push(part)).on('close', () => {
      console.log(JSON.stringify({ ...got, text: decode(got.coding, parts) }));
      session.close();
    });
    stream.end(body);
  }, 'h2');
}

// fetch, with a dispatcher of the kind that it has, which is loaded with the first use of fetch's types.
function useTunnels() {
  void globalThis.Headers;
  const key = Symbol.for('undici.globalDispatcher.1');
  globalThis[key] = new globalThis[key].constructor({ connect: (options, done) => open(done) });
}

async function postByFetch() {
  useTunnels();
  const response = await fetch(`https://${authority}/json`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  console.log(JSON.stringify({ status: response.status, coding: response.headers.get('content-encoding'), text: await response.text() }));
  process.exit(0);
}

// An event stream as fetch gives it: the origin sends the next event when it has heard of the one before.
async function readEvents() {
  useTunnels();
  const response = await fetch(`https://${authority}/events${body}`, { headers: { accept: 'text/event-stream' } });
  const events = [];
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      events.push(text.slice(0, end));
      text = text.slice(end + 2);
      await (await fetch(`https://${authority}/seen`, { method: 'POST', body: events.at(-1) })).text();
    }
  }
  console.log(JSON.stringify({ type: response.headers.get('content-type'), events }));
  process.exit(0);
}

({ http: postByHttp, http2: postByHttp2, fetch: () => postByFetch().catch(fail), events: () => readEvents().catch(fail) })[kind]();
