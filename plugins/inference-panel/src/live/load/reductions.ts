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

/** Lets through as much of a stream as a reduction asks for. */
export class PictureGate {
  private last: Pick<VideoMessage, 'epoch' | 'ptsUs'> | null = null;

  passes({ key, epoch, ptsUs }: VideoMessage, { keysOnly, maxFps }: Reduction): boolean {
    const sinceUs = this.last?.epoch === epoch ? ptsUs - this.last.ptsUs : Infinity;
    // Times that go back are another pass over a group of pictures.
    const tooSoon = maxFps !== null && sinceUs >= 0 && sinceUs < 1e6 / maxFps - TOLERANCE_US;
    if (tooSoon || (keysOnly && !key)) {
      return false;
    }
    this.last = { epoch, ptsUs };
    return true;
  }
}
