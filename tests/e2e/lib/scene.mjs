// The stage most tests play on: an authority, origins, a proxy in front; ended in after(), the proxy's words shown on failure.
import { after, before, test } from 'node:test';
import { Gatepost } from './gatepost.mjs';
import { Origin } from './origin.mjs';
import { makeAuthority } from './pki.mjs';

// origins: { name: options of Origin.start; tls true: a certificate for that name; fault: makes another }.
// The rest goes to Gatepost.start().
export function setScene({ origins = { 'social.test': { tls: true } }, ...options } = {}) {
	const scene = { authority: makeAuthority(), origins: {}, proxy: null };
	before(async () => {
		const stranger = makeAuthority('Nobody trusts this CA');
		for (const [name, { tls = true, ...rest }] of Object.entries(origins)) {
			const { fault, ...more } = tls === true ? {} : tls ?? {};
			const certificate = fault?.(scene.authority, stranger);
			scene.origins[name] = await Origin.start({ tls: tls && { authority: scene.authority, names: [name], certificate, ...more }, ...rest });
		}
		scene.origin = Object.values(scene.origins)[0];
		scene.proxy = await Gatepost.start({ authority: scene.authority, origins: scene.origins, ...options });
	});
	after(async () => {
		const { proxy } = scene;
		for (const origin of Object.values(scene.origins)) await origin.close();
		await proxy?.stop();
	});
	// A test that begins with origins which have heard nothing, and shows what the proxy said if it fails.
	scene.it = (name, body, how = {}) => test(name, { timeout: 60000, ...how }, async (t) => {
		const mark = scene.proxy.said.length;
		for (const origin of Object.values(scene.origins)) origin.forget();
		try {
			await body(t, scene);
		} catch (error) {
			for (const line of scene.proxy.said.slice(mark).split('\n').slice(-60)) t.diagnostic(`gatepost: ${line}`);
			throw error;
		}
	});
	return scene;
}

// A Mastodon post as its web page sends it.
export function postRequest(text, { host = 'social.test', target = '/api/v1/statuses', method = 'POST', headers = {}, body } = {}) {
	const content = body ?? Buffer.from(JSON.stringify({ status: text, visibility: 'public' }));
	const fields = { Host: host, 'Content-Type': 'application/json', Accept: 'application/json', 'Content-Length': content.length, ...headers };
	const head = Object.entries(fields).filter(([, v]) => v !== null).map(([n, v]) => `${n}: ${v}`);
	return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`), Buffer.from(content)]).toString('latin1');
}

export const SENTENCE = /Not posted\. Your company's social media guideline applies\. Why, and what you can do: gatepost\.internal\/n\/[0-9A-Z]{4,}/;
