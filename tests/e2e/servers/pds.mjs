// A real AT Protocol PDS with a directory in memory, in a process of its own. Says {"port":N} when ready; ends with its stdin.
// usage: node pds.mjs FOLDER ADDRESS HOSTNAME
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PDS, envToCfg, envToSecrets } from '@atproto/pds';
import plc from '@did-plc/server';

process.env.LOG_ENABLED = 'false';
const [folder, address, hostname] = process.argv.slice(2);

// Both servers would listen on every address of the machine.
function listenOn(app) {
	const listen = app.listen.bind(app);
	app.listen = (port, ...rest) => listen(port, address, ...rest);
}

async function startDirectory() {
	const server = plc.PlcServer.create({ db: plc.Database.mock(), port: 0 });
	listenOn(server.app);
	const started = await server.start();
	if (!started.listening) await new Promise((resolve) => started.once('listening', resolve));
	return `http://${address}:${started.address().port}`;
}

async function startPds(directory) {
	const environment = {
		port: 0, hostname, devMode: true, inviteRequired: false, rateLimitsEnabled: false, disableSsrfProtection: true,
		dataDirectory: folder, blobstoreDiskLocation: path.join(folder, 'blobs'), didPlcUrl: directory,
		serviceHandleDomains: ['.test'], crawlers: [], trustedOAuthClients: [], handleBackupNameservers: [], rateLimitBypassIps: [],
		jwtSecret: randomBytes(16).toString('hex'), adminPassword: randomBytes(16).toString('hex'), dpopSecret: randomBytes(32).toString('hex'),
		plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
	};
	const server = await PDS.create(envToCfg(environment), envToSecrets(environment));
	listenOn(server.app);
	const started = await server.start();
	if (!started.listening) await new Promise((resolve) => started.once('listening', resolve));
	return started.address().port;
}

const port = await startPds(await startDirectory());
process.stdout.write(JSON.stringify({ port }) + '\n');
process.stdin.resume().on('end', () => process.exit(0));
