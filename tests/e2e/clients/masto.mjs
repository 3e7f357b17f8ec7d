import { createRestAPIClient } from 'masto';
import { report, text } from './lib.mjs';

const client = createRestAPIClient({ url: 'https://social.test', accessToken: 'token' });
report(async () => (await client.v1.statuses.create({ status: text, visibility: 'public' })).id);
