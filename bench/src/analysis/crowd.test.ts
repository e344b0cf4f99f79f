import { frameResultSchema } from '@framewatch/protocol';
import { crowd, resultOf } from './crowd.js';

describe('the crowd', () => {
  const frames = crowd(50);

  it('is what a runner could have seen', () => {
    for (const seq of [0, 1, 299, 600, 1_000_000])
      expect(() => frameResultSchema.parse(resultOf(frames, seq))).not.toThrow();
  });

  it('has most of its people in each frame, and nobody in all', () => {
    const counts = frames.map((detections) => detections.length);
    expect(Math.min(...counts)).toBeGreaterThan(20);
    expect(Math.max(...counts)).toBeLessThan(50);
  });

  it('goes on where it began: the last frame is as close to the first as any two', () => {
    const [first = [], last = []] = [frames[0], frames.at(-1)];
    const near = first.filter(({ box: [x, y] }) =>
      last.some(({ box: [otherX, otherY] }) => Math.hypot(x - otherX, y - otherY) < 0.03)
    );
    expect(near.length).toBeGreaterThan(first.length * 0.8);
  });
});
