import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  CHOSEN_STREAMS,
  eventMarks,
  modelVariable,
  runnerVariable,
  side,
  sourceVariable,
  streamVariable,
} from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';
import { age, dropped, latencyNow, objectsNow, rate, reconnects, up, video, viewers } from './now.js';
import { anomalies, anomaliesOverTime, classesLive, crossings, zones } from './seen.js';
import { drops, latency, stages, throughput, timesLive } from './pace.js';
import { eventsKept, eventsNow, objectsKept } from './events.js';

/** One stream, now and lately: what is seen, how fast, and what happened. */
export function live(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.live,
    title: 'Live',
    description: 'One stream: the video with what the model sees, counts, latency and events.',
    from: 'now-15m',
    refresh: '10s',
    variables: [sourceVariable(), runnerVariable(), streamVariable(), modelVariable()],
    annotations: [eventMarks('$stream', CHOSEN_STREAMS)],
    sections: [
      {
        title: 'Now',
        places: [
          { panel: video, width: 16, height: 16 },
          ...[up, age, objectsNow, rate, latencyNow, dropped, reconnects, viewers].map((panel) => ({
            panel,
            width: 4,
            height: 4,
          })),
        ],
      },
      {
        title: 'What is seen',
        places: [
          ...side(9, classesLive, timesLive),
          ...side(8, zones, crossings),
          { panel: anomalies, width: 4, height: 8 },
          { panel: anomaliesOverTime, width: 20, height: 8 },
        ],
      },
      { title: 'How well it goes', places: [...side(9, throughput, drops), ...side(9, latency, stages)] },
      {
        title: 'What happened',
        places: [
          { panel: eventsNow, width: 12, height: 10 },
          { panel: eventsKept, width: 12, height: 10 },
          { panel: objectsKept, width: 24, height: 9 },
        ],
      },
    ],
  });
}
