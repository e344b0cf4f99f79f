import { AnomalyMeter } from '../anomalies/metrics.js';
import type { AnalyserDeps } from '../types.js';
import { Areas } from './areas.js';
import { Bodies } from './posture/index.js';
import { Rules } from './rules.js';

export { unfitRules } from './problems.js';

/** Watches the rules of a stream. */
export function createRules({ stream, labels, scope, timeZone, eventIds }: AnalyserDeps): Rules {
  const meter = new AnomalyMeter(scope);
  const { id, zones, lines, counting, anomalies } = stream;
  return new Rules(anomalies.rules, {
    stream: id,
    areas: new Areas({ zones, lines, frames: counting.frames }),
    bodies: new Bodies(labels.keypoints),
    timeZone,
    eventIds,
    active: (type, count) => meter.active(type, count === null ? null : count > 0),
  });
}
