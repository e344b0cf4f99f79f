import { transpose } from './tensor.js';

test('a matrix is transposed', () => {
  const matrix = { dtype: 'int32', shape: [2, 3], data: Int32Array.of(1, 2, 3, 4, 5, 6) } as const;
  expect(transpose(matrix, [1, 0])).toEqual({ dtype: 'int32', shape: [3, 2], data: Int32Array.of(1, 4, 2, 5, 3, 6) });
});

test('every element of a tensor of rank 4 goes where its index says', () => {
  const shape = [2, 3, 4, 5];
  const permutation = [3, 0, 2, 1];
  const tensor = { dtype: 'float32', shape, data: Float32Array.from({ length: 120 }, (_, i) => i) } as const;
  const result = transpose(tensor, permutation);
  expect(result.shape).toEqual([5, 2, 4, 3]);
  let at = 0;
  for (let d = 0; d < 5; d++) {
    for (let a = 0; a < 2; a++) {
      for (let c = 0; c < 4; c++) {
        for (let b = 0; b < 3; b++) expect(result.data[at++]).toBe(((a * 3 + b) * 4 + c) * 5 + d);
      }
    }
  }
});
