// An HTTP/2 client of Node's through a CONNECT. Arguments: proxy port, authority, CA file. Prints what it saw as one line of JSON.
'use strict';
const http = require('http'), http2 = require('http2'), tls = require('tls'), fs = require('fs');
const [, , proxyPort, authority, ca] = process.argv;
const connect = http.request({ host: '127.0.0.1', port: proxyPort, method: 'CONNECT', path: authority, headers: { host: authority } });
connect.on('connect', (answer, socket) => {
  const secure = tls.connect({ socket, servername: 'localhost', ALPNProtocols: ['h2'], ca: fs.readFileSync(ca) });
  const session = http2.connect(`https://${authority}`, { createConnection: () => secure });
  session.on('error', fail);
  Promise.all([get(session, '/plain'), post(session, '/echo'), trailers(session), reset(session)]).then(all => {
    console.log(JSON.stringify(Object.assign({ alpn: secure.alpnProtocol }, ...all)));
    session.close();
  }, fail);
});
connect.on('error', fail);
connect.end();

function fail(error) {
  console.error(error);
  process.exit(1);
}

function read(stream) {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8').on('data', part => text += part).on('end', () => resolve(text)).on('error', reject);
  });
}

async function get(session, path) {
  const stream = session.request({ ':path': path });
  return { get: await read(stream) };
}

async function post(session, path) {
  const stream = session.request({ ':path': path, ':method': 'POST' });
  stream.write('one ');
  stream.end('two');
  return { post: await read(stream) };
}

async function trailers(session) {
  const stream = session.request({ ':path': '/trailers', te: 'trailers' });
  const seen = new Promise(resolve => stream.on('trailers', headers => resolve(headers['x-last'])).on('close', () => resolve('none')));
  await read(stream);
  return { trailer: await seen };
}

function reset(session) {
  return new Promise(resolve => {
    const stream = session.request({ ':path': '/abort' });
    stream.on('error', () => {}).once('data', () => read(session.request({ ':path': '/now' }))).resume().on('close', () => resolve({ reset: stream.rstCode }));
  });
}
