import { fakeFrame } from '../../test/frame/frames.js';
import { FrameDisposedError, SharedFrame } from './shared-frame.js';

afterEach(() => expect(SharedFrame.live).toBe(0));

describe('SharedFrame', () => {
  it('frees the picture with the last handle, once', () => {
    const { frame, counted } = fakeFrame();
    const kept = frame.retain();
    const again = kept.retain();
    frame[Symbol.dispose]();
    again[Symbol.dispose]();
    expect([counted.freed, SharedFrame.live]).toEqual([0, 1]);
    kept[Symbol.dispose]();
    expect([counted.freed, SharedFrame.live]).toEqual([1, 0]);
  });

  it('is the same picture, with the same times, for every holder', () => {
    const { frame } = fakeFrame({
      epoch: 3,
      ptsUs: 40_000,
      captureTimeUs: 7,
      arrivalMs: 5,
      decodeMs: 2,
      damaged: true,
    });
    using _first = frame;
    using kept = frame.retain();
    expect(kept.picture).toBe(frame.picture);
    expect(kept).toMatchObject({
      epoch: 3,
      ptsUs: 40_000,
      captureTimeUs: 7,
      arrivalMs: 5,
      decodeMs: 2,
      damaged: true,
    });
  });

  it('refuses a handle that is disposed, whoever else still holds the frame', () => {
    const { frame, counted } = fakeFrame({ epoch: 2, ptsUs: 9 });
    using _kept = frame.retain();
    frame[Symbol.dispose]();
    for (const use of [() => frame.picture, () => frame.retain(), () => frame[Symbol.dispose]()]) {
      expect(use).toThrow(FrameDisposedError);
      expect(use).toThrow('frame 2/9: this handle is disposed already');
    }
    expect(counted.freed).toBe(0);
  });

  it('is disposed by `using`, also where the block throws', () => {
    const { frame, counted } = fakeFrame();
    const look = () => {
      using held = frame;
      throw new Error(`looked at ${held.ptsUs}`);
    };
    expect(look).toThrow('looked at 0');
    expect(counted.freed).toBe(1);
  });
});
