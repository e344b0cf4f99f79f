import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, runnerVariable, side } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';
import {
  lost,
  notified,
  ruleFailures,
  runnerErrors,
  runners,
  runnersUp,
  services,
  spoolUsed,
  targetsDown,
} from './overview.js';
import {
  arrived,
  backlog,
  databaseRequests,
  databaseSize,
  lostByReason,
  writeErrors,
  writeTime,
  written,
} from './database.js';
import { alerts, cameras, memory, notifications, runnerTime, scrapeTime, series, tsdb, viewerRate } from './metrics.js';

/** Whether what is seen also gets where it should: database, metrics, alerts. */
export function pipeline(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.pipeline,
    title: 'Pipeline',
    description: 'Runners, database, spool, exporter, Prometheus and Alertmanager themselves.',
    from: 'now-3h',
    refresh: '1m',
    variables: [runnerVariable()],
    sections: [
      { title: 'Now', places: side(4, targetsDown, runnersUp, spoolUsed, lost, notified, ruleFailures) },
      {
        title: 'Services',
        places: [
          ...side(9, services),
          { panel: runners, width: 16, height: 7 },
          { panel: runnerErrors, width: 8, height: 7 },
        ],
      },
      {
        title: 'To the database',
        places: [
          ...side(8, written, backlog, writeTime),
          ...side(8, writeErrors, lostByReason, arrived),
          ...side(8, databaseRequests, databaseSize),
        ],
      },
      { title: 'Video', places: side(8, cameras, viewerRate) },
      {
        title: 'Metrics and alerts',
        places: [
          ...side(8, scrapeTime, runnerTime, memory),
          ...side(8, series, tsdb),
          ...side(8, alerts, notifications),
        ],
      },
    ],
  });
}
