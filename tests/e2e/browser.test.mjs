// A person with a browser: the practice site, and a real WordPress with its comment form and its block editor.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './lib/browser.mjs';
import { POLICY, ROOT, freePort } from './lib/gatepost.mjs';
import { setScene } from './lib/scene.mjs';

const ADDRESS = '127.0.0.14';
const folder = mkdtempSync(path.join(os.tmpdir(), 'gatepost-wordpress-'));
const port = await freePort(ADDRESS);
const server = spawn(process.execPath, [fileURLToPath(new URL('servers/wordpress.mjs', import.meta.url)), folder, ADDRESS, port, 'blog.test'], { stdio: ['pipe', 'pipe', 'inherit'] });
const isReady = new Promise((resolve, reject) => server.stdout.once('data', resolve) && server.once('exit', (code) => reject(new Error(`WordPress ended with ${code}`))));
const hasEnded = new Promise((resolve) => server.once('exit', resolve));
isReady.catch(() => {});

const scene = setScene({
	policy: POLICY.replace('Test policy', 'Example Corp social media policy').replace('social-desk@example.test', 'social-desk@example.com'),
	origins: {
		'blog.test': {
			tls: true,
			onConnection: async ({ socket }) => {
				const inner = net.connect(port, ADDRESS);
				inner.on('error', () => socket.destroy());
				socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
				socket.pipe(inner).pipe(socket);
			},
		},
	},
});
let browser;

before(async () => {
	await isReady;
	browser = await openBrowser(scene.proxy);
});

after(async () => {
	await browser?.close();
	server.stdin.end();
	await hasEnded;
	rmSync(folder, { recursive: true, force: true });
});

