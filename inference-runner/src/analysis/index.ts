import { StatusEvents } from './status-events.js';
import type { Analyser } from './types.js';

export { Analysis } from './analysis.js';
export type * from './types.js';

/** The analysers of a stream, in order. To add one, write a file in this folder and add it here. */
export function createAnalysers(): Analyser[] {
  return [new StatusEvents()];
}
