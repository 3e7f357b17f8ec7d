// Clients that say exactly the bytes they are told to.
import { execFile } from 'node:child_process';
import net from 'node:net';
import tls from 'node:tls';

const CRLF = '\r\n';

function withTimeout(promise, ms, what) {
	let timer;
	const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${what}: nothing within ${ms} ms`)), ms)));
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// A connection and the bytes that came over it.
export class Wire {
	constructor(socket) {
		this.socket = socket;
		this.pending = Buffer.alloc(0);
		this.isEnded = false;
		this.error = null;
		this.waiters = [];
		socket.setNoDelay?.(true);
		socket.on('data', (data) => this.#changed(() => (this.pending = Buffer.concat([this.pending, data]))));
		socket.on('end', () => this.#changed(() => (this.isEnded = true)));
		socket.on('close', () => this.#changed(() => (this.isEnded = true)));
		socket.on('error', (error) => this.#changed(() => (this.error = error)));
	}

	#changed(change) {
		change();
		for (const wake of this.waiters.splice(0)) wake();
	}

	// Calls attempt() after each change until it gives something.
	async #until(attempt, what, ms) {
		const run = async () => {
			for (;;) {
				const result = attempt();
				if (result !== undefined) return result;
				if (this.isEnded || this.error) throw new Error(`${what}: the connection ended${this.error ? ` (${this.error.code})` : ''} after ${JSON.stringify(this.pending.toString('latin1').slice(0, 300))}`);
				await new Promise((resolve) => this.waiters.push(resolve));
			}
		};
		return withTimeout(run(), ms, what);
	}

	write(data) {
		this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
		return this;
	}

	async writeSlowly(data, size = 1, pause = 0) {
		const bytes = Buffer.from(data, 'latin1');
		for (let at = 0; at < bytes.length; at += size) {
			await new Promise((resolve) => this.socket.write(bytes.subarray(at, at + size), resolve));
			if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
		}
	}

	#take(length) {
		const taken = this.pending.subarray(0, length);
		this.pending = this.pending.subarray(length);
		return taken;
	}

	async bytes(length, ms = 10000) {
		return this.#until(() => (this.pending.length >= length ? this.#take(length) : undefined), `${length} bytes`, ms);
	}

	async line(ms = 10000) {
		const end = await this.#until(() => { const at = this.pending.indexOf(CRLF); return at < 0 ? undefined : at; }, 'a line', ms);
		return this.#take(end + 2).toString('latin1', 0, end);
	}

	// One answer, parsed. method: of the request, as HEAD and CONNECT have no content.
	async response({ method = 'GET', ms = 15000 } = {}) {
		const end = await this.#until(() => { const at = this.pending.indexOf('\r\n\r\n'); return at < 0 ? undefined : at; }, 'an answer', ms);
		const head = this.#take(end + 4).toString('latin1', 0, end);
		const [statusLine, ...lines] = head.split(CRLF);
		const headers = {};
		for (const line of lines) {
			const name = line.slice(0, line.indexOf(':')).toLowerCase();
			const value = line.slice(line.indexOf(':') + 1).trim();
			headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
		}
		const status = Number(statusLine.split(' ')[1]);
		const response = { status, statusLine, headers, head, body: '', trailers: [] };
		if (method === 'HEAD' || (method === 'CONNECT' && status < 300) || status < 200 || status === 204 || status === 304) return response;
		if (headers['transfer-encoding'] === 'chunked') await this.#chunks(response, ms);
		else if ('content-length' in headers) response.body = (await this.bytes(Number(headers['content-length']), ms)).toString();
		else response.body = (await this.rest(ms)).toString();
		return response;
	}

	async #chunks(response, ms) {
		const parts = [];
		for (;;) {
			const size = parseInt(await this.line(ms), 16);
			if (size === 0) break;
			parts.push(await this.bytes(size, ms));
			await this.bytes(2, ms);
		}
		for (let line; (line = await this.line(ms)) !== ''; ) response.trailers.push(line);
		response.body = Buffer.concat(parts).toString();
		response.chunks = parts.length;
	}

	async request(text, options = {}) {
		return this.write(text).response({ method: text.slice(0, text.indexOf(' ')), ...options });
	}

	// Resolves with whatever is left when the other side has ended.
	async rest(ms = 15000) {
		await withTimeout((async () => {
			while (!this.isEnded && !this.error) await new Promise((resolve) => this.waiters.push(resolve));
		})(), ms, 'the end of the connection');
		return this.#take(this.pending.length);
	}

	close() {
		this.socket.destroy();
	}
}

export async function dial(port, address = '127.0.0.1', localAddress = undefined) {
	const socket = net.connect({ port, host: address, localAddress, allowHalfOpen: true });
	await withTimeout(new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)), 10000, `connecting to ${address}:${port}`);
	return new Wire(socket);
}

// TLS on a wire that is connected. Rejects as the handshake does.
export async function secure(wire, { ms = 10000, ...options }) {
	wire.socket.removeAllListeners('data');
	const socket = tls.connect({ socket: wire.socket, ALPNProtocols: ['http/1.1'], ...options });
	await withTimeout(new Promise((resolve, reject) => {
		socket.once('secureConnect', resolve).once('error', reject);
		socket.once('close', () => reject(new Error('closed during the handshake')));
	}), ms, `TLS to ${options.servername}`);
	return new Wire(socket);
}

// curl: its status, answer and words. Never fails by itself.
export function curl(...args) {
	return new Promise((resolve) => {
		execFile('curl', ['-sS', '-m', '20', '-w', '\n%{http_code} %{ssl_verify_result}', ...args], { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
			const cut = stdout.lastIndexOf('\n');
			resolve({ code: error ? error.code : 0, status: Number(stdout.slice(cut + 1).split(' ')[0]), body: stdout.slice(0, cut), stderr });
		});
	});
}
