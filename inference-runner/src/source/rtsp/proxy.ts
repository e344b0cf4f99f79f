import { type Clock, redactUrl } from '@framewatch/service-kit';
import type { StreamTlsConfig } from '../../config/index.js';
import {
  AccessRefusedError,
  AuthenticationError,
  BrokenStreamError,
  OversizedAnswerError,
  RedirectError,
  SilentCameraError,
  type SourceError,
  UnsupportedUrlError,
} from '../errors.js';
import { type CameraAddress, parseAddress } from './address.js';
import { answerError } from './answers.js';
import { connect, type Connection, explain } from './connect.js';
import { Credentials, isStale } from './credentials.js';
import { checkDescription } from './description.js';
import { LoopbackServer } from './loopback-server.js';
import { format, header, requestOf, type RtspMessage, statusOf, withHeaders } from './message.js';
import { OversizedMessageError, RtspReader } from './reader.js';
import { type Request, Requests } from './requests.js';

const MAX_REDIRECTS = 5;
/**
 * Attempts for one request: with what is known, with the answer to a challenge, and once more when its nonce was too
 * old.
 */
const MAX_ATTEMPTS = 3;
/** Time for a camera to take its TEARDOWN, milliseconds. */
const GOODBYE_MS = 250;

export interface ProxyOptions {
  url: string;
  /** The redacted `url`. */
  redacted: string;
  tls: StreamTlsConfig | null;
  clock: Clock;
  signal: AbortSignal;
  /** Called for packets of video that cannot be opened before its first key frame. */
  onOpaqueMedia: () => void;
}

/**
 * A proxy on loopback between FFmpeg and one camera, for one connection. FFmpeg's own client reports most refusals
 * without their status, follows redirects without end and sends the password to any host, checks no certificate, does
 * not know SHA-256, and parses whatever it is sent. So this proxy reads the messages, FFmpeg never has the password,
 * and packets pass through unchanged.
 */
