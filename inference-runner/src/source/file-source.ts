import { fileURLToPath } from 'node:url';
import type { StreamConfig } from '../config/types.js';
import { Demuxer } from './demuxer.js';
import {
  EncryptedVideoError,
  InvalidVideoError,
  SourceError,
  UndecodableVideoError,
  UnsupportedUrlError,
  fileError,
} from './errors.js';
import { MediaSource, type SourceDeps } from './media-source.js';
import { Pacer } from './pacer.js';
import { isScrambled } from './scrambling.js';
import type { SessionEnd } from './session.js';

/** Containers round their durations; what lacks more than this was cut off. */
const CUT_OFF_US = 500_000;

/** A playlist must not make the runner fetch anything. */
const FILE_OPTIONS = { protocol_whitelist: 'file' };

/** A video file: once or in a loop, at its own pace like a camera or as fast as its pictures are taken. */
export class FileSource extends MediaSource {
  readonly live: boolean;
  readonly #loop: boolean;
  readonly #pacer: Pacer;
  #warned = false;

  constructor(config: Pick<StreamConfig, 'url' | 'pace' | 'loop'>, deps: SourceDeps) {
    super(config.url, deps);
    this.live = config.pace === 'realtime';
    this.#loop = config.loop;
    this.#pacer = new Pacer(this.clock);
  }

  protected async run(): Promise<void> {
    this.enter('connecting');
    try {
      if (hasScheme(this.url)) throw new UnsupportedUrlError(this.redacted);
      let startUs = 0;
      for (;;) {
        const end = await this.#pass(startUs);
        if (this.stopping.aborted) return;
        const damage = this.#damage(end);
        if (!this.#loop) {
          this.enter('ended', damage);
          return;
        }
        startUs = end.endUs;
      }
    } catch (error) {
      const { message } = await this.#cause(error);
      if (this.stopping.aborted) return;
      if (!(error instanceof SourceError)) this.log.error({ err: error }, 'source failed unexpectedly');
      this.enter('failed', message);
    }
  }

  /** Reads the file once. A loop opens it anew each time: that is cheap, and the file may have been replaced. */
  async #pass(startUs: number): Promise<SessionEnd> {
    const { redacted, stopping: signal } = this;
    const end = await this.open(
      {
        demuxer: new Demuxer({ url: fileUrl(this.url), redacted, options: FILE_OPTIONS, explain: fileError }),
        pacer: this.live ? this.#pacer : null,
        startUs,
        leapUs: null,
        captureTimeUs: (ptsUs) => this.#pacer.wallUs(ptsUs),
        signal,
      },
      true
    );
    if (end.pictures === 0 && !signal.aborted) throw new UndecodableVideoError(redacted);
    return end;
  }

  /** Of a scrambled file FFmpeg only says that nothing is in it. */
  async #cause(error: unknown): Promise<Error> {
    const empty = error instanceof InvalidVideoError || error instanceof UndecodableVideoError;
    if (empty && (await isScrambled(localPath(this.url)))) {
      return new EncryptedVideoError(this.redacted, 'scrambled, as pay TV is');
    }
    return error instanceof Error ? error : new Error(String(error));
  }

  /** Says what was lost; undefined for a whole file. Logs it the first time only. */
  #damage({ errors, missingUs }: SessionEnd): string | undefined {
    const cutOff = missingUs > CUT_OFF_US;
    if (errors === 0 && !cutOff) return undefined;
    const missingSeconds = cutOff ? missingUs / 1e6 : 0;
    if (!this.#warned) this.log.warn({ missingSeconds, errors }, 'file is damaged or cut off');
    this.#warned = true;
    const found = [
      ...(cutOff ? [`the last ${missingSeconds.toFixed(1)} s are missing`] : []),
      ...(errors > 0 ? [`${errors} of its packets could not be decoded`] : []),
    ];
    return `${this.redacted}: damaged or cut off: ${found.join(', ')}: copy or record it again`;
  }
}

function hasScheme(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^file:/i.test(url);
}

/** FFmpeg takes what stands before a colon in a path for a protocol, unless it is told that this is a file. */
function fileUrl(path: string): string {
  return `file:${localPath(path)}`;
}

function localPath(path: string): string {
  return /^file:\/\//i.test(path) ? fileURLToPath(path) : path;
}
