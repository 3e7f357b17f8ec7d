// A Gatepost of the test's own: its folder, its CA, its policy, its port; and the end of it, with nothing left over.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine, children, descendants, descriptors, eventually, isAlive, within } from './process.mjs';
import { curl, dial, secure } from './wire.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const BINARY = path.resolve(process.env.GATEPOST ?? path.join(ROOT, 'build/gatepost'));

// What all tests judge by unless they bring their own.
export const POLICY = `
policy: Test policy
guideline: https://intranet.test/social
contact: social-desk@example.test
rules:
  - id: falcon
    title: Unannounced projects
    clause: "AUP 4.2: do not discuss products before they are announced."
    severity: high
    match: { words: [Falconberg] }
    action: block
    notice: "Leave the product out, or ask the press office."
    examples: { violates: [Falconberg ships], passes: [A falcon nests here] }
  - id: slogan
    title: Kept slogans
    match: { words: [Heronwing] }
    action: log
    examples: { violates: [Heronwing], passes: [A heron flies] }
  - id: tone
    title: Tone
    match: { words: [Bustardly] }
    action: coach
    examples: { violates: [Bustardly], passes: [Hello] }
  - id: approval
    title: Needs a second pair of eyes
    match: { words: [Kestrelton] }
    action: hold
    examples: { violates: [Kestrelton], passes: [Hello] }
`;

// One loopback address a test process, so that ports picked on it are nobody else's.
const ADDRESS = `127.${64 + ((process.pid >> 14) & 63)}.${(process.pid >> 7) & 127}.${1 + (process.pid & 127)}`;

