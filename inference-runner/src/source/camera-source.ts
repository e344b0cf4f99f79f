import { Backoff, onAbort, shareOfOutage, sleep } from '@framewatch/service-kit';
import type { StreamConfig } from '../config/index.js';
import { Demuxer } from './demuxer.js';
import { KeyFrameWait, LONGEST_MS as LONGEST_KEY_FRAME_WAIT_MS } from './key-frame-wait.js';
import { AccessRefusedError, AuthenticationError, SourceError, cameraError } from './errors.js';
import { StallTimeout } from './stall-timeout.js';
import { RtspProxy } from './rtsp/index.js';
import { SourceCore } from './source-core.js';
import type { ReconnectReason, SourceDeps, SourceListener, VideoSource } from './types.js';
import { Watchdog } from './watchdog.js';

/** The longest wait is also used after a refusal: many cameras lock an account after a few wrong passwords. */
const RETRY = { growth: shareOfOutage(1 / 8), minMs: 1000, maxMs: 30_000 };

/** The camera's time may jump ahead by this much; more is a leap that begins a new epoch. */
const LEAP_US = 10_000_000;

/** A camera's clock that differs by more than this is wrong, and the arrival is more precise. */
const CLOCK_TRUST_US = 10_000_000;

/** Enough to recognise an H.264 track and its rate, and short, since it delays the first picture. */
const ANALYSIS = { analyzeduration: '300000', probesize: '200000' };

/** For a camera with few pictures: FFmpeg opens it with the first one. */
const SLOW_ANALYSIS = { ...ANALYSIS, analyzeduration: '1', fpsprobesize: '0', max_ts_probe: '0' };

/** Why a connection ended. */
interface Loss {
  reconnect: ReconnectReason;
  message: string;
  /** The message without the parts that differ between attempts. */
  cause: string;
  /** True when the camera may lock the account after another attempt. */
  refused: boolean;
}

/** An RTSP camera over TCP. Reconnects for ever, with growing pauses, after any failure. */
export class CameraSource implements VideoSource {
  readonly live = true;
  readonly #core: SourceCore;
  readonly #stallTimeout: StallTimeout;
  readonly #backoff: Backoff;
  /** True from the loss of a connection until the next picture. */
  #lost = false;
  #watchdog: Watchdog | null = null;
  readonly #keyFrame = new KeyFrameWait();
  /** True once FFmpeg returns packets. */
  #opened = false;
  #giveUp: (loss: Loss) => void = () => undefined;
  #certificateLogged = false;

  constructor(
    private readonly config: Pick<StreamConfig, 'url' | 'stallSeconds' | 'tls'>,
    { random = Math.random, ...deps }: SourceDeps
  ) {
    this.#core = new SourceCore(config.url, deps);
    this.#stallTimeout = new StallTimeout(config.stallSeconds * 1000);
    this.#backoff = new Backoff({ ...RETRY, clock: this.#core.clock, random });
  }

  start(listener: SourceListener): void {
    this.#core.start(listener, () => this.#run());
  }

  stop(): Promise<void> {
    return this.#core.stop();
  }

