// Loaded into every Node by NODE_OPTIONS, behind a line that says where the proxy is. Node's own switch for the proxy variables came with 22.21 and 24.5, and reaches its global agents
// alone. This gives agents that libraries make for themselves, and older versions, a tunnel through the proxy. It changes nothing for agents that make connections of their own.
const http = require('http');
const https = require('https');
const net = require('net');
const tls = require('tls');
const { Duplex } = require('stream');

const headLimit = 64 * 1024;

// Calls back with a socket that leads to the target, once the proxy has answered.
function tunnel(options, done) {
  const name = options.hostname || options.host || 'localhost';
  const authority = `${net.isIPv6(name) ? `[${name}]` : name}:${options.port}`;
  const socket = net.connect({ host: PROXY.host, port: PROXY.port });
  let head = Buffer.alloc(0);
  const end = (error) => {
    socket.off('readable', read).off('error', end).off('end', closed);
    if (error) {
      socket.destroy();
    }

    done(error, error ? undefined : socket);
  };
  const closed = () => end(new Error(`The proxy closed the connection instead of answering CONNECT ${authority}`));
  const read = () => {
    let chunk;
    while ((chunk = socket.read()) !== null) {
      head = Buffer.concat([head, chunk]);
      const length = head.indexOf('\r\n\r\n');
      if (length < 0 && head.length < headLimit) {
        continue;
      }

      const line = head.toString('latin1', 0, Math.max(0, head.indexOf('\r\n')));
      if (!/^HTTP\/1\.[01] 2\d\d/.test(line)) {
        return end(new Error(`The proxy answered CONNECT ${authority} with: ${line}`));
      }

      const rest = head.subarray(length + 4);
      end();
      if (rest.length > 0) {
        socket.unshift(rest);
      }

      return;
    }
  };
  socket.on('readable', read).on('error', end).on('end', closed);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

// The same at once, for agents that expect a socket back: what is written waits for the proxy's answer.
class TunnelStream extends Duplex {
  constructor(options) {
    super();
    this.connecting = true;
    tunnel(options, (error, socket) => {
      if (error || this.destroyed) {
        if (socket) {
          socket.destroy();
        }

        this.destroy(error);
        return;
      }

      this.connecting = false;
      this.inner = socket;
      socket.on('data', (chunk) => this.push(chunk) || socket.pause()).on('end', () => this.push(null)).on('timeout', () => this.emit('timeout'));
      socket.on('error', (fault) => this.destroy(fault)).on('close', () => this.destroy());
      this.emit('connect');
    });
  }

  whenConnected(action) {
    if (this.connecting) {
      this.once('connect', action);
    } else {
      action();
    }

    return this;
  }

  _read() {
    this.whenConnected(() => this.inner.resume());
  }

  _write(chunk, encoding, done) {
    this.whenConnected(() => this.inner.write(chunk, encoding, done));
  }

  _final(done) {
    this.whenConnected(() => this.inner.end(done));
  }

  _destroy(error, done) {
    if (this.inner) {
      this.inner.destroy();
    }

    done(error);
  }

  setTimeout(time, done) {
    if (done) {
      this.once('timeout', done);
    }

    return this.whenConnected(() => this.inner.setTimeout(time));
  }

  setNoDelay(...values) {
    return this.whenConnected(() => this.inner.setNoDelay(...values));
  }

  setKeepAlive(...values) {
    return this.whenConnected(() => this.inner.setKeepAlive(...values));
  }

  ref() {
    return this.whenConnected(() => this.inner.ref());
  }

  unref() {
    return this.whenConnected(() => this.inner.unref());
  }
}

function secure(options, socket) {
  const name = options.servername || options.hostname || options.host;
  return tls.connect({ ...options, host: options.host || options.hostname, path: undefined, socket, servername: name && net.isIP(name) === 0 ? name : '' });
}

// An agent with proxyEnv goes through the proxy by itself, and what is for the proxy is never sent through it.
function isDirect(agent, options) {
  return typeof options !== 'object' || options === null || options.socketPath || options.socket || (agent && agent.options && agent.options.proxyEnv)
    || (Number(options.port) === PROXY.port && (options.hostname || options.host) === PROXY.host);
}

// Node's own agents take a socket that comes later; an agent that puts something around this method may not.
function patch(prototype, direct, around) {
  prototype.createConnection = function createConnection(options, done) {
    if (isDirect(this, options)) {
      return direct.apply(this, arguments);
    }

    if (typeof done !== 'function' || this.createConnection !== createConnection) {
      return around(options, new TunnelStream(options));
    }

    tunnel(options, (error, socket) => error ? done(error) : done(null, around(options, socket)));
  };
}

patch(http.Agent.prototype, http.Agent.prototype.createConnection, (_, socket) => socket);
patch(https.Agent.prototype, https.Agent.prototype.createConnection, secure);

// fetch has a connector of its own, which is loaded with its first call. From 24 on it reads the variables.
const fetchOfNode = globalThis.fetch;
if (typeof fetchOfNode === 'function' && !http.globalAgent.options.proxyEnv && Number(process.versions.node.split('.')[0]) < 24) {
  let isReady = false;
  globalThis.fetch = function fetch() {
    if (!isReady) {
      isReady = true;
      useTunnels();
    }

    return fetchOfNode.apply(this, arguments);
  };
}

function useTunnels() {
  const key = Symbol.for('undici.globalDispatcher.1');
  void globalThis.Headers;
  const dispatcher = globalThis[key];

  // Somebody else's dispatcher is meant to be used.
  if (dispatcher && dispatcher.constructor.name === 'Agent') {
    globalThis[key] = new dispatcher.constructor({ connect });
  }
}

function connect(options, done) {
  const isTls = options.protocol === 'https:';
  tunnel({ ...options, port: options.port || (isTls ? 443 : 80) }, (error, socket) => {
    if (error || !isTls) {
      return done(error || null, socket);
    }

    const inside = secure({ servername: options.servername || options.hostname, hostname: options.hostname, ALPNProtocols: ['http/1.1'] }, socket);
    inside.once('secureConnect', () => inside.off('error', done) && done(null, inside)).once('error', done);
  });
}
