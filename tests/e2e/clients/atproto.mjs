import { AtpAgent } from '@atproto/api';
import { report, text } from './lib.mjs';

const agent = new AtpAgent({ service: 'https://pds.test' });
report(async () => {
	await agent.login({ identifier: 'alice.test', password: 'secret' });
	return (await agent.post({ text, createdAt: new Date().toISOString() })).uri;
});
