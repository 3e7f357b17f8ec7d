// Secrets: random ones in the forms that their issuers document, in the syntaxes in which they leak; and what looks
// like one and is none. Made when asked for: nothing that looks like a live key lies in the tree.
import { Random } from '../lib/random.mjs';
import { readSections } from '../lib/cases.mjs';
import { services } from './services.mjs';

const PER_SERVICE = 4;
const PER_LINE = 3;

const SYNTAXES = {
	env: (name, value) => `${name}=${value}`,
	'quoted env': (name, value) => `export ${name}="${value}"`,
	yaml: (name, value) => `${name.toLowerCase()}: ${value}`,
	'quoted yaml': (name, value) => `  ${name.toLowerCase().replaceAll('_', '-')}: '${value}'`,
	json: (name, value) => `{"${name.toLowerCase()}": "${value}", "debug": false}`,
	python: (name, value) => `${name} = '${value}'  # prod`,
	javascript: (name, value) => `const ${camel(name)} = "${value}";`,
	go: (name, value) => `${camel(name)} := "${value}"`,
	java: (name, value) => `private static final String ${name} = "${value}";`,
	ruby: (name, value) => `:${name.toLowerCase()} => "${value}",`,
	php: (name, value) => `define('${name}', '${value}');`,
	ini: (name, value) => `[default]\n${name.toLowerCase()} = ${value}\nregion = eu-central-1`,
	xml: (name, value) => `<add key="${camel(name)}" value="${value}" />`,
	properties: (name, value) => `app.${name.toLowerCase().replaceAll('_', '.')}=${value}`,
	docker: (name, value) => `docker run -e ${name}=${value} -p 80:80 web`,
	terraform: (name, value) => `  ${name.toLowerCase()} = "${value}"`,
	csharp: (name, value) => `var ${camel(name)} = @"${value}";`,
	powershell: (name, value) => `$${camel(name)} = "${value}"`,
};

// Syntaxes in which a bare password, of no known form, is still plainly one.
const PASSWORDS = {
	...SYNTAXES,
	curl: (_, value) => `curl -u deploy:${value} https://ci.internal.example/job/7/build`,
	psql: (_, value) => `PGPASSWORD=${value} psql -h db1 -U app orders`,
	mysql: (_, value) => `mysql -h db1 -uroot --password=${value} shop`,
	url: (_, value) => `postgres://app:${encodeURIComponent(value)}@db1.internal.example:5432/orders`,
	jdbc: (_, value) => `jdbc:mysql://db1:3306/shop?user=app&password=${encodeURIComponent(value)}`,
	connection: (_, value) => `Server=tcp:db1,1433;Database=shop;User ID=app;Password=${value};Encrypt=True;`,
	netrc: (_, value) => `machine ftp.example.net login build password ${value}`,
	sql: (_, value) => `CREATE USER app IDENTIFIED BY '${value.replaceAll("'", '')}';`,
	basic: (_, value) => `Authorization: Basic ${Buffer.from(`deploy:${value}`).toString('base64')}`,
	sshpass: (_, value) => `sshpass -p '${value}' scp app.tar deploy@web1:/srv`,
	securestring: (_, value) => `ConvertTo-SecureString "${value}" -AsPlainText -Force`,
	'wifi english': (_, value) => `The guest wifi password is: ${value}`,
	'login english': (_, value) => `login: maria.k password: ${value}`,
	german: (_, value) => `Passwort: ${value} (gilt bis Freitag)`,
	'german account': (_, value) => `Benutzer: admin, Kennwort: ${value}`,
	french: (_, value) => `Identifiant : admin, mot de passe : ${value}`,
	spanish: (_, value) => `usuario: admin contraseña: ${value}`,
	italian: (_, value) => `utente: admin, password: ${value}`,
	portuguese: (_, value) => `senha: ${value}`,
	dutch: (_, value) => `wachtwoord: ${value}`,
	polish: (_, value) => `hasło: ${value}`,
	japanese: (_, value) => `パスワード：${value}`,
};

const PASSWORD_NAMES = [
	'DB_PASSWORD',
	'PASSWORD',
	'ADMIN_PASSWORD',
	'SMTP_PASSWD',
	'API_SECRET',
	'CLIENT_SECRET',
	'SECRET_KEY',
	'ACCESS_TOKEN',
	'AUTH_TOKEN',
	'REDIS_PASS',
	'ENCRYPTION_KEY',
	'API_KEY',
	'WEBHOOK_SECRET',
	'SESSION_SECRET',
];

function camel(name) {
	return name.toLowerCase().replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

// What people choose, and what machines make.
function password(random) {
	const words = ['Falke', 'winter', 'Orange', 'tunnel', 'Kite', 'harbour', 'Maple', 'sturm', 'Pixel', 'canyon', 'Brücke'.normalize('NFC'), 'ledger'];
	switch (random.below(4)) {
		case 0:
			return `${random.pick(words)}${random.digits(4)}${random.pick(['!', '#', '$', '?', '%'])}`;
		case 1:
			return `${random.pick(words)}-${random.pick(words)}-${random.digits(2)}-${random.pick(words)}`;
		case 2:
			return random.shape('{A20}');
		default:
			return random.string('ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789!#%+-_', 16);
	}
}

const AROUND = [
	(text) => text,
	(text) => `Deploy fails since noon, my config:\n${text}\nany idea?`,
	(text) => `${text}`,
	(text) => `here it is, please delete after: ${text}`,
	(text) => '```\n' + text + '\n```',
];

function* positives() {
	for (const service of services) {
		const random = new Random(`secret ${service.id}`);
		for (let i = 0; i < PER_SERVICE; i++) {
			const secret = random.shape(random.pick(service.shapes));
			const [syntax, write] = random.pick(Object.entries(SYNTAXES));
			const isBare = service.isWhole || (!service.needsName && i % 2 === 0);
			const text = isBare ? secret : write(service.name ?? 'API_TOKEN', secret);
			yield { id: `secrets/${service.id}/${i}`, group: service.id, label: isBare ? 'form' : syntax, text: random.pick(AROUND)(text), wanted: true };
		}
	}
	for (const [syntax, write] of Object.entries(PASSWORDS)) {
		const random = new Random(`password ${syntax}`);
		for (let i = 0; i < PER_SERVICE; i++)
			yield {
				id: `secrets/password-${syntax}/${i}`,
				group: `password-${syntax}`,
				label: 'password',
				text: write(random.pick(PASSWORD_NAMES), password(random)),
				wanted: true,
			};
	}
}

function* negatives() {
	for (const section of readSections('no-secrets.txt')) {
		for (const [i, line] of section.lines.entries()) {
			const random = new Random(`no secret ${section.name} ${i}`);
			const isRandom = /\{(?:uuid|[A-Za-z]\d+(?:-\d+)?)\}/.test(line);
			for (let j = 0; j < (isRandom ? PER_LINE : 1); j++)
				yield {
					id: `no-secrets/${section.name}/${i}/${j}`,
					group: `${section.name} ${i}`,
					label: section.name,
					text: random.shape(line),
					wanted: false,
				};
		}
	}
}

export default {
	name: 'secrets',
	packs: ['credentials', 'acceptable-use'],
	cases: () => [...positives(), ...negatives()],
};
