import { someResult } from '@framewatch/viewer-client/testing';
import { FRAME_US, FakePicture, setUpSync as setUp } from '../../testing/setUpSync';
import type { SyncChoice } from './types';

const FRAME_MS = FRAME_US / 1_000;

/** A person that moves by one hundredth of the picture with each frame. */
const personIn = (n: number, tracked = true) => ({
  class: 'person',
  confidence: 0.9,
  box: [n / 100, 0.5, 0.1, 0.2] as [number, number, number, number],
  ...(tracked && { track: 7 }),
});

function setUpSync(choice: SyncChoice = 'smooth', limits = {}) {
  const { buffer, ...rest } = setUp(choice, limits);
  return {
    buffer,
    ...rest,
    result: (n: number, fields: Parameters<typeof someResult>[0] = {}) =>
      buffer.pushResult(someResult({ ptsUs: n * FRAME_US, seq: n, detections: [personIn(n)], ...fields })),
    /** `[picture, left edge of the person in hundredths, verdict]`; closes what it takes. */
    look(nowMs = 0) {
      const shown = buffer.take(nowMs);
      shown?.picture?.close();
      const left = shown?.result?.detections[0]?.box[0];
      return (
        shown && [(shown.picture?.ptsUs ?? NaN) / FRAME_US, left === undefined ? null : round(left), shown.verdict]
      );
    },
  };
}

const round = (left: number) => Math.round(left * 1e8) / 1e6;

const every = (nth: number) => (n: number) => n % nth === 0;

/** Plays pictures, and `latencyMs` later the results of those that were `inferred`; returns what was shown, and when. */
function play(
  { picture, result, look }: ReturnType<typeof setUpSync>,
  { frames = 60, inferred = every(4), latencyMs = 30, tracked = true, from = 0 } = {}
) {
  const shown: Array<{ picture: number; left: number | null; verdict: string; delayMs: number }> = [];
  const results = new Map<number, number>();
  for (let ms = from * FRAME_MS; ms < (from + frames) * FRAME_MS; ms += FRAME_MS / 3) {
    const n = Math.round(ms / FRAME_MS);
    if (Math.abs(ms - n * FRAME_MS) < 1) {
      picture(n, ms);
      if (inferred(n)) {
        results.set(n, ms + latencyMs);
      }
    }
    for (const [of, dueMs] of results) {
      if (ms >= dueMs) {
        results.delete(of);
        result(of, { detections: [personIn(of, tracked)] });
      }
    }
    const one = look(ms);
    if (one) {
      const [of, left, verdict] = one as [number, number | null, string];
      shown.push({ picture: of, left, verdict, delayMs: ms - of * FRAME_MS });
    }
  }
  return shown;
}