export class RtspProxy {
  readonly #ffmpeg = new LoopbackServer({
    onData: (bytes) => this.#connection.socket.write(bytes),
    onMessage: (message) => this.#fromFFmpeg(message),
    onClose: () => this.#connection.socket.end(),
  });
  /** The requests of the current connection. */
  #requests = new Requests();
  #camera: CameraAddress;
  #shown: string;
  #connection: Connection;
  #credentials: Credentials | null;
  #failure: Error | null = null;
  #redirects = 0;
  /** True once the camera has sent bytes. */
  #heard = false;
  /** True once the camera accepted user and password. */
  #accepted = false;
  #playing = false;
  #opaque = false;
  #closed = false;

  private constructor(
    private readonly options: ProxyOptions,
    private readonly home: CameraAddress,
    connection: Connection
  ) {
    this.#camera = home;
    this.#shown = options.redacted;
    this.#connection = connection;
    this.#credentials = home.login && new Credentials(home.login);
    this.#attach();
  }

  /** Connects to the camera. Throws a SourceError. */
  static async open(options: ProxyOptions): Promise<RtspProxy> {
    const { url, redacted } = options;
    const address = parseAddress(url);
    if (!address) throw new UnsupportedUrlError(redacted);
    const proxy = new RtspProxy(options, address, await connect(address, redacted, options));
    try {
      await proxy.#ffmpeg.listen();
      return proxy;
    } catch (error) {
      proxy.#connection.socket.destroy();
      throw error;
    }
  }

  /** The URL for FFmpeg. */
  get url(): string {
    return this.#ffmpeg.url;
  }

  /**
   * Why the connection failed: a SourceError, or an unexpected error of this program. FFmpeg only sees that it ended.
   */
  get failure(): Error | null {
    return this.#failure;
  }

  /** SHA-256 of the camera's certificate; null without TLS. */
  get fingerprint(): string | null {
    return this.#connection.fingerprint;
  }

  /** Call it when FFmpeg has closed: passes on its last message, then closes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    const { socket } = this.#connection;
    if (!this.#ffmpeg.taken) socket.destroy();
    const cancel = this.options.clock.after(GOODBYE_MS, () => socket.destroy());
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    cancel();
    this.#ffmpeg.close();
  }

  #fromFFmpeg(message: RtspMessage): void {
    const request = requestOf(message);
    if (request) this.#ask({ ...request, message, attempts: 0, authorized: false });
    else this.#connection.socket.write(format(message));
  }

  #ask(request: Request): void {
    const { method, message } = request;
    const uri = this.#remote(request.uri);
    const authorization = this.#trusted ? (this.#credentials?.authorize(method, uri) ?? null) : null;
    request.attempts += 1;
    request.authorized = authorization !== null;
    const headers = {
      CSeq: String(this.#requests.add(request)),
      'User-Agent': 'Framewatch',
      Authorization: authorization,
    };
    this.#connection.socket.write(format(withHeaders({ ...message, startLine: `${method} ${uri} RTSP/1.0` }, headers)));
  }

  /** Converts a URI of this proxy to that of the camera; other URIs are the camera's own. */
  #remote(uri: string): string {
    const rest = this.#ffmpeg.restOf(uri);
    if (rest === null) return uri;
    const { uri: camera } = this.#camera;
    return rest.startsWith('/') ? camera.replace(/\/$/, '') + rest : camera + rest;
  }

  /** User and password are sent to the configured host only. */
  get #trusted(): boolean {
    return this.#camera.host === this.home.host;
  }

  /** Reads bytes from the camera. */
  #attach(): void {
    const { socket } = this.#connection;
    const reader = new RtspReader({
      // Before PLAY packets are dropped: FFmpeg skips them anyway, and might take noise for an answer that was not read
      // here.
      onData: (bytes) => {
        if (this.#playing) this.#deliver(bytes);
      },
      onMessage: (message) => this.#fromCamera(message),
    });
    socket.on('data', (bytes: Buffer) => {
      if (!this.#heard) this.#hear(bytes);
      const before = reader.media;
      this.#guard(() => reader.push(bytes));
      if (this.#opaque && reader.media > before) this.options.onOpaqueMedia();
    });
    socket.on('error', (error) => this.#fail(explain(error, this.#shown)));
    socket.on('close', () => {
      if (!this.#heard && !this.#requests.none) this.#fail(new SilentCameraError(this.#shown));
      this.#ffmpeg.end();
    });
  }

  /** The first bytes tell whether this is RTSP at all. */
  #hear(bytes: Buffer): void {
    this.#heard = true;
    const tlsAlert = bytes[0] === 0x15 && bytes[1] === 0x03;
    if (tlsAlert) this.#fail(new BrokenStreamError(this.#shown, 'the camera wants TLS on this port', 'write rtsps://'));
    if (bytes.toString('latin1', 0, 5) === 'HTTP/') {
      this.#fail(new BrokenStreamError(this.#shown, 'it speaks HTTP', 'give the port of RTSP, which is mostly 554'));
    }
  }

  #deliver(bytes: Buffer): void {
    const { socket } = this.#connection;
    if (this.#ffmpeg.write(bytes) || socket.isPaused()) return;
    socket.pause();
    this.#ffmpeg.onceDrained(() => socket.resume());
  }

  #fromCamera(message: RtspMessage): void {
    const status = statusOf(message);
    if (status === null) {
      this.#deliver(format(message));
      return;
    }
    const request = this.#requests.takeAnswered(message);
    // An answer without a request is dropped: FFmpeg would take it for the answer to its next request.
    if (!request) return;
    if (status === 401 && this.#again(request, message)) return;
    // Errors are ignored during playback: requests are keep-alives then.
    if (!this.#playing && status >= 300) {
      if (status >= 400) throw this.#refusal(status);
      void this.#redirect(request, header(message, 'location') ?? '');
      return;
    }
    this.#accepted ||= request.authorized;
    this.#playing ||= request.method === 'PLAY';
    if (request.method === 'DESCRIBE') {
      this.#opaque = checkDescription(message.body.toString('latin1'), this.#shown, this.#camera.secure);
    }
    this.#deliver(format(withHeaders(message, { CSeq: header(request.message, 'cseq') ?? null })));
  }

  /** Sends the request again with user and password, when that can help. */
  #again(request: Request, answer: RtspMessage): boolean {
    if (!this.#credentials || !this.#trusted || request.attempts >= MAX_ATTEMPTS) return false;
    if (request.authorized && !this.#accepted && !isStale(answer)) return false;
    const unknown = this.#credentials.demand(answer);
    if (unknown?.length === 0) return false;
    if (unknown) throw new AuthenticationError(this.#shown, unknown);
    this.#ask(request);
    return true;
  }

  #refusal(status: number): SourceError {
    if (status !== 401) return answerError(status, this.#shown, this.#camera.uri);
    if (!this.#trusted)
      return new RedirectError(this.#shown, 'the camera redirects to another host, which asks for a password');
    return new AccessRefusedError(this.#shown, 401, this.#credentials !== null);
  }

  /** Follows a redirect: sends the request to the new address. Never rejects. */
  async #redirect(request: Request, location: string): Promise<void> {
    const { options, home } = this;
    try {
      const next = parseAddress(location);
      this.#redirects += 1;
      if (this.#redirects > MAX_REDIRECTS)
        throw new RedirectError(this.#shown, `it redirects more than ${MAX_REDIRECTS} times`);
      if (!next) throw new RedirectError(this.#shown, 'it redirects to what is no address of a camera');
      if (home.secure && !next.secure) throw new RedirectError(this.#shown, 'it redirects to a connection without TLS');
      if (request.method === 'SETUP' || request.method === 'PLAY')
        throw new RedirectError(this.#shown, 'it redirects when it is about to send');
      this.#leave();
      this.#camera = next;
      this.#shown = `${redactUrl(location)} (redirected from ${options.redacted})`;
      this.#credentials = home.login && new Credentials(home.login);
      this.#connection = await connect(next, this.#shown, options);
      if (this.#closed) {
        this.#connection.socket.destroy();
        return;
      }
      this.#attach();
      this.#ask({ ...request, attempts: 0, authorized: false });
    } catch (error) {
      this.#fail(explain(error, this.#shown));
    }
  }

  /** Closes the connection to the camera and keeps that to FFmpeg. */
  #leave(): void {
    const { socket } = this.#connection;
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.destroy();
    this.#requests = new Requests();
    this.#heard = false;
  }

  #guard(read: () => void): void {
    try {
      read();
    } catch (error) {
      const oversized = error instanceof OversizedMessageError;
      this.#fail(oversized ? new OversizedAnswerError(this.#shown, error.message) : (error as Error));
    }
  }

  /** Keeps the first failure, which causes all others. */
  #fail(error: Error): void {
    if (!this.#closed) this.#failure ??= error;
    this.#connection.socket.destroy();
    this.#ffmpeg.close();
  }
}
