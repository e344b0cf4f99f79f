import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './certificate.js';

export interface Request {
  method: string;
  uri: string;
  headers: Map<string, string>;
  /** Counts the connections to this camera, from 0. */
  connection: number;
}

export interface Answer {
  status: number;
  /** What stands behind the status. */
  phrase?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Noise before the answer. */
  before?: string;
}

export interface ScriptedCameraOptions {
  /** What it answers; what that leaves undefined is answered as a good camera does. `close` ends the connection. */
  answer?: (request: Request) => Answer | 'close' | undefined;
  certificate?: Certificate;
  /** Access units in Annex B, sent at 25 a second from number `from` on, again and again. */
  units?: readonly Buffer[];
  from?: number;
  /** Sends so many of them and falls silent. */
  most?: number;
  /** Answers what is no RTSP, instead of waiting for more of it. */
  polite?: boolean;
}

const METHODS = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN', 'GET_PARAMETER'];
const SESSION = '12345678';
const VIDEO =
  'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:track1\r\n';

/**
 * An RTSP camera that answers what a test wants it to, and is strict: what a good client never sends is written down in
 * `violations`, and refused.
 */
export class ScriptedCamera {
  readonly requests: Request[] = [];
  readonly violations: string[] = [];
  connections = 0;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(private readonly options: ScriptedCameraOptions) {
    const serve = (socket: net.Socket) => this.#serve(socket);
    this.#server = options.certificate ? tls.createServer(options.certificate, serve) : net.createServer(serve);
  }

  static async start(options: ScriptedCameraOptions = {}): Promise<ScriptedCamera> {
    const camera = new ScriptedCamera(options);
    camera.#server.on('tlsClientError', () => undefined);
    camera.#server.listen(0, '127.0.0.1');
    await once(camera.#server, 'listening');
    return camera;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.options.certificate ? 'rtsps' : 'rtsp'}://127.0.0.1:${this.port}/live`;
  }

  methods(): string[] {
    return this.requests.map(({ method }) => method);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: net.Socket): void {
    const connection = this.connections++;
    this.#sockets.add(socket);
    let text = '';
    let cseq = 0;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (;;) {
        // Reports of the receiver, between the requests.
        if (text.startsWith('$')) {
          const length = 4 + Buffer.from(text, 'latin1').readUInt16BE(2);
          if (text.length < length) return;
          text = text.slice(length);
          continue;
        }
        if (/^[^A-Z]/.test(text) && this.options.polite) {
          socket.end('RTSP/1.0 400 Bad Request\r\n\r\n');
          return;
        }
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        const request = this.#parse(text.slice(0, end), connection);
        text = text.slice(end + 4);
        const number = Number(request.headers.get('cseq'));
        if (number !== cseq + 1) this.violations.push(`CSeq ${number} after ${cseq}`);
        cseq = number;
        this.#answer(socket, request);
      }
    });
  }

  #parse(head: string, connection: number): Request {
    const [line = '', ...lines] = head.split('\r\n');
    const [, method = '', uri = ''] = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(line) ?? [];
    const headers = new Map<string, string>();
    for (const each of lines) {
      const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(each) ?? [];
      if (!name || headers.has(name.toLowerCase())) this.violations.push(`header ${each}`);
      headers.set(name.toLowerCase(), value);
    }
    if (!METHODS.includes(method)) this.violations.push(line);
    if (!uri.startsWith(`${this.options.certificate ? 'rtsps' : 'rtsp'}://127.0.0.1:${this.port}/`)) {
      this.violations.push(`${method} of ${uri}`);
    }
    const request = { method, uri, headers, connection };
    this.requests.push(request);
    return request;
  }

  #answer(socket: net.Socket, request: Request): void {
    const answer = this.options.answer?.(request) ?? this.#well(request);
    if (answer === 'close') {
      socket.destroy();
      return;
    }
    const { status, phrase = 'Word', headers = {}, body = '', before = '' } = answer;
    const lines = Object.entries({ CSeq: request.headers.get('cseq') ?? '', ...headers });
    if (body) lines.push(['Content-Length', String(Buffer.byteLength(body))]);
    const head = [`RTSP/1.0 ${status} ${phrase}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''];
    socket.write(before + head.join('\r\n') + body);
    if (request.method === 'PLAY' && status === 200) this.#play(socket);
    if (request.method === 'TEARDOWN') socket.end();
  }

  #well({ method, uri, headers }: Request): Answer {
    switch (method) {
      case 'DESCRIBE':
        if (headers.get('accept') !== 'application/sdp') this.violations.push('DESCRIBE of something else than SDP');
        return { status: 200, headers: { 'Content-Type': 'application/sdp' }, body: describe(VIDEO) };
      case 'SETUP': {
        const transport = headers.get('transport') ?? '';
        if (!uri.endsWith('/track1') || transport !== 'RTP/AVP/TCP;unicast;interleaved=0-1') {
          this.violations.push(`SETUP of ${uri} with ${transport}`);
        }
        return { status: 200, headers: { Session: SESSION, Transport: transport } };
      }
      case 'OPTIONS':
        return { status: 200, headers: { Public: METHODS.join(', ') } };
      default:
        if (headers.get('session') !== SESSION) this.violations.push(`${method} without the session`);
        return { status: 200, headers: { Session: SESSION } };
    }
  }

  #play(socket: net.Socket): void {
    const { units = [], from = 0, most = Infinity } = this.options;
    let index = from;
    let sequence = 0;
    const timer = setInterval(() => {
      const unit = units[index % units.length];
      if (!unit || index - from >= most) return;
      const time = 90_000 + (index++ - from) * 3600;
      for (const packet of packetize(unit)) socket.write(rtp(packet, sequence++, time));
    }, 40);
    socket.on('close', () => clearInterval(timer));
  }
}

/** A session description with these media. */
export function describe(media: string): string {
  return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n${media}`;
}

