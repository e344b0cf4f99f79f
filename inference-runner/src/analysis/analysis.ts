import type { CountBucket, FrameResult, StreamEvent, TodayCounts } from '@framewatch/protocol';
import type { Analysed, Analyser, Kept, LumaImage, StatusChange } from './types.js';

/** The analysers of one stream, in order: each gets the result of the one before it. */
export class Analysis {
  /** Calls `report` when an analyser throws. Its additions are then missing; the others go on. */
  constructor(
    private readonly analysers: readonly Analyser[],
    private readonly report: (error: unknown) => void
  ) {}

  onResult(first: FrameResult): Analysed {
    let result = first;
    const events: StreamEvent[] = [];
    const counts: CountBucket[] = [];
    let today: TodayCounts | null = null;
    for (const analyser of this.analysers) {
      const analysed = this.#attempt(() => analyser.onResult?.(result));
      if (!analysed) continue;
      result = analysed.result;
      events.push(...analysed.events);
      counts.push(...(analysed.counts ?? []));
      today = analysed.today ?? today;
    }
    return { result, events, counts, today };
  }

  /** What is remembered over a restart. */
  get kept(): readonly Kept[] {
    return this.analysers.flatMap(({ kept }) => kept ?? []);
  }

  onLuma(luma: LumaImage): readonly StreamEvent[] {
    return this.analysers.flatMap((analyser) => this.#attempt(() => analyser.onLuma?.(luma)) ?? []);
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    return this.analysers.flatMap((analyser) => this.#attempt(() => analyser.onStatus?.(change)) ?? []);
  }

  onFailure(): void {
    for (const analyser of this.analysers) this.#attempt(() => analyser.onFailure?.());
  }

  #attempt<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }
}
