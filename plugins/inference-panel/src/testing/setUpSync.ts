import { someResult } from '@framewatch/viewer-client/testing';
import { SYNC_LIMITS, SyncBuffer, type Shown, type SyncChoice } from '../live/sync';

/** A picture that counts how often it is closed. */
export class FakePicture {
  closed = 0;
  constructor(
    readonly ptsUs: number,
    readonly epoch = 1,
    readonly discontinuity = false
  ) {}
  close = () => {
    this.closed += 1;
  };
}

export const FRAME_US = 33_000;

/** A sync buffer whose pictures and results are given by frame number. */
export function setUpSync(mode: SyncChoice, limits = {}) {
  const buffer = new SyncBuffer<FakePicture>(mode, { ...SYNC_LIMITS, ...limits });
  const all: FakePicture[] = [];
  return {
    buffer,
    all,
    picture(n: number, nowMs = 0, epoch = 1) {
      const picture = new FakePicture(n * FRAME_US, epoch);
      all.push(picture);
      buffer.pushPicture(picture, nowMs);
      return picture;
    },
    result: (n: number, epoch = 1) => buffer.pushResult(someResult({ ptsUs: n * FRAME_US, seq: n, epoch })),
    /** Takes what is due and closes it: `[picture, result, verdict]`, picture and result as frame numbers. */
    take(nowMs = 0) {
      const shown = buffer.take(nowMs);
      shown?.picture?.close();
      return shown && summary(shown);
    },
  };
}

function summary({ picture, result, verdict }: Shown<FakePicture>) {
  return [picture && picture.ptsUs / FRAME_US, result && result.ptsUs / FRAME_US, verdict];
}
