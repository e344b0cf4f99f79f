import type { FrameResult, StreamEvent } from '@framewatch/protocol';
import type { Analysed, Analyser, StatusChange } from './types.js';

/** The analysers of one stream, one after the other: each gets the result that the one before it made. */
export class Analysis {
  /** `report` is told of an analyser that throws: what it would have added is missing, the others go on. */
  constructor(
    private readonly analysers: readonly Analyser[],
    private readonly report: (error: unknown) => void
  ) {}

  onResult(first: FrameResult): Analysed {
    let result = first;
    const events: StreamEvent[] = [];
    for (const analyser of this.analysers) {
      const analysed = this.#attempt(() => analyser.onResult?.(result));
      if (!analysed) continue;
      result = analysed.result;
      events.push(...analysed.events);
    }
    return { result, events };
  }

  onStatus(change: StatusChange): readonly StreamEvent[] {
    return this.analysers.flatMap((analyser) => this.#attempt(() => analyser.onStatus?.(change)) ?? []);
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
