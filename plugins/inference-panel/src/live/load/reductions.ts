import type { VideoMessage } from '@framewatch/protocol';
import type { DecoderKind } from '../decoder';

/** A part of a stream, to be decoded instead of all of it. */
export interface Reduction {
  decoder: DecoderKind;
  /** Most pictures per second; null where there is no limit. */
  maxFps: number | null;
  /** True for key frames only. */
  keysOnly: boolean;
}

const SLOW_FPS = 5;
const SLOWEST_FPS = 1;
/** A picture may come this much early: times of pictures are not quite even. */
const TOLERANCE_US = 5_000;

/**
 * Returns what to ask for, from the whole stream to the smallest part of it. JPEG is less work: the runner sends at most 15
 * pictures per second, at most 1280 pixels wide, and any of them can be left out. Without JPEG, key frames are all that is
 * left.
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

/** Time to wait for a picture that has a result. After it, any picture is passed. */
const PATIENCE_US = 1_000_000;
/** Most pictures that wait for their result, and most results that wait for their picture: two seconds or more. */
const HELD = 32;

type Moment = Pick<VideoMessage, 'epoch' | 'ptsUs'>;

/**
 * Passes as many pictures as a reduction asks for, before they are decoded. Where pictures are shown with their own results
 * only, and few are shown, it passes those that have a result.
 */
export class PictureFilter {
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
