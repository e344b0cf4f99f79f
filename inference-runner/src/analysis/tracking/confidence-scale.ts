/** The share of detections that are at most as confident as what counts as the model's surest. */
const SUREST = 0.95;
/** How far one detection moves the estimate, as a share of its range. */
const STEP = 0.02;

/**
 * What a model's confidences mean: some give people 0.3, others 0.95. It follows the 95th percentile of what it saw
 * (stochastic approximation of a quantile, Robbins and Monro 1951), and needs nothing else to be known of the model.
 */
export class ConfidenceScale {
  #lowest = 0;
  #surest: number | null = null;

  /** Returns a confidence as a share of what the model gives its surest detections; 1 and more for those. */
  share(confidence: number): number {
    const surest = this.#surest ?? confidence;
    return surest > this.#lowest ? (confidence - this.#lowest) / (surest - this.#lowest) : 1;
  }

  learn(confidences: readonly number[]): void {
    if (confidences.length === 0) return;
    this.#lowest = Math.min(this.#lowest, ...confidences);
    let surest = this.#surest ?? Math.max(...confidences);
    for (const confidence of confidences) {
      const step = STEP * (surest - this.#lowest);
      surest += confidence > surest ? step * SUREST : -step * (1 - SUREST);
    }
    this.#surest = surest;
  }
}
