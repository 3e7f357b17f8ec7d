// Test certificates, built byte by byte (RFC 5280), so that every fault a certificate can have can be made.
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import net from 'node:net';

function tlv(tag, ...parts) {
	const content = Buffer.concat(parts.map((p) => (Buffer.isBuffer(p) ? p : Buffer.from(p))));
	const length = content.length;
	const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts) => tlv(0x30, ...parts);
const octets = (...parts) => tlv(0x04, ...parts);
const bits = (bytes, unused = 0) => tlv(0x03, Buffer.from([unused]), bytes);
const explicit = (n, ...parts) => tlv(0xa0 | n, ...parts);
const TRUE = tlv(0x01, Buffer.from([0xff]));

function integer(bytes) {
	return tlv(0x02, bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function oid(text) {
	const [first, second, ...rest] = text.split('.').map(Number);
	const bytes = [first * 40 + second];
	for (const number of rest) {
		const groups = [number & 127];
		for (let n = number >> 7; n; n >>= 7) groups.unshift((n & 127) | 128);
		bytes.push(...groups);
	}
	return tlv(0x06, Buffer.from(bytes));
}

function time(date) {
	const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
	return date.getUTCFullYear() < 2050 ? tlv(0x17, text.slice(2)) : tlv(0x18, text);
}

const distinguishedName = (commonName) => sequence(tlv(0x31, sequence(oid('2.5.4.3'), tlv(0x0c, commonName))));
const extension = (id, isCritical, value) => sequence(oid(id), ...(isCritical ? [TRUE] : []), octets(value));
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

function alternativeName(name) {
	if (net.isIPv4(name)) return tlv(0x87, Buffer.from(name.split('.').map(Number)));
	if (net.isIPv6(name)) return tlv(0x87, Buffer.from(ipv6Bytes(name)));
	return tlv(0x82, name);
}

function ipv6Bytes(text) {
	const [head, tail] = text.split('::');
	const left = head ? head.split(':') : [];
	const right = tail ? tail.split(':') : [];
	const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
	return groups.flatMap((g) => [parseInt(g, 16) >> 8, parseInt(g, 16) & 255]);
}

function keyIdentifier(publicKey) {
	// The public key's bits end a P-256 SubjectPublicKeyInfo: 65 bytes, uncompressed.
	return createHash('sha1').update(publicKey.subarray(-65)).digest();
}

const pem = (der) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trim()}\n-----END CERTIFICATE-----\n`;
const DAY = 86400e3;

function extensionsOf(kind, names, publicKey, issuerKey) {
	const list = [
		extension('2.5.29.19', true, kind === 'ca' ? sequence(TRUE) : sequence()),
		extension('2.5.29.15', true, kind === 'ca' ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0x80]), 7)),
		extension('2.5.29.14', false, octets(keyIdentifier(publicKey))),
		extension('2.5.29.35', false, sequence(tlv(0x80, keyIdentifier(issuerKey)))),
	];
	if (kind === 'ca') return list;
	const purpose = kind === 'client-only' ? '1.3.6.1.5.5.7.3.2' : '1.3.6.1.5.5.7.3.1';
	return [...list, extension('2.5.29.37', false, sequence(oid(purpose))),
		extension('2.5.29.17', false, sequence(...names.map(alternativeName)))];
}

// kind: leaf, ca, client-only. issuer null: self-signed.
function certificate({ kind, names, commonName, issuer, from, to }) {
	const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const publicKey = key.publicKey.export({ type: 'spki', format: 'der' });
	const issuerKey = issuer ? createPublicKey(issuer.key).export({ type: 'spki', format: 'der' }) : publicKey;
	const body = sequence(
		explicit(0, integer(Buffer.from([2]))), integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])), ECDSA_SHA256,
		distinguishedName(issuer ? issuer.commonName : commonName), sequence(time(from), time(to)),
		distinguishedName(commonName), publicKey,
		explicit(3, sequence(...extensionsOf(kind, names, publicKey, issuerKey))));
	const signature = sign('sha256', body, issuer ? issuer.key : key.privateKey);
	const der = sequence(body, ECDSA_SHA256, bits(signature));
	return { key: key.privateKey, commonName, der, cert: pem(der), keyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

export function makeAuthority(commonName = 'Test origin CA') {
	const now = Date.now();
	const root = certificate({ kind: 'ca', names: [], commonName, issuer: null, from: new Date(now - DAY), to: new Date(now + 3650 * DAY) });
	return Object.assign(root, {
		// A server certificate; from and to in days from now.
		issue(names, { from = -1, to = 90, kind = 'leaf' } = {}) {
			return certificate({ kind, names, commonName: names[0].slice(0, 64), issuer: root, from: new Date(now + from * DAY), to: new Date(now + to * DAY) });
		},
	});
}

export function makeSelfSigned(names) {
	const now = Date.now();
	return certificate({ kind: 'leaf', names, commonName: names[0], issuer: null, from: new Date(now - DAY), to: new Date(now + 90 * DAY) });
}
