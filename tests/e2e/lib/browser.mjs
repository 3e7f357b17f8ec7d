// Debian's Chromium, headless, with a home of its own whose certificate store holds the proxy's CA.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

// locale: what it asks pages for. isTold: only where the proxy's settings are, not where the proxy is.
export async function openBrowser(proxy, { locale = 'en-GB', isTold = false } = {}) {
	const home = mkdtempSync(path.join(os.tmpdir(), 'gatepost-browser-'));
	const store = path.join(home, '.pki/nssdb');
	mkdirSync(store, { recursive: true });
	execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
	execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'Gatepost', '-i', proxy.caFile]);
	const context = await chromium.launchPersistentContext(path.join(home, 'profile'), {
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, locale, viewport: { width: 1000, height: 900 },
		proxy: isTold ? undefined : { server: `http://${proxy.address}:${proxy.port}` }, env: { ...process.env, HOME: home },
		args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-component-update',
			...(isTold ? [`--proxy-pac-url=http://${proxy.address}:${proxy.port}/proxy.pac`] : [])],
	});
	context.setDefaultTimeout(20000);
	return {
		context,
		async close() {
			await context.close();
			rmSync(home, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
