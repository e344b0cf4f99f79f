import type { VideoMessage } from '@framewatch/protocol';
import type { DecoderKind } from '../decoder';

/** A part of a stream that is less work than all of it. */
export interface Reduction {
  decoder: DecoderKind;
  /** Pictures a second, at most; null: as many as come. */
  maxFps: number | null;
  /** Only pictures that need no other one. */
  keysOnly: boolean;
}

const SLOW_FPS = 5;
const SLOWEST_FPS = 1;
/** Times of pictures are not quite even. */
const TOLERANCE_US = 5_000;

/**
 * What to ask for when all of it is too much, most first. JPEG is what the runner has that is smaller (1280 pixels wide at
 * most) and rarer (15 a second at most), and each picture can be left out. Without it there are the key frames.
 */
export function planReductions(decoder: DecoderKind, mayChange: boolean): Reduction[] {
  const all: Reduction = { decoder, maxFps: null, keysOnly: false };
  if (decoder === 'webcodecs' && !mayChange) {
    return [all, { ...all, keysOnly: true }];
  }
  const jpeg: Reduction = { decoder: 'jpeg', maxFps: null, keysOnly: false };
  const fewer = [SLOW_FPS, SLOWEST_FPS].map((maxFps) => ({ ...jpeg, maxFps }));
  return decoder === 'webcodecs' ? [all, jpeg, ...fewer] : [all, ...fewer];
}

/** A picture is waited for that has a result; after this time without one any will do. */
const PATIENCE_US = 1_000_000;
/** Pictures that wait for their result, and results for their picture: two seconds and more of either. */
const HELD = 32;

type Moment = Pick<VideoMessage, 'epoch' | 'ptsUs'>;

/**
 * Lets through as much of a stream as a reduction asks for, before anything is decoded. Where a picture is shown with its
 * own result only, and few are shown, they are those that have one.
 */
export class PictureGate {
  private last: Moment | null = null;
  private pictures: VideoMessage[] = [];
  private results: Moment[] = [];

  /** Returns the picture if it is to be decoded now. */
  takePicture(message: VideoMessage, { keysOnly, maxFps }: Reduction, paired: boolean): VideoMessage | null {
    if (maxFps === null) {
      return keysOnly && !message.key ? null : message;
    }
    const overdueUs = this.sinceUs(message) - intervalUs(maxFps);
    const fits = !paired || overdueUs >= PATIENCE_US || this.results.some((result) => isSame(result, message));
    if (overdueUs >= 0 && fits) {
      return this.pass(message);
    }
    this.pictures = [...this.pictures, message].slice(-HELD);
    return null;
  }

  /** Returns the picture that the result is of if it waits, and is to be decoded now. */
  takeResult(result: Moment, { maxFps }: Reduction): VideoMessage | null {
    if (maxFps === null) {
      return null;
    }
    this.results = [...this.results, result].slice(-HELD);
    const message = this.pictures.find((picture) => isSame(picture, result));
    return message && this.sinceUs(message) >= intervalUs(maxFps) ? this.pass(message) : null;
  }

  private pass(message: VideoMessage): VideoMessage {
    this.last = message;
    this.pictures = [];
    return message;
  }

  /** Microseconds of the stream since the last picture; infinite where time begins anew, or another pass over it. */
  private sinceUs({ epoch, ptsUs }: Moment): number {
    const { last } = this;
    return last?.epoch === epoch && ptsUs >= last.ptsUs ? ptsUs - last.ptsUs : Infinity;
  }
}

function intervalUs(fps: number): number {
  return 1e6 / fps - TOLERANCE_US;
}

function isSame(a: Moment, b: Moment): boolean {
  return a.epoch === b.epoch && a.ptsUs === b.ptsUs;
}
