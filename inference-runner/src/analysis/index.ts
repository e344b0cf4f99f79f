import { StatusEvents } from './status-events.js';
import type { Analyser, AnalyserDeps } from './types.js';

export { Analysis } from './analysis.js';
export { EventIds } from './event-ids.js';
export type * from './types.js';

/** The analysers of a stream, in order. To add one, write a folder in this one and add it here. */
export function createAnalysers({ eventIds }: AnalyserDeps): Analyser[] {
  return [new StatusEvents(eventIds)];
}
