/** One figure that has to reach something. */
export interface Check {
  what: string;
  value: number;
  target: string;
  passed: boolean;
}

/** What a benchmark found. `figures` are for the reader, `checks` decide. */
export interface BenchReport {
  bench: string;
  passed: boolean;
  /** Why the figures say nothing, so that neither passing nor failing means anything; null if they do. */
  notJudged: string | null;
  checks: Check[];
  figures: Record<string, number>;
}

export interface BenchOptions {
  /** Takes what is being done, a line each. */
  say: (text: string) => void;
}

export interface Bench {
  readonly name: string;
  run(options: BenchOptions): Promise<BenchReport>;
}
