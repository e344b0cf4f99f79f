import { fileURLToPath } from 'node:url';
import type { StreamConfig } from '../config/index.js';
import { Demuxer } from './demuxer.js';
import {
  EncryptedVideoError,
  InvalidVideoError,
  SourceError,
  UndecodableVideoError,
  UnsupportedUrlError,
  fileError,
} from './errors.js';
import { Pacer } from './pacer.js';
import { isScrambled } from './scrambling.js';
import type { SessionEnd } from './session.js';
import { SourceCore } from './source-core.js';
import type { Demand, SourceDeps, SourceListener, VideoSource } from './types.js';

/** Containers round their durations; a file that is shorter by more than this was cut off. */
const CUT_OFF_US = 500_000;

/** Local files only: a playlist must not make the runner fetch anything. */
const FILE_OPTIONS = { protocol_whitelist: 'file' };

/** A video file, played once or in a loop, at its own pace like a camera or as fast as frames are consumed. */
export class FileSource implements VideoSource {
  readonly live: boolean;
  readonly #core: SourceCore;
  readonly #url: string;
  readonly #loop: boolean;
  readonly #pacer: Pacer;
  #warned = false;

  constructor(config: Pick<StreamConfig, 'url' | 'pace' | 'loop'>, deps: Pick<SourceDeps, 'log' | 'clock'>) {
    this.#core = new SourceCore(config.url, deps);
    this.#url = config.url;
    this.live = config.pace === 'realtime';
    this.#loop = config.loop;
    this.#pacer = new Pacer(this.#core.clock);
  }

  start(listener: SourceListener, demand: Demand): void {
    this.#core.start(listener, () => this.#run(this.live ? null : demand));
  }

  stop(): Promise<void> {
    return this.#core.stop();
  }

  async #run(demand: Demand | null): Promise<void> {
    this.#core.status.enter('connecting');
    try {
      if (hasScheme(this.#url)) throw new UnsupportedUrlError(this.#core.redacted);
      let startUs = 0;
      for (;;) {
        const end = await this.#pass(startUs, demand);
        if (this.#core.signal.aborted) return;
        const damage = this.#damage(end);
        if (!this.#loop) {
          this.#core.status.enter('ended', damage);
          return;
        }
        startUs = end.endUs;
      }
    } catch (error) {
      const { message } = await this.#cause(error);
      if (this.#core.signal.aborted) return;
      if (!(error instanceof SourceError)) this.#core.log.error({ err: error }, 'source failed unexpectedly');
      this.#core.status.enter('failed', message);
    }
  }

  /** Reads the file once. A loop reopens it each time: that is cheap, and the file may have been replaced. */
  async #pass(startUs: number, demand: Demand | null): Promise<SessionEnd> {
    const { redacted, signal } = this.#core;
    const session = this.#core.session(
      {
        demuxer: new Demuxer({ url: fileUrl(this.#url), redacted, options: FILE_OPTIONS, explain: fileError }),
        seamless: true,
        demand,
        pacer: this.live ? this.#pacer : null,
        startUs,
        leapUs: null,
        captureTimeUs: (ptsUs) => this.#pacer.wallUs(ptsUs),
        signal,
      },
      { onArrival: () => undefined, onPicture: () => undefined }
    );
    const end = await session.run();
    if (end.pictures === 0 && !signal.aborted) throw new UndecodableVideoError(redacted);
    return end;
  }

  /** For a scrambled file FFmpeg only reports that it is empty. */
  async #cause(error: unknown): Promise<Error> {
    const empty = error instanceof InvalidVideoError || error instanceof UndecodableVideoError;
    if (empty && (await isScrambled(localPath(this.#url)))) {
      return new EncryptedVideoError(this.#core.redacted, 'scrambled, as pay TV is');
    }
    return error instanceof Error ? error : new Error(String(error));
  }

  /** Describes what was lost; undefined for a complete file. Logs it the first time only. */
  #damage({ errors, missingUs }: SessionEnd): string | undefined {
    const cutOff = missingUs > CUT_OFF_US;
    if (errors === 0 && !cutOff) return undefined;
    const missingSeconds = cutOff ? missingUs / 1e6 : 0;
    if (!this.#warned) this.#core.log.warn({ missingSeconds, errors }, 'file is damaged or cut off');
    this.#warned = true;
    const found = [
      ...(cutOff ? [`the last ${missingSeconds.toFixed(1)} s are missing`] : []),
      ...(errors > 0 ? [`${errors} of its packets could not be decoded`] : []),
    ];
    return `${this.#core.redacted}: damaged or cut off: ${found.join(', ')}: copy or record it again`;
  }
}

function hasScheme(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^file:/i.test(url);
}

/** Without `file:` FFmpeg would take the part of a path before a colon for a protocol. */
function fileUrl(path: string): string {
  return `file:${localPath(path)}`;
}

function localPath(path: string): string {
  return /^file:\/\//i.test(path) ? fileURLToPath(path) : path;
}
