/** @jest-environment ../models/src/testing/host-environment.ts */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { MADE_KINDS, madeModel, PLACES, ROWS, SIDE } from './made-model.js';

describe.each(MADE_KINDS)('the made model for %s', (kind) => {
  it('is the same each time', () => {
    expect(madeModel(kind).equals(madeModel(kind))).toBe(true);
  });

  it('gives the same objects for every picture', async () => {
    const session = await InferenceSession.create(madeModel(kind));
    const run = async (shade: number) => {
      const picture = new Float32Array(3 * SIDE * SIDE).fill(shade);
      return (await session.run({ images: new Tensor('float32', picture, [1, 3, SIDE, SIDE]) })).output0!;
    };
    const [dark, light] = [await run(0), await run(1)];
    expect(dark.dims).toEqual([1, ROWS[kind], PLACES]);
    expect(
      Buffer.from((dark.data as Float32Array).buffer).equals(Buffer.from((light.data as Float32Array).buffer))
    ).toBe(true);
    await session.release();
  });
});
