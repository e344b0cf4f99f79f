/** What a run may take at least, where nothing is configured. */
const DEFAULT_MS = 10_000;
/** A run may take this many times the median of recent runs, where that is more: a slow model is not one that hangs. */
const MEDIANS = 20;
/** Runs that the median is of. */
const RECENT_RUNS = 51;
/** What compiles or tunes the model in its first run needs time for it; the CPU does not. */
const FIRST_RUN_MS = 120_000;

/** How long one run of a model may take before it counts as hung. Milliseconds. */
export class RunDeadline {
  readonly #configuredMs: number | null;
  readonly #recent: number[] = [];

  /** `seconds`: null for what the model's own runs suggest. */
  constructor(seconds: number | null) {
    this.#configuredMs = seconds === null ? null : seconds * 1000;
  }

  /** A run took so long. */
  ran(ms: number): void {
    this.#recent.push(ms);
    if (this.#recent.length > RECENT_RUNS) this.#recent.shift();
  }

  /** For the next run, on this execution provider. */
  ms(provider: string): number {
    if (this.#configuredMs !== null) return this.#configuredMs;
    const sorted = [...this.#recent].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    if (median === undefined) return provider === 'cpu' ? DEFAULT_MS : FIRST_RUN_MS;
    return Math.max(DEFAULT_MS, MEDIANS * median);
  }
}