export function freePort(address = ADDRESS) {
	return new Promise((resolve, reject) => {
		const server = net.createServer().once('error', reject).listen(0, address, () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

// Runs gatepost with these words; gives its status and what it said.
export function run(args, { input = '', cwd, env = {} } = {}) {
	return new Promise((resolve) => {
		const child = execFile(BINARY, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64 << 20, timeout: 60000 }, (error, stdout, stderr) =>
			resolve({ code: error ? error.code ?? error.signal : 0, stdout, stderr, output: stdout + stderr }));
		child.stdin.on('error', () => {});
		child.stdin.end(input);
	});
}

export function makeFolder() {
	const dir = mkdtempSync(path.join(os.tmpdir(), 'gatepost-e2e-'));
	chmodSync(dir, 0o755);
	return dir;
}

const merge = (a, b) => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => {
	const isMap = (v) => v && typeof v === 'object' && !Array.isArray(v);
	return [key, isMap(a[key]) && isMap(b[key]) ? merge(a[key], b[key]) : key in b ? b[key] : a[key]];
}));

export class Gatepost {
	// config: keys over the defaults below. origins: { name: Origin }. authority: of the origins' certificates.
	// files: { name: content } beside the configuration. waits: until it is 'answering', or only 'listening'.
	// prefix: words before the command that runs it, of a program that becomes it.
	static async start({ config = {}, origins = {}, authority = null, policy = POLICY, files = {}, env = {}, dir = null, waits = 'answering', prefix = [] } = {}) {
		const proxy = new Gatepost();
		proxy.ownsDir = dir === null;
		proxy.dir = dir ?? makeFolder();
		proxy.env = env;
		proxy.waits = waits;
		proxy.prefix = prefix;
		proxy.address = ADDRESS;
		proxy.port = await freePort();
		proxy.file = path.join(proxy.dir, 'gatepost.yaml');
		proxy.state = path.join(proxy.dir, 'state');
		proxy.temporary = path.join(proxy.dir, 'tmp');
		proxy.said = '';
		try {
			proxy.#write(config, origins, authority, { 'policy.yaml': policy, ...files });
			await proxy.#makeAuthority();
			await proxy.launch();
		} catch (error) {
			if (proxy.child) await proxy.stop({ isChecked: false });
			throw new Error(`${error.message}\n${proxy.said}`);
		}
		return proxy;
	}

	#write(config, origins, authority, files) {
		mkdirSync(this.temporary, { recursive: true });
		chmodSync(this.temporary, 0o1777);
		for (const [name, content] of Object.entries(files)) {
			mkdirSync(path.dirname(path.join(this.dir, name)), { recursive: true });
			writeFileSync(path.join(this.dir, name), content);
		}
		if (authority) writeFileSync(path.join(this.dir, 'origins.pem'), authority.cert);
		const hosts = Object.fromEntries(Object.entries(origins).map(([name, origin]) => [name, origin.at]));
		this.config = merge({
			stage: 'enforce',
			listen: [{ mode: 'explicit', address: `${ADDRESS}:${this.port}` }],
			workers: 2,
			state: this.state,
			policy: ['policy.yaml'],
			sites: { hosts: { mastodon: ['social.test', 'other.test'], bluesky: ['pds.test'], wordpress: ['blog.test'] } },
			connect: { ports: [80, 443], deny: ['loopback', 'link-local', 'multicast', 'self'] },
			origin: { trust: authority ? ['origins.pem'] : ['system'], hosts },
			drain: '2s',
		}, config);
		this.writeConfig(this.config);
	}

	// JSON is YAML.
	writeConfig(config) {
		this.config = config;
		writeFileSync(this.file, JSON.stringify(config, null, 2) + '\n');
	}

	async #makeAuthority() {
		const made = await this.run('ca', 'create');
		if (made.code !== 0) throw new Error(`gatepost ca create: ${made.output}`);
		this.caFile = path.join(this.dir, 'proxy-ca.pem');
		this.ca = (await this.run('ca', 'export')).stdout;
		writeFileSync(this.caFile, this.ca);
	}

	// The binary again with this configuration.
	run(command, ...args) {
		const [first, ...rest] = [command, ...args];
		const words = ['ca', 'log', 'sites'].includes(first) && rest[0] && !rest[0].startsWith('-') ? [first, rest.shift()] : [first];
		return run([...words, '-c', this.file, ...rest], { env: this.env });
	}

	async launch() {
		const [command, ...words] = [...this.prefix, BINARY, 'run', '-c', this.file];
		this.child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: this.temporary, ...this.env } });
		this.pid = this.child.pid;
		this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
		for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (data) => (this.said += data));
		await eventually(async () => {
			if (this.child.exitCode !== null || this.child.signalCode) throw new Error('gatepost run ended at once');
			return this.#answers();
		}, 'the proxy listens', 20000);
		this.baseline = this.descriptorCounts();
	}

	async #answers() {
		try {
			const wire = await dial(this.port, this.address);
			if (this.waits === 'listening') return wire.close() ?? true;
			const answer = await wire.request('GET http://gatepost.internal/ca.pem HTTP/1.1\r\nHost: gatepost.internal\r\nConnection: close\r\n\r\n', { ms: 5000 });
			wire.close();
			if (answer.status !== 200) return false;
			return (await this.status()).roles.every(({ state }) => state === 'ready');
		} catch {
			return false;
		}
	}

	// Processes of this proxy whose command line holds the word: parent, worker, certs, audit, who.
	roles(word) {
		return descendants(this.pid).filter((pid) => commandLine(pid).includes(word));
	}

	descriptorCounts() {
		return Object.fromEntries([this.pid, ...children(this.pid)].map((pid) => [pid, descriptors(pid).length]));
	}

	async status() {
		const answer = await this.run('status', '--json');
		return JSON.parse(answer.stdout);
	}

	// The records, oldest first, but for alerts, which come when a test has been refused often enough.
	async records(...args) {
		return (await this.allRecords(...args)).filter((record) => record.kind !== 'alert');
	}

	async allRecords(...args) {
		const answer = await this.run('log', '--json', ...args);
		assert.equal(answer.code, 0, `gatepost log: ${answer.output}`);
		return answer.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).sort((a, b) => a.number - b.number);
	}

	reload() {
		return this.run('reload');
	}

	async dial() {
		return dial(this.port, this.address);
	}

	// CONNECT; the wire behind it, or the answer when it is not 2xx.
	async connect(host, port = 443) {
		const wire = await this.dial();
		const answer = await wire.request(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
		if (answer.status !== 200) {
			wire.close();
			throw Object.assign(new Error(`CONNECT ${host}:${port}: ${answer.status}`), { answer });
		}
		return wire;
	}

	// CONNECT and TLS that trusts the proxy's CA.
	async secure(host, { port = 443, ...options } = {}) {
		return secure(await this.connect(host, port), { servername: net.isIP(host) ? undefined : host, ca: this.ca, ...options });
	}

	curl(...args) {
		return curl('-x', `http://${this.address}:${this.port}`, '--noproxy', '', '--cacert', this.caFile, ...args);
	}

	// Ends it by its pid and looks whether anything stayed.
	async stop({ isChecked = true } = {}) {
		if (!this.child) return;
		const family = [this.pid, ...descendants(this.pid)];
		const leaked = isChecked && isAlive(this.pid) ? await this.#leakedDescriptors() : [];
		this.child.kill('SIGTERM');
		if (!(await within(this.ended, 10000))) this.child.kill('SIGTERM');
		if (!(await within(this.ended, 5000))) this.child.kill('SIGKILL');
		await this.ended;
		await eventually(() => !family.some(isAlive), 'all roles have ended', 5000).catch(() => {});
		const left = family.filter(isAlive).map((pid) => `${pid} ${commandLine(pid)}`);
		for (const pid of family.filter(isAlive)) process.kill(pid, 'SIGKILL');
		const files = readdirSync(this.temporary);
		this.child = null;
		if (this.ownsDir) rmSync(this.dir, { recursive: true, force: true });
		if (!isChecked) return;
		assert.deepEqual(left, [], 'processes stayed after the end');
		assert.deepEqual(leaked, [], 'descriptors stayed open');
		assert.deepEqual(files, [], 'temporary files stayed');
		assert.doesNotMatch(this.said, /Sanitizer|runtime error:/, 'a sanitizer found something');
	}

	// Roles that hold clearly more descriptors than at the start, once idle.
	async #leakedDescriptors() {
		const grown = () => Object.entries(this.descriptorCounts()).filter(([pid, count]) => pid in this.baseline && count > this.baseline[pid] + 12);
		await eventually(() => grown().length === 0, '', 3000).catch(() => {});
		return grown().map(([pid, count]) => `${commandLine(pid)}: ${this.baseline[pid]} at the start, ${count} now: ${descriptors(pid).join(' ')}`);
	}
}

// Where bytes lie in a folder, whatever the file: paths that hold them.
export function filesHolding(dir, bytes) {
	return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(dir, entry.name);
		if (entry.isDirectory()) return filesHolding(file, bytes);
		return entry.isFile() && readFileSync(file).includes(bytes) ? [file] : [];
	});
}
