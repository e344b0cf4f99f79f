/**
 * A distance that a model gives as weights of the bins 0, 1, 2, …: the mean of the bins, weighed by their softmax
 * (Generalized Focal Loss, arXiv 2006.04388). NaN where a weight is.
 */
export function distanceOf(values: Float32Array, start: number, bins: number): number {
  let most = -Infinity;
  for (let bin = 0; bin < bins; bin += 1) most = Math.max(most, values[start + bin] ?? 0);
  let [sum, weighed] = [0, 0];
  for (let bin = 0; bin < bins; bin += 1) {
    const weight = Math.exp((values[start + bin] ?? 0) - most);
    sum += weight;
    weighed += weight * bin;
  }
  return weighed / sum;
}
