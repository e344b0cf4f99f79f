import { constants as crypto } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { FFmpegError } from 'node-av/lib';
import type { Clock } from '@framewatch/service-kit';
import type { StreamTlsConfig } from '../../config/index.js';
import { BrokenStreamError, CertificateError, SourceError, UnreachableError } from '../errors.js';
import type { CameraAddress } from './address.js';

export interface Connection {
  socket: net.Socket;
  /** SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` prints it; null without TLS. */
  fingerprint: string | null;
}

/**
 * Cameras run for many years without an update. When their certificate is not checked anyway, an old version of TLS or
 * a short key is no reason to refuse them.
 */
const LENIENT: tls.ConnectionOptions = {
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
  secureOptions: crypto.SSL_OP_LEGACY_SERVER_CONNECT,
};

/** A server without TLS may wait for ever for the rest of what it takes for a request. */
const HANDSHAKE_MS = 5000;

export interface ConnectOptions {
  tls: StreamTlsConfig | null;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Connects, and checks the camera's certificate before it sends a byte. `shown` is the redacted address for errors.
 * Throws a SourceError; after `signal` aborts it may reject with any error.
 */
export async function connect(
  { host, port, secure }: CameraAddress,
  shown: string,
  { tls: policy, clock, signal }: ConnectOptions
): Promise<Connection> {
  const verify = policy?.verify ?? false;
  const socket = secure
    ? tls.connect({
        host,
        port,
        ...(net.isIP(host) === 0 && { servername: host }),
        rejectUnauthorized: verify,
        ...(policy?.ca && { ca: policy.ca }),
        ...(!verify && LENIENT),
      })
    : net.connect({ host, port });
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort);
  const late = { cancel: (): void => undefined };
  if (secure) {
    socket.once('connect', () => {
      late.cancel = clock.after(HANDSHAKE_MS, () => socket.destroy(noTls(shown)));
    });
  }
  try {
    if (signal.aborted) throw new Error('aborted');
    await once(socket, secure ? 'secureConnect' : 'connect', { signal });
    socket.setNoDelay(true);
    const fingerprint = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().fingerprint256 : null;
    if (policy?.fingerprint && fingerprint !== null && fingerprint !== policy.fingerprint) {
      throw new CertificateError(shown, { fingerprint });
    }
    return { socket, fingerprint };
  } catch (error) {
    socket.destroy();
    throw explain(error, shown, secure);
  } finally {
    late.cancel();
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Converts an error of the socket. `handshake`: it came before TLS was established. A SourceError is returned
 * unchanged.
 */
export function explain(error: unknown, shown: string, handshake = false): SourceError {
  if (error instanceof SourceError) return error;
  const { code = '', errno } = firstOf(error);
  if (code === 'ENOTFOUND') return new UnreachableError(shown, 'its host name is unknown');
  if (code === 'EAI_AGAIN') return new UnreachableError(shown, 'the name server does not answer');
  if (/CERT|SIGNATURE|UNABLE_TO_|SELF_SIGNED|ALTNAME/.test(code)) return new CertificateError(shown, { code });
  if (/SSL|TLS|EPROTO/.test(code) || (handshake && code === 'ECONNRESET')) return noTls(shown);
  if (code === 'ECONNRESET' || code === 'EPIPE') return new BrokenStreamError(shown, 'the connection was reset');
  return new UnreachableError(shown, errno === undefined ? 'no connection' : FFmpegError.strerror(errno));
}

function noTls(shown: string): BrokenStreamError {
  return new BrokenStreamError(
    shown,
    'TLS could not be begun',
    'if the port is that of plain RTSP write rtsp://, else look which versions of TLS the camera has switched on'
  );
}

/** Returns the first error when several addresses were tried in vain. */
function firstOf(error: unknown): { code?: string; errno?: number } {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : (error as NodeJS.ErrnoException);
}
