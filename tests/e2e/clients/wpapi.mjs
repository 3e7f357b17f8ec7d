import WPAPI from 'wpapi';
import { report, text } from './lib.mjs';

const client = new WPAPI({ endpoint: 'https://blog.test/wp-json', username: 'alice', password: 'app password' });
report(async () => (await client.posts().create({ title: 'Hello', content: text, status: 'publish' })).id);
