import {
  type ByeReason,
  type ClientMessage,
  type FrameResult,
  type LiveErrorCode,
  parseClientMessage,
  PROTOCOL_VERSION,
  ProtocolError,
  type ServerMessage,
  type StreamState,
  type VideoConfig,
  type VideoFormat,
  withDiscontinuity,
} from '@framewatch/protocol';
import type { RelayedPicture } from '../relay/index.js';
import type { Clock } from '@framewatch/service-kit';
import { Heartbeat, type Pingable } from './heartbeat.js';
import type { LiveLimits } from './limits.js';
import { TokenBucket } from './token-bucket.js';
import type { ViewableStream, ViewerMeter } from './types.js';
import { CongestionControl } from './congestion-control.js';
import { PairedPictures } from './paired-pictures.js';

/** The part of a WebSocket that a session uses. Sending never throws and never waits. */
export interface LiveSocket extends Pingable {
  send(data: string | Uint8Array): void;
  close(code: number): void;
}

const CLOSE_CODE: Readonly<Record<ByeReason, number>> = { renew: 1000, shutdown: 1001, protocol: 1008 };

/**
 * One viewer of one stream, from the accepted socket to its end. Sends everything while the viewer keeps up, else
 * nothing before the next key frame. Holds no picture itself, so a viewer that does not read costs only the bytes in
 * its socket. The owner of the socket calls the `on…` methods.
 */
export class LiveSession {
  readonly #stream: ViewableStream;
  readonly #meter: ViewerMeter;
  readonly #socket: LiveSocket;
  readonly #clock: Clock;
  readonly #limits: LiveLimits;
  readonly #onEnd: () => void;

  #phase: 'waiting' | 'live' | 'ending' | 'closed' = 'waiting';
  readonly #messages: TokenBucket;
  readonly #congestion: CongestionControl;
  readonly #heartbeat: Heartbeat;
  #format: VideoFormat = 'none';
  /** Set for a viewer that shows nothing else, where each picture can be left out. */
  #paired: PairedPictures | null = null;
  #fps: number | null = null;
  #lastRestartMs = -Infinity;

  #cancelStart: () => void;
  #cancelLifetime: () => void = noop;
  #cancelClose: () => void = noop;
  #unwatch: () => void = noop;
  #unsubscribe: () => void = noop;

