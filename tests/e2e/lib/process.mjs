// What /proc tells about a process and those it started.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

function read(path) {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

export function isAlive(pid) {
	const stat = read(`/proc/${pid}/stat`);
	return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

export function children(pid) {
	try {
		return readdirSync(`/proc/${pid}/task`).flatMap((t) => read(`/proc/${pid}/task/${t}/children`).trim().split(' ').filter(Boolean).map(Number));
	} catch {
		return [];
	}
}

export function descendants(pid) {
	return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

// "gatepost: worker 0 gen 1" → argv as it stands.
export const commandLine = (pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();

export function descriptors(pid) {
	try {
		return readdirSync(`/proc/${pid}/fd`).map((fd) => {
			try {
				return readlinkSync(`/proc/${pid}/fd/${fd}`);
			} catch {
				return 'gone';
			}
		}).filter((what) => what !== 'gone');
	} catch {
		return [];
	}
}

// Anonymous memory of a process in KiB: what grows when something leaks, files mapped left out.
export function anonymousMemory(pid) {
	return Number(/RssAnon:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

// CPU time that a process has used, in ticks of a hundredth of a second.
export function ticks(pid) {
	const stat = read(`/proc/${pid}/stat`);
	const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
	return user + system;
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits until condition() is true, at most ms.
export async function eventually(condition, what, ms = 5000) {
	const end = Date.now() + ms;
	for (;;) {
		const result = await condition();
		if (result) return result;
		if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
		await sleep(20);
	}
}

// What promise gives, or undefined after ms.
export function within(promise, ms) {
	let timer;
	return Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]).finally(() => clearTimeout(timer));
}
