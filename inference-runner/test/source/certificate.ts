import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate and its key, PEM, as node:tls takes them. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateOptions {
  /** Who signs it; itself where that is left out. */
  by?: Certificate & { name: string; keys: { privateKey: KeyObject } };
  name?: string;
  /** The IPv4 address that it is for. */
  address?: string;
  /** The host name that it is for, in the place of an address. */
  host?: string;
  authority?: boolean;
  from?: Date;
  to?: Date;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 certificate (RFC 5280), in as few fields as OpenSSL wants. */
export function makeCertificate(options: CertificateOptions = {}) {
  const { name = 'camera', address = '127.0.0.1', host, authority = false, by } = options;
  const { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + DAY_MS) } = options;
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const extensions = sequence(
    extension('551d13', authority ? sequence(der(0x01, Buffer.of(0xff))) : sequence()),
    extension('551d11', sequence(host === undefined ? der(0x87, bytesOf(address)) : der(0x82, Buffer.from(host))))
  );
  const body = sequence(
    der(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31)),
    algorithm,
    distinguished(by?.name ?? name),
    sequence(time(from), time(to)),
    distinguished(name),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions)
  );
  const signature = sign('sha256', body, (by?.keys ?? keys).privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  const cert = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), name, keys };
}

function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const bytesOf = (address: string) => Buffer.from(address.split('.').map(Number));
const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const distinguished = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return der(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));
}
