import { header, parseHead, type RtspMessage } from './message.js';

/** Bytes. Cameras send a few hundred; longer messages are refused. */
const MAX_HEAD = 16 * 1024;
const MAX_BODY = 64 * 1024;

const DOLLAR = 0x24;
/** The beginning of a message, in either direction. */
const STARTS = [
  'RTSP/',
  ...'OPTIONS DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD'
    .split(' ')
    .map((method) => `${method} `),
].map((start) => Buffer.from(start));
/** By the first byte, which is enough to skip most noise: a camera may send noise at the network's speed. */
const STARTS_OF = new Map(STARTS.map(([first]) => [first, STARTS.filter((start) => start[0] === first)]));

/** A message is longer than any camera sends. */
export class OversizedMessageError extends Error {
  override readonly name = 'OversizedMessageError';
}

export interface RtspReceiver {
  /** Interleaved packets and other bytes that are not a message, to be passed on unchanged. */
  onData(bytes: Buffer): void;
  onMessage(message: RtspMessage): void;
}

/** Finds the messages between the video packets in the bytes of one side of an RTSP connection. */
export class RtspReader {
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of a packet that are still missing. */
  #packet = 0;
  #media = 0;

  constructor(private readonly receiver: RtspReceiver) {}

  /** Number of media packets; RTCP reports have the odd channels. */
  get media(): number {
    return this.#media;
  }

  /** Throws an OversizedMessageError. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let passed = 0;
    let at = 0;
    const passOn = () => {
      if (at > passed) this.receiver.onData(bytes.subarray(passed, at));
      passed = at;
    };
    for (;;) {
      const step = this.#step(bytes, at);
      if (step === null) break;
      if (typeof step === 'number') {
        at += step;
        continue;
      }
      passOn();
      at = passed = step.end;
      this.receiver.onMessage(step.message);
    }
    passOn();
    this.#rest = bytes.subarray(at);
  }

  /** Returns the number of bytes to pass on, or a message; null when more bytes are needed. */
  #step(bytes: Buffer, at: number): number | { message: RtspMessage; end: number } | null {
    const left = bytes.length - at;
    if (left === 0) return null;
    if (this.#packet > 0) {
      const length = Math.min(this.#packet, left);
      this.#packet -= length;
      return length;
    }
    if (bytes[at] === DOLLAR) {
      if (left < 4) return null;
      this.#packet = 4 + bytes.readUInt16BE(at + 2);
      if (bytes.readUInt8(at + 1) % 2 === 0) this.#media += 1;
      return 0;
    }
    return mayBeMessage(bytes, at) ? messageAt(bytes, at) : 1;
  }
}

/** Returns whether a message may begin there, as far as the bytes tell. */
function mayBeMessage(bytes: Buffer, at: number): boolean {
  return STARTS_OF.get(bytes[at])?.some((start) => agrees(bytes, at, start)) ?? false;
}

function agrees(bytes: Buffer, at: number, start: Buffer): boolean {
  const end = Math.min(start.length, bytes.length - at);
  for (let i = 1; i < end; i += 1) if (bytes[at + i] !== start[i]) return false;
  return true;
}

function messageAt(bytes: Buffer, at: number): { message: RtspMessage; end: number } | null {
  const text = bytes.toString('latin1', at, at + MAX_HEAD);
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) {
    if (text.length >= MAX_HEAD) throw new OversizedMessageError(`a head of more than ${MAX_HEAD} bytes`);
    return null;
  }
  const head = { ...parseHead(text.slice(0, end.index)), body: Buffer.alloc(0) };
  const length = Number(header(head, 'content-length') ?? 0);
  if (!(length >= 0 && length <= MAX_BODY)) throw new OversizedMessageError(`more than ${MAX_BODY} bytes`);
  const from = at + end.index + end[0].length;
  if (bytes.length < from + length) return null;
  return { message: { ...head, body: bytes.subarray(from, from + length) }, end: from + length };
}