  constructor(
    stream: ViewableStream,
    meter: ViewerMeter,
    socket: LiveSocket,
    clock: Clock,
    limits: LiveLimits,
    onEnd: () => void
  ) {
    this.#stream = stream;
    this.#meter = meter;
    this.#socket = socket;
    this.#clock = clock;
    this.#limits = limits;
    this.#onEnd = onEnd;
    this.#congestion = new CongestionControl(limits);
    this.#messages = new TokenBucket(limits.messageBurst, limits.messagesPerSecond, clock.nowMs());
    this.#cancelStart = clock.after(limits.startTimeoutMs, () =>
      this.#fail('start-timeout', `no start message within ${limits.startTimeoutMs} ms`)
    );
    this.#heartbeat = new Heartbeat(socket, clock, limits.pingIntervalMs, () => this.#congestion.totalBytes);
    meter.viewers(1);
  }

  onText(text: string): void {
    if (!this.#isOpen() || !this.#allow(1)) return;
    let message: ClientMessage;
    try {
      message = parseClientMessage(text);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error);
      return;
    }
    this.#handle(message);
  }

  onBinary(): void {
    if (!this.#isOpen() || !this.#allow(1)) return;
    this.#refuse(new ProtocolError('malformed', 'clients send text messages only'));
  }

  /** The runner failed to serve this viewer; the others are not affected. */
  onFailure(): void {
    if (this.#isOpen()) this.#fail('internal', 'the runner failed to serve this viewer: see its log');
  }

  onPong(): void {
    this.#heartbeat.onPong();
  }

  /** The socket was closed, by either side. */
  onClose(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#release();
    this.#cancelClose();
    this.#meter.viewers(-1);
    this.#onEnd();
  }

  /** Sends `bye` and closes; drops a peer that does not answer in time. */
  end(reason: ByeReason): void {
    if (!this.#isOpen()) return;
    this.#sendMessage({ type: 'bye', reason });
    this.#phase = 'ending';
    this.#release();
    this.#socket.close(CLOSE_CODE[reason]);
    this.#cancelClose = this.#clock.after(this.#limits.closeGraceMs, () => this.#socket.terminate());
  }

  #handle(message: ClientMessage): void {
    if (this.#phase === 'waiting') {
      if (message.type === 'start') this.#start(message.video, message.sync === 'exact');
      else this.#fail('bad-message', `the first message has to be start, not ${message.type}`);
      return;
    }
    switch (message.type) {
      case 'start':
        this.#refuse(
          new ProtocolError('malformed', 'start: already started; connect again to change the video format')
        );
        return;
      case 'ack':
        this.#acknowledge(message.seq, message.queue);
        return;
      case 'keyframe':
        this.#restart();
        return;
      case 'ping':
        this.#sendMessage({ type: 'pong', id: message.id, serverTimeUs: this.#clock.wallUs() });
    }
  }

  #start(format: VideoFormat, exact: boolean): void {
    const { id, state, reason, capabilities } = this.#stream.describe();
    if (!capabilities.video.includes(format)) {
      this.#fail('video-unavailable', `stream ${id} has no ${format} video, only ${capabilities.video.join(', ')}`);
      return;
    }
    this.#cancelStart();
    this.#phase = 'live';
    this.#format = format;
    // Of H.264 a decoder needs every picture.
    this.#paired = exact && format === 'jpeg' ? new PairedPictures() : null;
    this.#cancelLifetime = this.#clock.after(this.#limits.lifetimeMs, () => this.end('renew'));
    this.#sendMessage({
      type: 'hello',
      version: PROTOCOL_VERSION,
      stream: id,
      serverTimeUs: this.#clock.wallUs(),
      lifetimeMs: this.#limits.lifetimeMs,
    });
    this.#sendStatus(state, reason);
    this.#sendLastingEvents();
    this.#unwatch = this.#stream.watch({
      onResult: (message, result) => this.#takeResult(message, result),
      onState: (newState, newReason) => this.#sendStatus(newState, newReason),
      onEvent: (event) => this.#sendMessage({ type: 'event', event }),
    });
    if (format === 'none') this.#sendConfig(0, noVideo);
    else this.#subscribe(format);
  }

  #sendLastingEvents(): void {
    const { events } = this.#stream.events(this.#clock.wallUs() / 1000, Infinity);
    for (const event of events) if (event.endUs === null) this.#sendMessage({ type: 'event', event });
  }

  #subscribe(format: 'h264' | 'jpeg'): void {
    this.#lastRestartMs = this.#clock.nowMs();
    this.#unsubscribe = this.#stream.video.subscribe(format, {
      onVideoConfig: (epoch, config) => this.#sendConfig(epoch, config),
      onPicture: (picture) => {
        const pictures = this.#paired?.takePicture(picture, this.#clock.nowMs()) ?? [picture];
        for (const one of pictures) this.#takePicture(one);
      },
    });
  }

  /** The viewer's decoder restarts: sends the current group of pictures, or waits for the next key frame. */
  #restart(): void {
    if (this.#format === 'none') return;
    const nowMs = this.#clock.nowMs();
    const tooSoon = nowMs - this.#lastRestartMs < this.#limits.minKeyframeIntervalMs;
    this.#congestion.skipToKey();
    if (tooSoon || !this.#congestion.keepsUp(0, this.#socket.bufferedAmount, nowMs)) return;
    const leave = this.#unsubscribe;
    this.#subscribe(this.#format);
    leave();
  }

  #takePicture(picture: RelayedPicture): void {
    if (this.#phase !== 'live') return;
    const nowMs = this.#clock.nowMs();
    const wasSkipping = this.#congestion.skipping;
    const verdict = this.#congestion.judge(picture, this.#socket.bufferedAmount, nowMs);
    if (verdict === 'send-after-gap' || wasSkipping !== this.#congestion.skipping) this.#sendCurrentStatus();
    if (verdict === 'skip') return;
    const message = verdict === 'send' ? picture.message : withDiscontinuity(picture.message);
    this.#congestion.sentPicture(picture.seq, message.byteLength, nowMs);
    this.#send(message);
  }

  #acknowledge(seq: number, queue: number): void {
    const wasSkipping = this.#congestion.skipping;
    this.#congestion.acknowledge(seq, this.#fps === null ? 0 : (queue / this.#fps) * 1000);
    if (this.#congestion.skipping && !wasSkipping) this.#sendCurrentStatus();
  }

  #takeResult(message: Uint8Array, result: FrameResult): void {
    for (const picture of this.#paired?.takeResult(result, this.#clock.nowMs()) ?? []) this.#takePicture(picture);
    this.#sendResult(message);
  }

  #sendResult(message: Uint8Array): void {
    if (this.#phase !== 'live') return;
    if (!this.#congestion.socketKeepsUp(message.byteLength, this.#socket.bufferedAmount, this.#clock.nowMs())) return;
    this.#congestion.sentBytes(message.byteLength);
    this.#send(message);
  }

  #sendConfig(epoch: number, video: VideoConfig): void {
    this.#paired?.clear();
    const { labels, model, zones, lines } = this.#stream.describe();
    this.#fps = video.fps;
    this.#sendMessage({ type: 'config', epoch, video, labels, model, zones, lines });
  }

  #sendCurrentStatus(): void {
    const { state, reason } = this.#stream.describe();
    this.#sendStatus(state, reason);
  }

  #sendStatus(state: StreamState, reason?: string): void {
    const { execution } = this.#stream.describe();
    this.#sendMessage({
      type: 'status',
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(execution && { execution }),
      skipped: this.#congestion.skipped,
    });
  }

  /** Text is always sent: the heartbeat closes a client that does not read before much of it can wait. */
  #sendMessage(message: ServerMessage): void {
    if (!this.#isOpen()) return;
    const text = JSON.stringify(message);
    this.#congestion.sentBytes(Buffer.byteLength(text));
    this.#send(text);
  }

  #send(data: string | Uint8Array): void {
    this.#meter.viewerBytesSent(typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength);
    this.#socket.send(data);
  }

  #refuse(error: ProtocolError): void {
    const code = error.code === 'unsupported-version' ? 'unsupported-version' : 'bad-message';
    if (this.#phase === 'waiting') {
      this.#fail(code, error.message);
      return;
    }
    if (!this.#allow(this.#limits.badMessageCost - 1)) return;
    this.#sendMessage({ type: 'error', code, message: error.message });
  }

  #allow(cost: number): boolean {
    if (this.#messages.take(cost, this.#clock.nowMs())) return true;
    this.#fail('flood', `more than ${this.#limits.messagesPerSecond} messages a second: send fewer`);
    return false;
  }

  #fail(code: LiveErrorCode, message: string): void {
    this.#sendMessage({ type: 'error', code, message });
    this.end('protocol');
  }

  #isOpen(): boolean {
    return this.#phase === 'waiting' || this.#phase === 'live';
  }

  #release(): void {
    this.#cancelStart();
    this.#cancelLifetime();
    this.#heartbeat.stop();
    this.#unwatch();
    this.#unsubscribe();
    this.#unwatch = noop;
    this.#unsubscribe = noop;
  }
}

const noVideo: VideoConfig = {
  format: 'none',
  codec: null,
  width: null,
  height: null,
  fps: null,
  rotation: 0,
  flip: false,
  timeBase: [1, 1_000_000],
};

function noop(): void {
  // Nothing to undo yet.
}
