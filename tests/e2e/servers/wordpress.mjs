// Debian's WordPress with a MariaDB and PHP's own server, all in one folder and with no network but loopback.
// usage: node wordpress.mjs FOLDER ADDRESS PORT HOSTNAME; says {"port":N} when ready; ends with its stdin.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

const [folder, address, port, hostname] = process.argv.slice(2);
const data = path.join(folder, 'data');
const socket = path.join(folder, 'db.sock');
const root = path.join(folder, 'www');
const started = [];

export const USER = { name: 'alice', password: 'correct horse battery' };

function startDatabase() {
	const who = `--user=${process.getuid() === 0 ? 'root' : process.env.USER}`;
	execFileSync('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', who], { stdio: 'ignore' });
	started.push(spawn('/usr/sbin/mariadbd', ['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, '--skip-networking', who, '--innodb-flush-log-at-trx-commit=0',
		'--innodb-buffer-pool-size=32M', `--pid-file=${folder}/db.pid`, `--log-error=${folder}/db.log`], { stdio: 'ignore' }));
	for (let i = 0; !existsSync(socket); i++) {
		if (i > 300) throw new Error('MariaDB did not start');
		execFileSync('sleep', ['0.1']);
	}
	execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', 'CREATE DATABASE wordpress CHARACTER SET utf8mb4']);
}

// A theme of two files: posts, their comments, the comment form.
const THEME = `<!doctype html><html><head><title><?php bloginfo('name'); ?></title><?php wp_head(); ?></head><body <?php body_class(); ?>>
<?php while (have_posts()) { the_post(); ?><h1><?php the_title(); ?></h1><?php the_content();
wp_list_comments(['per_page' => 50], get_comments(['post_id' => get_the_ID(), 'status' => 'approve'])); comment_form(); } wp_footer(); ?></body></html>
`;

function writeSite() {
	cpSync('/usr/share/wordpress', root, { recursive: true, dereference: true });
	const theme = path.join(root, 'wp-content/themes/plain');
	mkdirSync(theme, { recursive: true });
	writeFileSync(path.join(theme, 'style.css'), '/*\nTheme Name: Plain\n*/\n');
	writeFileSync(path.join(theme, 'index.php'), THEME);
	const secrets = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((n) => [`${n}_KEY`, `${n}_SALT`]).map((n) => `define('${n}', '${randomBytes(16).toString('hex')}');`);
	writeFileSync(path.join(root, 'wp-config.php'), `<?php
$_SERVER['HTTPS'] = 'on';
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:${socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'https://${hostname}'); define('WP_SITEURL', 'https://${hostname}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEFAULT_THEME', 'plain'); define('FORCE_SSL_ADMIN', true);
${secrets.join('\n')}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`);
	writeFileSync(path.join(folder, 'install.php'), `<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '${hostname}'; $_SERVER['REQUEST_URI'] = '/';
function wp_mail() { return true; }
require '${root}/wp-load.php';
require '${root}/wp-admin/includes/upgrade.php';
wp_install('Blog', '${USER.name}', 'alice@example.test', false, '', '${USER.password}');
update_option('comment_moderation', 0); update_option('comment_previously_approved', 0);
switch_theme('plain');
`);
	execFileSync('php', [path.join(folder, 'install.php')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function startSite() {
	started.push(spawn('php', ['-S', `${address}:${port}`, '-t', root], { stdio: 'ignore', env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' }, detached: true }));
	for (let i = 0; i < 100; i++) {
		const answer = await fetch(`http://${address}:${port}/wp-login.php`).catch(() => null);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('WordPress does not answer');
}

// PHP's workers are in a group of their own; the database ends by its pid.
function stop() {
	const [database, site] = started;
	if (site) process.kill(-site.pid, 'SIGTERM');
	database?.once('exit', () => process.exit(0)).kill('SIGTERM');
}

process.stdin.resume().on('end', stop);
try {
	startDatabase();
	writeSite();
	await startSite();
	process.stdout.write(JSON.stringify({ port: Number(port) }) + '\n');
} catch (error) {
	process.stderr.write(`${error.stack}\n`);
	stop();
}
