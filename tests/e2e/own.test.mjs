// The proxy's own pages: in the language that is asked for, and the settings by which a browser finds it.
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { POLICY } from './lib/gatepost.mjs';
import { postRequest, setScene } from './lib/scene.mjs';

const scene = setScene({ policy: POLICY, config: { sites: { never: ['class:private', 'reddit'] } } });
const { it } = scene;

async function own(proxy, path, { language, host, method = 'GET', isThroughProxy = false, headers = '' } = {}) {
	const wire = await proxy.dial();
	const target = isThroughProxy ? `http://gatepost.internal${path}` : path;
	const accept = language ? `Accept-Language: ${language}\r\n` : '';
	const answer = await wire.request(`${method} ${target} HTTP/1.1\r\nHost: ${host ?? (isThroughProxy ? 'gatepost.internal' : `${proxy.address}:${proxy.port}`)}\r\n${accept}${headers}\r\n`);
	wire.close();
	return answer;
}

// The settings as a browser would run them: without the functions for name look-ups, which they must not need.
function evaluate(script) {
	const context = vm.createContext({});
	vm.runInContext(script, context, { timeout: 1000 });
	return (url) => vm.runInContext(`FindProxyForURL(${JSON.stringify(url)}, ${JSON.stringify(new URL(url).hostname)})`, context, { timeout: 1000 });
}

it('proxy.pac: everything through the proxy, but local names; what is never governed goes directly if it can', async (t, { proxy }) => {
	const answer = await own(proxy, '/proxy.pac');
	assert.equal(answer.status, 200);
	assert.equal(answer.headers['content-type'], 'application/x-ns-proxy-autoconfig');
	const here = `PROXY ${proxy.address}:${proxy.port}`;
	const find = evaluate(answer.body);
	for (const [url, expected] of [
		['https://x.com/home', here],
		['https://social.test/', here],
		['http://example.com/', here],
		['https://8.8.8.8/', here],
		['https://172.32.0.1/', here],
		['https://[2001:db8::1]/', here],
		['https://gatepost.internal/', here],
		['http://GATEPOST.internal./ca', here],
		['https://notlocal/', 'DIRECT'],
		['http://localhost:8080/', 'DIRECT'],
		['http://intranet.local/', 'DIRECT'],
		['http://wiki.corp.internal/', 'DIRECT'],
		['http://10.1.2.3/', 'DIRECT'],
		['http://172.16.0.9/', 'DIRECT'],
		['http://192.168.1.1/', 'DIRECT'],
		['http://127.0.0.1/', 'DIRECT'],
		['http://[::1]/', 'DIRECT'],
		['http://[fe80::1]/', 'DIRECT'],
		['http://[fd12::1]/', 'DIRECT'],
		['https://www.glassdoor.com/x', `DIRECT; ${here}`],
		['https://www.reddit.com/r/x', `DIRECT; ${here}`],
		['https://notglassdoor.com/', here],
	]) assert.equal(find(url), expected, url);
});

it('proxy.pac names the address at which the client reached the proxy', async (t, { proxy }) => {
	const proxyOf = async (options) => evaluate((await own(proxy, '/proxy.pac', options)).body)('https://x.com/');
	const socket = `PROXY ${proxy.address}:${proxy.port}`;
	assert.equal(await proxyOf({ isThroughProxy: true }), socket);
	assert.equal(await proxyOf({ host: 'proxy.corp.test:3128' }), 'PROXY proxy.corp.test:3128');
	assert.equal(await proxyOf({ host: 'proxy.corp.test' }), 'PROXY proxy.corp.test:80');
	assert.equal(await proxyOf({ host: '[::1]:3128' }), 'PROXY [::1]:3128');
	assert.equal((await own(proxy, '/proxy.pac', { host: 'x";alert(1);"' })).status, 400);
	const secure = await proxy.secure('gatepost.internal');
	const answer = await secure.request('GET /proxy.pac HTTP/1.1\r\nHost: gatepost.internal\r\n\r\n');
	secure.close();
	assert.equal(evaluate(answer.body)('https://x.com/'), socket);
	assert.match((await own(proxy, '/', { isThroughProxy: true })).body, new RegExp(`<pre>http://${proxy.address}:${proxy.port}/proxy.pac</pre>`));
});

it('a proxy that a browser finds by its settings is used by it', async (t, { proxy }) => {
	const answer = await own(proxy, '/wpad.dat');
	assert.equal(answer.status, 200);
	assert.equal(answer.headers['content-type'], 'application/x-ns-proxy-autoconfig');
	assert.equal((await own(proxy, '/proxy.pac', { method: 'HEAD' })).headers['content-length'], String(Buffer.byteLength((await own(proxy, '/proxy.pac')).body)));
});

for (const [language, expected, word] of [['de-AT,en;q=0.5', 'de', 'Hilfe'], ['pt, fr;q=0.8, en;q=0.2', 'fr', 'Aide'], ['es', 'es', 'Ayuda'], ['ja', 'ja', 'ヘルプ'], ['sv', 'en', 'Help'], [undefined, 'en', 'Help']]) {
	it(`own pages for Accept-Language ${language ?? '(none)'}: ${expected}`, async (t, { proxy }) => {
		for (const path of ['/', '/help', '/ca', '/governed', '/practice', '/nowhere']) {
			const { body } = await own(proxy, path, { language });
			assert.match(body, new RegExp(`^<!DOCTYPE html>\n<html lang="${expected}" dir="ltr">`), path);
			assert.match(body, new RegExp(`<a href="/help">${word}</a>`), path);
		}
	});
}

it('the notice of a refusal, in its language', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const [, reference] = /\/n\/([0-9A-Z]+)/.exec((await wire.request(postRequest('Falconberg'))).body);
	wire.close();
	const page = await proxy.secure('gatepost.internal');
	const { body } = await page.request(`GET /n/${reference.toLowerCase()} HTTP/1.1\r\nHost: gatepost.internal\r\nAccept-Language: de\r\n\r\n`);
	page.close();
	assert.match(body, /<html lang="de" dir="ltr">[\s\S]*Nicht veröffentlicht[\s\S]*Unannounced projects/);
});
