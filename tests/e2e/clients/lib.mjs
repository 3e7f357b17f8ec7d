// What every client script shares: the proxy from the environment, and one line of JSON as the result.
import https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { ProxyAgent, setGlobalDispatcher } from 'undici';

export const proxy = process.env.HTTPS_PROXY;
export const text = process.argv[2];

// For clients on fetch, and for clients on https.
setGlobalDispatcher(new ProxyAgent(proxy));

// Some clients make an agent of their own by calling the constructor of the global one.
class Agent extends HttpsProxyAgent {
	constructor() {
		super(proxy);
	}
}
export const agent = new Agent();
https.globalAgent = agent;

// What a program's user would see of this.
export async function report(action) {
	try {
		process.stdout.write(JSON.stringify({ ok: true, result: await action() }) + '\n');
	} catch (error) {
		const shown = error instanceof Error ? error.message : JSON.stringify(error);
		process.stdout.write(JSON.stringify({ ok: false, shown, status: error.statusCode ?? error.status ?? error.code, data: error.data ?? null }) + '\n');
	}
	process.exit(0);
}
