import { decodeBinary, parseServerMessage, type ServerMessage, type VideoMessage } from '@framewatch/protocol';
import { defaultLiveLimits } from '../../src/viewer/limits.js';
import { LiveSession } from '../../src/viewer/live-session.js';
import { FakeClock } from '../fake-clock.js';
import { FakeSocket, FakeStream } from './fakes.js';

const FRAME_MS = 33;

/** A session of one viewer with all that is around it, and what the viewer was sent in the words of the protocol. */
export class WatchedSession {
  readonly clock = new FakeClock();
  readonly socket = new FakeSocket();
  readonly stream = new FakeStream();
  /** How often the session said that it ended. */
  ended = 0;
  readonly session = new LiveSession(
    this.stream,
    this.stream.meter,
    this.socket,
    this.clock,
    defaultLiveLimits,
    () => (this.ended += 1)
  );

  /** Says something as the viewer. */
  tell(message: object): void {
    this.session.onText(JSON.stringify(message));
  }

  start(video = 'h264'): void {
    this.tell({ type: 'start', version: 1, video });
  }

  acknowledge(seq: number, queue = 0): void {
    this.tell({ type: 'ack', seq, queue });
  }

  /** Feeds pictures at 30 a second, with a key frame every `gop`, and acknowledges them unless told not to. */
  play(count: number, { gop = 30, ack = true }: { gop?: number; ack?: boolean } = {}): void {
    for (let i = 0; i < count; i++) {
      const { seq } = this.stream.video.feed(i % gop === 0);
      this.clock.advance(FRAME_MS);
      if (ack && i % 30 === 29) this.acknowledge(seq);
    }
  }

  get texts(): ServerMessage[] {
    return this.socket.sent.filter((data) => typeof data === 'string').map(parseServerMessage);
  }

  get videos(): VideoMessage[] {
    return this.socket.sent
      .filter((data) => typeof data !== 'string')
      .map(decodeBinary)
      .filter((message) => message.kind === 'video');
  }

  /** `seqs` that went out, with `!` where a gap was announced. */
  get sentSeqs(): string[] {
    return this.videos.map(({ seq, discontinuity }) => `${seq}${discontinuity ? '!' : ''}`);
  }

  /** Code of the error that ended the session, told and closed as the protocol says; null where none did. */
  get failure(): string | null {
    const [error, bye] = this.texts.slice(-2);
    if (error?.type !== 'error' || bye?.type !== 'bye') return null;
    return bye.reason === 'protocol' && this.socket.closeCode === 1008 ? error.code : null;
  }
}