// A page for one test; a picture of it when the test fails.
const it = (name, body) => scene.it(name, async (t, here) => {
	const page = await browser.context.newPage();
	try {
		await body(page, here, t);
	} catch (error) {
		if (process.env.SCREENSHOTS) await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name.replace(/\W+/g, '-')}.png`) }).catch(() => {});
		throw error;
	} finally {
		await page.close();
	}
}, { timeout: 120000 });

const shows = async (page, pattern) => assert.match(await page.locator('body').innerText(), pattern);
const SENTENCE = /Not posted\. Your company's social media guideline applies\./;

it('gatepost.internal: the certificate is trusted', async (page) => {
	const answer = await page.goto('https://gatepost.internal/');
	assert.equal(answer.status(), 200);
	await shows(page, /✓/);
});

it('a browser that is told only where the settings are, in German', async (unused, { proxy }) => {
	const other = await openBrowser(proxy, { locale: 'de-DE', isTold: true });
	try {
		const page = await other.context.newPage();
		assert.equal((await page.goto('https://gatepost.internal/')).status(), 200);
		await shows(page, /Zertifikat anerkannt ✓/);
		assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
		await page.goto('https://gatepost.internal/practice');
		await page.locator('#fetch-text').fill('Ein Reiher.');
		await page.locator('#fetch-form button').click();
		await page.getByText('Veröffentlicht: Ein Reiher.').waitFor();
		await page.goto('https://blog.test/?p=1');
		assert.match(await page.title(), /\w/);
	} finally {
		await other.close();
	}
});

it('the practice site as a form: an allowed post is shown back', async (page) => {
	await page.goto('https://gatepost.internal/practice');
	await page.locator('#form-text').fill('A heron nests on our roof.');
	await page.locator('form:has(#form-text) button').click();
	await page.waitForLoadState();
	await shows(page, /A heron nests on our roof\./);
	assert.doesNotMatch(await page.locator('body').innerText(), /Not posted/);
});

it('the practice site as a form: a forbidden post is refused on a page that says why and gives the text back', async (page, { proxy }) => {
	await page.goto('https://gatepost.internal/practice');
	const text = 'The Falconberg ships in June, <b>believe me</b>!';
	await page.locator('#form-text').fill(text);
	await page.locator('form:has(#form-text) button').click();
	await page.getByText(/Not posted/).first().waitFor();
	await shows(page, /Unannounced projects/);
	await shows(page, /AUP 4\.2/);
	await shows(page, /Leave the product out/);
	await shows(page, /working conditions/);
	assert.equal(await page.locator('textarea').first().inputValue(), text);
	const record = (await proxy.records()).at(-1);
	assert.equal(record.site, 'practice');
	assert.deepEqual(record.rules.map((r) => r.id), ['falcon']);
});

it('the picture in the README: what a refusal looks like', async (page) => {
	await page.goto('https://gatepost.internal/practice');
	await page.locator('#form-text').fill('So proud of the team: the Falconberg ships in June!');
	await page.locator('form:has(#form-text) button').click();
	await shows(page, /Example Corp social media policy/);
	if (process.env.UPDATE_SCREENSHOT) await page.screenshot({ path: path.join(ROOT, 'docs/refusal.png'), fullPage: true });
});

it('the practice site as fetch: the page shows our sentence and keeps the draft', async (page) => {
	await page.goto('https://gatepost.internal/practice');
	const area = page.locator('#fetch-text');
	await area.fill('The Falconberg ships.');
	await page.locator('#fetch-form button').click();
	await page.locator('#fetch-answer').getByText(SENTENCE).waitFor();
	assert.equal(await area.inputValue(), 'The Falconberg ships.');
	await area.fill('A heron.');
	await page.locator('#fetch-form button').click();
	await page.getByText('Posted: A heron.').waitFor();
	assert.equal(await area.inputValue(), '');
});

async function comment(page, text) {
	await page.goto('https://blog.test/?p=1');
	await page.locator('#comment').fill(text);
	await page.locator('#author').fill('Alice');
	await page.locator('#email').fill('alice@example.test');
	await page.locator('#submit').click();
	await page.waitForLoadState();
}

it('WordPress, the comment form: an allowed comment is on the page', async (page) => {
	await comment(page, 'Herons are fine birds.');
	await shows(page, /Herons are fine birds\./);
});

it('WordPress, the comment form: a forbidden one is refused on a page, and is not on the site', async (page, { origin }) => {
	await comment(page, 'I saw the Falconberg.');
	await shows(page, /Not posted/);
	await shows(page, /AUP 4\.2/);
	assert.equal(await page.locator('textarea').first().inputValue(), 'I saw the Falconberg.');
	await page.goto('https://blog.test/?p=1');
	assert.doesNotMatch(await page.locator('body').innerText(), /Falconberg/);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
});

async function editor(page) {
	await page.goto('https://blog.test/wp-login.php');
	if (await page.locator('#user_login').count()) {
		await page.locator('#user_login').fill('alice');
		await page.locator('#user_pass').fill('correct horse battery');
		await page.locator('#wp-submit').click();
		await page.waitForURL(/wp-admin/);
	}
	await page.goto('https://blog.test/wp-admin/post-new.php');
	await page.waitForFunction(() => window.wp?.data?.dispatch('core/preferences'));
	await page.evaluate(() => window.wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false));
}

async function publish(page, title, text) {
	await page.locator('.editor-post-title__input').fill(title);
	await page.keyboard.press('Enter');
	await page.keyboard.type(text);
	await page.locator('.editor-post-publish-panel__toggle').click();
	await page.locator('.editor-post-publish-button').click();
}

it('WordPress, the block editor: an allowed post is published', async (page) => {
	await editor(page);
	await publish(page, 'On herons', 'They fly at dawn.');
	await page.getByText(/is now live/i).first().waitFor();
	await page.goto('https://blog.test/');
	await shows(page, /They fly at dawn\./);
});

it('WordPress, the block editor: a forbidden post is refused, the editor says so and keeps the draft', async (page, { origin }) => {
	await editor(page);
	await publish(page, 'On birds', 'The Falconberg flies at noon.');
	await page.getByText(/Not posted\./).first().waitFor();
	assert.match(await page.evaluate(() => window.wp.data.select('core/editor').getEditedPostContent()), /Falconberg/);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
});
