/** How many samples fall into each bin. */
export type Counts = ReadonlyMap<string, number>;

/** Added to each count, so that an empty bin is rare rather than impossible. */
const PRIOR = 0.5;

/** Population stability index: the sum of (p - q)·ln(p / q). 0 for equal distributions; above 0.25 they differ by much. */
export function stabilityIndex(reference: Counts, window: Counts): number {
  return sumOverBins(reference, window, (p, q) => (p - q) * Math.log(p / q));
}

/** Jensen-Shannon divergence in bits: 0 for equal distributions, 1 for those that have nothing in common (Lin 1991). */
export function jensenShannon(reference: Counts, window: Counts): number {
  return sumOverBins(reference, window, (p, q) => {
    const middle = (p + q) / 2;
    return (p * Math.log2(p / middle) + q * Math.log2(q / middle)) / 2;
  });
}

function sumOverBins(reference: Counts, window: Counts, term: (p: number, q: number) => number): number {
  const bins = new Set([...reference.keys(), ...window.keys()]);
  const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, PRIOR * bins.size);
  const [all, recent] = [total(reference), total(window)];
  return [...bins].reduce((sum, bin) => {
    const p = ((reference.get(bin) ?? 0) + PRIOR) / all;
    const q = ((window.get(bin) ?? 0) + PRIOR) / recent;
    return sum + term(p, q);
  }, 0);
}
