// An origin of the test's own: HTTP/1.1 over TCP or TLS that keeps every byte which arrived, decrypted.
import net from 'node:net';
import tls from 'node:tls';

const CRLF = '\r\n';

// Takes one whole request from the front of bytes: { request, rest }, or null when more is needed.
function takeRequest(bytes) {
	const end = bytes.indexOf('\r\n\r\n');
	if (end < 0) return null;
	const [line, ...lines] = bytes.toString('latin1', 0, end).split(CRLF);
	const [method, target, version] = line.split(' ');
	const fields = lines.map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 1).trim()]);
	const headers = {};
	for (const [name, value] of fields) {
		const key = name.toLowerCase();
		headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
	}
	const request = { method, target, version, fields, headers, head: bytes.toString('latin1', 0, end + 4), body: Buffer.alloc(0), trailers: [] };
	const content = takeContent(headers, bytes.subarray(end + 4));
	return content && { request: Object.assign(request, content.got), rest: content.rest };
}

function takeContent(headers, bytes) {
	if (headers['transfer-encoding'] === 'chunked') return takeChunked(bytes);
	const length = Number(headers['content-length'] ?? 0);
	if (bytes.length < length) return null;
	return { got: { body: bytes.subarray(0, length) }, rest: bytes.subarray(length) };
}

function takeChunked(bytes) {
	const parts = [];
	for (;;) {
		const eol = bytes.indexOf(CRLF);
		if (eol < 0) return null;
		const size = parseInt(bytes.toString('latin1', 0, eol), 16);
		bytes = bytes.subarray(eol + 2);
		if (size === 0) break;
		if (bytes.length < size + 2) return null;
		parts.push(bytes.subarray(0, size));
		bytes = bytes.subarray(size + 2);
	}
	const trailers = [];
	for (;;) {
		const eol = bytes.indexOf(CRLF);
		if (eol < 0) return null;
		const line = bytes.toString('latin1', 0, eol);
		bytes = bytes.subarray(eol + 2);
		if (line === '') return { got: { body: Buffer.concat(parts), trailers }, rest: bytes };
		trailers.push(line);
	}
}

function answerBytes(request, { status = 200, headers = {}, body = '', raw }) {
	if (raw !== undefined) return Buffer.from(raw, 'latin1');
	const content = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	const type = typeof body === 'object' && !Buffer.isBuffer(body) ? 'application/json' : 'text/plain; charset=utf-8';
	const all = { 'Content-Type': type, 'Content-Length': content.length, ...headers };
	const head = [`HTTP/1.1 ${status} Answer`];
	for (const [name, value] of Object.entries(all)) {
		for (const one of [value].flat()) head.push(`${name}: ${one}`);
	}
	return Buffer.concat([Buffer.from(head.join(CRLF) + CRLF + CRLF), request.method === 'HEAD' ? Buffer.alloc(0) : content]);
}

export class Origin {
	// tls: null for clear HTTP, else { authority, names } or { certificate }, and any option of tls.createServer.
	// answer(request, connection): { status, headers, body } or { raw }, or nothing when it answers by itself.
	// onConnection(connection): takes over the connection, nothing is parsed.
	static async start({ tls: options = null, address = '127.0.0.2', answer = () => ({ body: { ok: true } }), onConnection = null } = {}) {
		const origin = new Origin();
		Object.assign(origin, { connections: [], requests: [], sockets: new Set(), answer, onConnection, accepted: 0 });
		origin.server = options ? origin.#tlsServer(options) : net.createServer((socket) => origin.#accept(socket));
		origin.server.on('connection', (socket) => {
			origin.accepted++;
			origin.sockets.add(socket);
			socket.on('close', () => origin.sockets.delete(socket)).on('error', () => {});
		});
		await new Promise((resolve, reject) => origin.server.once('error', reject).listen(0, address, 4096, resolve));
		const where = origin.server.address();
		origin.address = address;
		origin.port = where.port;
		origin.at = net.isIPv6(address) ? `[${address}]:${where.port}` : `${address}:${where.port}`;
		return origin;
	}

	#tlsServer({ authority, names, certificate, ...rest }) {
		const made = certificate ?? authority.issue(names);
		const server = tls.createServer({ key: made.keyPem, cert: made.cert, ALPNProtocols: ['http/1.1'], ...rest }, (socket) => this.#accept(socket));
		this.certificate = made;
		this.handshakeFailures = 0;
		server.on('tlsClientError', () => this.handshakeFailures++);
		return server;
	}

	#accept(socket) {
		const connection = { socket, bytes: Buffer.alloc(0), parts: [], isEnded: false, servername: socket.servername,
			protocol: socket.getProtocol?.(), isResumed: socket.isSessionReused?.(), alpn: socket.alpnProtocol };
		this.connections.push(connection);
		socket.setNoDelay?.(true);
		socket.on('error', () => {}).on('end', () => (connection.isEnded = true));
		socket.on('data', (data) => connection.parts.push(data));
		if (this.onConnection) this.onConnection(connection);
		else this.#serve(connection);
	}

	#serve(connection) {
		let pending = Buffer.alloc(0);
		let chain = Promise.resolve();
		connection.socket.on('data', (data) => {
			pending = Buffer.concat([pending, data]);
			for (let taken; !connection.isUpgraded && (taken = takeRequest(pending)); ) {
				pending = taken.rest;
				this.requests.push(taken.request);
				connection.isUpgraded = 'upgrade' in taken.request.headers;
				chain = chain.then(() => this.#answer(taken.request, connection));
			}
		});
	}

	async #answer(request, connection) {
		const answer = await this.answer(request, connection);
		if (answer && !connection.socket.destroyed) connection.socket.write(answerBytes(request, answer));
	}

	// Every byte that arrived so far, as latin1 text.
	heard() {
		return Buffer.concat(this.connections.flatMap((c) => c.parts)).toString('latin1');
	}

	forget() {
		this.requests.length = 0;
		this.connections.length = 0;
		this.accepted = 0;
	}

	async close() {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
