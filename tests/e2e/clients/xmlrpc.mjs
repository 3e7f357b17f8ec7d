import xmlrpc from 'xmlrpc';
import { agent, report, text } from './lib.mjs';

const client = xmlrpc.createSecureClient({ url: 'https://blog.test/xmlrpc.php', agent });
const content = { post_title: 'Hello', post_content: text, post_status: 'publish' };
report(() => new Promise((resolve, reject) => {
	client.methodCall('wp.newPost', [1, 'alice', 'password', content], (error, value) => (error ? reject(error) : resolve(value)));
}));