/** Splits H.264 in Annex B into access units of one slice each. */
export function accessUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let begun: Buffer[] = [];
  for (const nal of nalUnits(stream)) {
    begun.push(Buffer.of(0, 0, 0, 1), nal);
    const type = nal[0]! & 31;
    if (type !== 1 && type !== 5) continue;
    units.push(Buffer.concat(begun));
    begun = [];
  }
  return units;
}

function nalUnits(stream: Buffer): Buffer[] {
  const text = stream.toString('latin1');
  const pieces = text.split('\0\0\x01').slice(1);
  // The first zero of a start code of four bytes, or the end of the one before.
  return pieces.map((piece) => Buffer.from(piece.replace(/\0+$/, ''), 'latin1'));
}

/** RFC 6184: single NAL units, and fragments (FU-A) of those that are too long. */
function packetize(unit: Buffer): { payload: Buffer; last: boolean }[] {
  const most = 1200;
  const nals = nalUnits(unit);
  return nals.flatMap((nal, i) => {
    const lastNal = i === nals.length - 1;
    if (nal.length <= most) return [{ payload: nal, last: lastNal }];
    const parts = Math.ceil((nal.length - 1) / most);
    return Array.from({ length: parts }, (_, part) => {
      const lastPart = part === parts - 1;
      const mark = (part === 0 ? 0x80 : 0) | (lastPart ? 0x40 : 0);
      const head = Buffer.of((nal[0]! & 0xe0) | 28, mark | (nal[0]! & 31));
      const piece = nal.subarray(1 + part * most, 1 + (part + 1) * most);
      return { payload: Buffer.concat([head, piece]), last: lastNal && lastPart };
    });
  });
}

function rtp({ payload, last }: { payload: Buffer; last: boolean }, sequence: number, time: number): Buffer {
  const head = Buffer.alloc(16);
  head.write('$');
  head.writeUInt16BE(12 + payload.length, 2);
  head.writeUInt8(0x80, 4);
  head.writeUInt8(96 | (last ? 0x80 : 0), 5);
  head.writeUInt16BE(sequence & 0xffff, 6);
  head.writeUInt32BE(time, 8);
  head.writeUInt32BE(7, 12);
  return Buffer.concat([head, payload]);
}
