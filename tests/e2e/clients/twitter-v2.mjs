import { TwitterApi } from 'twitter-api-v2';
import { agent, report, text } from './lib.mjs';

const client = new TwitterApi({ appKey: 'a', appSecret: 'b', accessToken: 'c', accessSecret: 'd' }, { httpAgent: agent });
report(async () => (await client.v2.tweet(text)).data.id);
