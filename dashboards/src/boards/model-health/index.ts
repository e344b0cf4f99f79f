import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, eventMarks, modelVariable, runnerVariable, side, streamsVariable } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';
import { confidenceNow, detectionRate, driftNow, errorShare, inferenceTime, late } from './now.js';
import { inferenceHeat, latencyHeat, quantiles, stages } from './time.js';
import { classMix, classShares, confidenceBars, confidenceHeat, confidenceKept } from './seen.js';
import { anomalies, drift, errors, providers } from './trouble.js';

/** Whether models are as fast, as sure and as right as they were. */
export function modelHealth(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.modelHealth,
    title: 'Model health',
    description: 'Latency, confidence, classes, errors and drift of the models.',
    from: 'now-3h',
    refresh: '1m',
    variables: [runnerVariable(), streamsVariable(), modelVariable()],
    annotations: [eventMarks('')],
    sections: [
      { title: 'Now', places: side(4, late, inferenceTime, errorShare, confidenceNow, detectionRate, driftNow) },
      { title: 'Time', places: [...side(10, latencyHeat, inferenceHeat), ...side(9, quantiles, stages)] },
      {
        title: 'Confidence',
        places: [
          { panel: confidenceHeat, width: 16, height: 10 },
          { panel: confidenceBars, width: 8, height: 10 },
          { panel: confidenceKept, width: 24, height: 9 },
        ],
      },
      {
        title: 'Classes',
        places: [
          { panel: classMix, width: 16, height: 9 },
          { panel: classShares, width: 8, height: 9 },
        ],
      },
      { title: 'Errors and drift', places: [...side(9, errors, drift), ...side(9, anomalies, providers)] },
    ],
  });
}
