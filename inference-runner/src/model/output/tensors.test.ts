import { outputsOf } from './tensors.js';

const SCORES = { type: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6), dims: [2, 3, 1] };
const COUNTS = { type: 'int64', data: BigInt64Array.of(7n, 8n), dims: [2] };

describe('the outputs of one of several pictures', () => {
  it('are its part of each, in place', () => {
    const second = outputsOf({ scores: SCORES, counts: COUNTS }, 1, 2);
    expect(second).toEqual({
      scores: { type: 'float32', data: Float32Array.of(4, 5, 6), dims: [1, 3, 1] },
      counts: { type: 'int64', data: BigInt64Array.of(8n), dims: [1] },
    });
    expect((second.scores?.data as Float32Array).buffer).toBe(SCORES.data.buffer);
  });

  it('of one picture are as they came', () => {
    const outputs = { scores: SCORES };
    expect(outputsOf(outputs, 0, 1)).toBe(outputs);
  });

  it('are refused where the model gave them for another number', () => {
    expect(() => outputsOf({ scores: SCORES }, 0, 4)).toThrow(
      'output scores is float32 [2, 3, 1], expected a part for each of 4 pictures'
    );
    expect(() => outputsOf({ sum: { ...SCORES, dims: [] } }, 0, 2)).toThrow('output sum is float32 []');
  });
});
