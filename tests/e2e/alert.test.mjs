// A rule that refuses far more than usual: one alert, with the line that lets it rest.
import assert from 'node:assert/strict';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const { it } = setScene();

const LINE = /rule falcon refused 10 posts of 1 people within ten minutes; if it is wrong: gatepost (pause rule:falcon --for 2h --reason ".*?")/;

it('one alert: in the log, in the chain, in status; its line works', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	for (let i = 0; i < 15; i++) assert.match((await wire.request(postRequest(`Falconberg ${i}`))).body, SENTENCE);
	const alerts = (await proxy.allRecords()).filter((record) => record.kind === 'alert');
	assert.equal(alerts.length, 1);
	const [, line] = LINE.exec(alerts[0].why);
	assert.match(proxy.said, new RegExp(`warning audit .*alert: rule falcon refused 10 posts`));
	const status = await proxy.status();
	assert.equal(status.alerts.length, 1);
	assert.match(status.alerts[0].why, LINE);
	const words = line.match(/"[^"]*"|\S+/g).map((word) => word.replaceAll('"', ''));
	assert.equal((await proxy.run(...words)).code, 0);
	assert.equal((await wire.request(postRequest('Falconberg again'))).status, 200);
	wire.close();
	// What is paused alarms nobody, nor does what only logs.
	assert.equal((await proxy.allRecords()).filter((record) => record.kind === 'alert').length, 1);
});