  async #run(): Promise<void> {
    while (!this.#core.signal.aborted) {
      this.#core.status.enter('connecting');
      const loss = await this.#connection();
      if (!loss) return;
      if (this.#stallTimeout.steady) this.#backoff.reset();
      const waitMs = loss.refused ? RETRY.maxMs : this.#backoff.next();
      this.#core.status.enter('waiting', `${loss.message}; next attempt in ${Math.ceil(waitMs / 1000)} s`, loss.cause);
      if (!this.#lost) this.#core.listener?.onReconnect(loss.reconnect);
      this.#lost = true;
      await sleep(this.#core.clock, waitMs, this.#core.signal);
    }
  }

  /** FFmpeg takes long to open video that it cannot decode yet, and returns no packet until then. */
  #onOpaqueMedia(): void {
    if (!this.#opened) this.#awaitKeyFrame(false);
  }

  #onArrival(key: boolean): void {
    this.#opened = true;
    this.#awaitKeyFrame(key);
  }

  #awaitKeyFrame(key: boolean): void {
    const { redacted } = this.#core;
    const remedy = 'let the camera send one every 1 to 2 s';
    switch (this.#keyFrame.saw(key, this.#core.clock.nowMs())) {
      case 'waiting':
        if (this.#core.status.state === 'connecting') {
          this.#core.status.enter(
            'waiting-for-key-frame',
            `${redacted}: packets come, but no key frame yet: ${remedy}`
          );
        }
        this.#watchdog?.feed();
        break;
      case 'soon':
      case 'came':
        this.#watchdog?.feed();
        break;
      case 'too-long':
        this.#giveUp(stall(`${redacted}: no key frame for ${LONGEST_KEY_FRAME_WAIT_MS / 1000} s: ${remedy}`));
    }
  }

  #onPicture(): void {
    this.#lost = false;
    this.#keyFrame.end();
    const before = this.#stallTimeout.ms;
    this.#stallTimeout.saw(this.#core.clock.nowMs());
    if (this.#stallTimeout.ms === before) this.#watchdog?.feed();
    else this.#watchdog?.watch(this.#stallTimeout.ms);
  }

  /** Reads one connection until it ends. Returns null when it ended because the source was stopped. */
  async #connection(): Promise<Loss | null> {
    const connection = new AbortController();
    const given: { up?: Loss } = {};
    this.#giveUp = (loss) => {
      if (given.up) return;
      given.up = loss;
      watchdog.rest();
      this.#core.status.enter('stalled', loss.message, loss.cause);
      connection.abort();
    };
    const watchdog = new Watchdog(this.#core.clock, () => {
      const seconds = this.#stallTimeout.ms / 1000;
      this.#stallTimeout.gaveUp();
      const cause = `${this.#core.redacted}: no picture`;
      this.#giveUp(stall(`${cause} for ${seconds} s`, cause));
    });
    this.#watchdog = watchdog;
    this.#keyFrame.begin();
    this.#opened = false;
    const end = () => {
      watchdog.rest();
      connection.abort();
    };
    // AbortSignal.any would leave a listener on the long-lived signal with every attempt.
    const forget = onAbort(this.#core.signal, end);
    this.#stallTimeout.begin();
    watchdog.watch(this.#stallTimeout.ms);
    try {
      await this.#read(connection.signal);
      if (this.#core.signal.aborted) return null;
      if (given.up) return given.up;
      const message = `${this.#core.redacted}: the camera ended the stream`;
      return { reconnect: 'ended', message, cause: message, refused: false };
    } catch (error) {
      if (this.#core.signal.aborted) return null;
      return given.up ?? this.#explain(error);
    } finally {
      watchdog.rest();
      forget();
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { redacted, clock } = this.#core;
    const { url, tls = null } = this.config;
    const proxy = await RtspProxy.open({
      url,
      redacted,
      tls,
      clock,
      signal,
      onOpaqueMedia: () => this.#onOpaqueMedia(),
    });
    const options = {
      rtsp_transport: 'tcp',
      allowed_media_types: 'video',
      ...(this.#stallTimeout.slow ? SLOW_ANALYSIS : ANALYSIS),
      // Microseconds. Only a fallback: the watchdog is quicker.
      timeout: String(2 * this.#stallTimeout.longestMs * 1000),
      // FFmpeg may connect to the proxy only.
      protocol_whitelist: 'tcp',
    };
    try {
      this.#logCertificate(proxy.fingerprint);
      const session = this.#core.session(
        {
          demuxer: new Demuxer({ url: proxy.url, redacted, options, explain: cameraError }),
          seamless: false,
          demand: null,
          pacer: null,
          startUs: 0,
          leapUs: LEAP_US,
          captureTimeUs: (_, cameraTimeUs) => this.#captureTimeUs(cameraTimeUs),
          signal,
        },
        { onArrival: (key) => this.#onArrival(key), onPicture: () => this.#onPicture() }
      );
      await session.run();
      if (proxy.failure) throw proxy.failure;
    } catch (error) {
      throw proxy.failure ?? error;
    } finally {
      await proxy.close();
    }
  }

  /** Logs once that a certificate was accepted unchecked: nearly every camera has one that no authority signed. */
  #logCertificate(fingerprint: string | null): void {
    const { tls } = this.config;
    if (fingerprint === null || this.#certificateLogged || tls?.verify || tls?.fingerprint) return;
    this.#certificateLogged = true;
    this.#core.log.warn(
      { fingerprint },
      'the certificate of the camera is not checked: pin it with tls.fingerprint, or set tls.verify'
    );
  }

  #captureTimeUs(cameraTimeUs: number | null): number {
    const arrivalUs = this.#core.clock.wallUs();
    if (cameraTimeUs === null || Math.abs(cameraTimeUs - arrivalUs) > CLOCK_TRUST_US) return arrivalUs;
    return cameraTimeUs;
  }

  #explain(error: unknown): Loss {
    if (error instanceof SourceError) {
      const refused = error instanceof AccessRefusedError || error instanceof AuthenticationError;
      return { reconnect: error.reconnect, message: error.message, cause: error.message, refused };
    }
    this.#core.log.error({ err: error }, 'source failed unexpectedly');
    const message = error instanceof Error ? error.message : String(error);
    return { reconnect: 'broken', message, cause: message, refused: false };
  }
}

function stall(message: string, cause = message): Loss {
  return { reconnect: 'stalled', message, cause, refused: false };
}
