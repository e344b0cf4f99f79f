import type { Analyser, AnalyserDeps } from '../types.js';
import { AnomalyMeter } from './metrics.js';
import { PictureHealth } from './picture/index.js';

export { ANOMALY_METRICS } from './metrics.js';

/** False alarms that are accepted a day. */
const FALSE_ALARMS_PER_DAY = 1;

/** The detectors of anomalies of a stream. */
export function createAnomalies({ stream, scope, eventIds }: AnalyserDeps): Analyser[] {
  const meter = new AnomalyMeter(scope);
  return [new PictureHealth({ stream: stream.id, ids: eventIds, meter, falseAlarmsPerDay: FALSE_ALARMS_PER_DAY })];
}
