import type { Analyser, AnalyserDeps } from '../types.js';
import { Budget } from './budget.js';
import { Counts, offsetOf } from './counts/index.js';
import { Drift } from './drift/index.js';
import { AnomalyMeter } from './metrics.js';
import { PictureHealth } from './picture/index.js';

export { ANOMALY_METRICS } from './metrics.js';

/** The detectors of anomalies of a stream. */
export function createAnomalies({ stream, scope, eventIds, timeZone }: AnalyserDeps): Analyser[] {
  const { falseAlarmsPerDay, picture, counts, drift } = stream.anomalies;
  const common = { stream: stream.id, ids: eventIds, meter: new AnomalyMeter(scope) };
  const budget = new Budget(falseAlarmsPerDay);
  return [
    ...(picture ? [new PictureHealth({ ...common, falseAlarmsPerDay })] : []),
    ...(counts ? [new Counts({ ...common, ...counts, budget, offsetAt: offsetOf(timeZone) })] : []),
    ...(drift ? [new Drift({ ...common, ...drift, budget })] : []),
  ];
}