describe('smooth', () => {
  it('shows every picture, each with what was there: its own result, or what lies between two', () => {
    const shown = play(setUpSync());
    expect(shown.map(({ picture }) => picture)).toEqual(shown.map((_, n) => n));
    expect(shown.length).toBeGreaterThan(50);
    for (const { picture, left, verdict } of shown) {
      expect([left, verdict]).toEqual([picture, picture % 4 === 0 ? 'paired' : 'interpolated']);
    }
  });

  it('shows them evenly, one interval of results and the time of an inference later', () => {
    const delays = play(setUpSync(), { frames: 120 })
      .slice(30)
      .map(({ delayMs }) => Math.round(delayMs));
    expect(new Set(delays).size).toBe(1);
    expect(delays[0]).toBeLessThanOrEqual(3 * FRAME_MS + 30 + FRAME_MS / 3);
  });

  it('never shows a place beyond the newest result', () => {
    const { picture, result, look } = setUpSync();
    picture(0, 0);
    result(0);
    expect(look(0)).toEqual([0, 0, 'paired']);
    picture(1, 33);
    expect(look(432)).toBeNull();
    expect(look(433)).toEqual([1, null, 'no-result']);
  });

  it('shows no boxes where the next result came later than 400 ms, and none that belong elsewhere', () => {
    const { picture, result, look } = setUpSync();
    picture(0, 0);
    result(0);
    look(0);
    picture(1, 33);
    expect(look(433)).toEqual([1, null, 'no-result']);
    picture(2, 440);
    result(4);
    expect(look(841)).toEqual([2, 2, 'interpolated']);
  });

  it('follows a model that became faster', () => {
    const sync = setUpSync();
    play(sync, { inferred: every(8) });
    const delays = play(sync, { inferred: every(1), from: 60, frames: 120 }).map(({ delayMs }) => delayMs);
    expect(delays.at(-1)).toBeLessThan(60);
  });

  it('draws what has no track on its own picture only', () => {
    const shown = play(setUpSync(), { tracked: false });
    for (const { picture, left } of shown) {
      expect(left).toBe(picture % 4 === 0 ? picture : null);
    }
  });

  it.each([
    ['the runner left pictures out', 4, true],
    ['pictures are missing by their times', 8, false],
  ])('does not go across where %s', (_, n, discontinuity) => {
    const { buffer, picture, result, look } = setUpSync('smooth', { maxBehindUs: Infinity });
    [0, 1, 2, 3].forEach((before) => picture(before, 0));
    buffer.pushPicture(new FakePicture(n * FRAME_US, 1, discontinuity), 0);
    result(0);
    result(10);
    const verdicts = Array.from({ length: 5 }, () => look(400)?.[2]);
    expect(verdicts.slice(-3)).toEqual(['no-result', 'no-result', 'no-result']);
  });

  it('does not go towards a picture of which parts were lost', () => {
    const { picture, result, look } = setUpSync();
    picture(0, 0);
    result(0);
    look(0);
    picture(1, 0);
    result(4, { damaged: true });
    expect(look(400)).toEqual([1, null, 'no-result']);
  });

  it('does not go from one epoch to the next', () => {
    const { picture, result, look } = setUpSync();
    picture(0, 0);
    result(0);
    look(0);
    picture(1, 0, 2);
    result(4, { epoch: 2 });
    expect(look(400)).toEqual([1, null, 'no-result']);
  });

  it('leaves out the pictures from before the first result that a viewer gets', () => {
    const { picture, result, look, buffer } = setUpSync();
    [1, 2, 3, 4].forEach((n) => picture(n, 0));
    result(3);
    expect(look(0)).toEqual([3, 3, 'paired']);
    expect(buffer.counts).toMatchObject({ repeated: 2, superseded: 0 });
  });

  it('jumps ahead when the repaints cannot keep up', () => {
    const { picture, result, look, buffer } = setUpSync('smooth', { maxBehindUs: 2 * FRAME_US });
    result(0);
    for (let n = 0; n <= 8; n++) {
      picture(n, 0);
    }
    result(8);
    expect(look(0)).toEqual([6, 6, 'interpolated']);
    expect(buffer.counts.superseded).toBe(6);
  });
});

describe('auto', () => {
  it('is exact at first, and while the model looks at every picture', () => {
    const sync = setUpSync('auto');
    expect(sync.buffer.mode).toBe('exact');
    play(sync, { inferred: every(1), frames: 150 });
    expect(sync.buffer.mode).toBe('exact');
  });

  it('is smooth while the model is slower, and exact again when it is not', () => {
    const sync = setUpSync('auto');
    play(sync, { inferred: every(4), frames: 90 });
    expect(sync.buffer.mode).toBe('smooth');
    play(sync, { inferred: every(1), frames: 90, from: 90 });
    expect(sync.buffer.mode).toBe('exact');
  });

  it('does not switch to and fro for a model that is nearly fast enough', () => {
    const sync = setUpSync('auto');
    const inferred = (n: number) => n % 6 !== 0;
    play(sync, { inferred, frames: 120 });
    expect(sync.buffer.mode).toBe('exact');
    play(sync, { inferred: every(4), frames: 90, from: 120 });
    expect(sync.buffer.mode).toBe('smooth');
    play(sync, { inferred, frames: 120, from: 210 });
    expect(sync.buffer.mode).toBe('smooth');
  });

  it('stays exact where results come too late for smooth: boxes would come and go', () => {
    const sync = setUpSync('auto');
    play(sync, { inferred: every(20), latencyMs: 200, frames: 300 });
    expect(sync.buffer.mode).toBe('exact');
  });

  it('stays exact where objects are not tracked', () => {
    const sync = setUpSync('auto');
    play(sync, { tracked: false, frames: 150 });
    expect(sync.buffer.mode).toBe('exact');
  });
});
