import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  columns,
  figure,
  graph,
  grid,
  highIsBad,
  influxql,
  lowIsBad,
  prom,
  promNow,
  promTable,
  rate,
  RUNNER,
  runnerVariable,
  side,
  stackedGraph,
  states,
  toAlerts,
  toDashboard,
  toDocs,
  upOrDown,
  WINDOW,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';

const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
const toHost = toDashboard(DASHBOARD_UIDS.gpuHost);
const toSpool = toDocs('How the spool works', 'data.md#the-spool');
const toExporter = toDocs('How the exporter works', 'metrics.md#the-exporter');

const NOT_SCRAPED = 'Not scraped: see the services above';
const NO_SINK = 'No runner writes to a database';
const SINK = '{{runner}} → {{sink}}';

const targetsDown = figure({
  title: 'Services down',
  description: 'How many of the addresses that Prometheus scrapes do not answer.',
  queries: [promNow('count(up == 0) or vector(0)', 'down')],
  noData: 'Prometheus scrapes nothing',
  links: [toAlerts(), toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 1));

const runnersUp = figure({
  title: 'Runners up',
  description: 'Share of the chosen runners that answer the exporter.',
  queries: [prom(`avg(max by (runner) (framewatch_runner_up{${RUNNER}}))`, 'up')],
  noData: 'No runners',
  links: [toFleet, toDocs('What to do', 'runbooks/runner-down.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(lowIsBad(0.9, 1));

const spoolUsed = figure({
  title: 'Fullest spool',
  description: 'How full the fullest spool is. What it cannot hold is lost, the oldest first.',
  queries: [prom(`max(sink:spool_used:ratio{${RUNNER}})`, 'used')],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/spool-backlog.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(highIsBad(0.5, 0.9));

const lost = figure({
  title: 'Points lost',
  description: 'Points that were given up and will never be in the database, over the time range of the dashboard.',
  queries: [promNow(`sum(increase(sink:points_dropped:total{${RUNNER}}[$__range]))`, 'lost')],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/data-loss.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

const notified = figure({
  title: 'Failed notifications',
  description: 'Notifications that Alertmanager could not deliver, over the time range of the dashboard.',
  queries: [promNow('sum(increase(alertmanager_notifications_failed_total[$__range]))', 'failed')],
  noData: NOT_SCRAPED,
  links: [toAlerts(), toDocs('Receivers', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 5));

const ruleFailures = figure({
  title: 'Failed rules',
  description: 'Evaluations of rules that failed in Prometheus, over the time range of the dashboard.',
  queries: [promNow('sum(increase(prometheus_rule_evaluation_failures_total[$__range]))', 'failed')],
  noData: NOT_SCRAPED,
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

const services = states({
  title: 'Services',
  description: 'When each service answered Prometheus, and when not.',
  queries: [prom('up', '{{job}} {{instance}}')],
  noData: 'Prometheus scrapes nothing',
  links: [toHost, toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'none',
}).mappings(upOrDown());

const runners = columns(
  {
    title: 'Runners',
    description: 'Every runner that the exporter asks, its version, and how long its answer took.',
    noData: 'The exporter asks no runner: set FRAMEWATCH_RUNNERS',
    links: [toFleet, toExporter],
  },
  [
    {
      name: 'State',
      query: promTable(`max by (runner) (framewatch_runner_up{${RUNNER}})`),
      mappings: upOrDown(),
      coloured: lowIsBad(0.5, 1),
    },
    { name: 'Streams', query: promTable(`count by (runner) (framewatch_stream_up{${RUNNER}})`), unit: 'short' },
    {
      name: 'Streams up',
      query: promTable(`sum by (runner) (framewatch_stream_up{${RUNNER}})`),
      unit: 'short',
    },
    {
      name: 'Answer',
      query: promTable(`max by (runner) (framewatch_exporter_runner_request_duration_seconds{${RUNNER}})`),
      unit: 's',
    },
    { name: 'Viewers', query: promTable(`sum by (runner) (framewatch_viewers{${RUNNER}})`), unit: 'short' },
  ]
);

const runnerErrors = grid({
  title: 'Why runners are down',
  description: 'What the exporter met when it asked: docs/metrics.md explains each reason.',
  queries: [promTable(`max by (runner, reason) (framewatch_exporter_runner_error_info{${RUNNER}})`)],
  noData: 'All runners answer',
  links: [toExporter, toDocs('What to do', 'runbooks/runner-down.md')],
}).withTransformation({
  id: 'organize',
  options: { excludeByName: { Time: true, Value: true }, indexByName: {}, renameByName: {} },
});

const written = graph({
  title: 'Points written',
  description: 'Points per second that the database took from each runner.',
  queries: [prom(rate('framewatch_sink_points_written_total', RUNNER), SINK)],
  noData: NO_SINK,
  links: [toFleet, toSpool],
  unit: 'suffix: /s',
});

const backlog = graph({
  title: 'Spool',
  description: 'How full each runner’s spool is. It fills while the database is away or too slow.',
  queries: [prom(`sink:spool_used:ratio{${RUNNER}}`, SINK)],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/spool-backlog.md')],
  unit: 'percentunit',
}).max(1);

const writeErrors = stackedGraph({
  title: 'Failed writes, by reason',
  description: 'Writes per second that failed and are tried again.',
  queries: [prom(rate('framewatch_sink_write_errors_total', RUNNER), `${SINK} {{reason}}`)],
  noData: 'None',
  links: [toDocs('What each reason means', 'data.md#when-something-goes-wrong')],
  unit: 'suffix: /s',
});

const lostByReason = stackedGraph({
  title: 'Points lost, by reason',
  description: 'Points that were given up.',
  queries: [prom(`increase(framewatch_sink_points_dropped_total{${RUNNER}}[${WINDOW}])`, `${SINK} {{reason}}`)],
  noData: 'None',
  links: [
    toDocs('What each reason means', 'data.md#when-something-goes-wrong'),
    toDocs('What to do', 'runbooks/data-loss.md'),
  ],
  unit: 'short',
});

const writeTime = graph({
  title: 'Time of a write, 95 %',
  description: 'Within this time the database had answered 95 % of the writes.',
  queries: [
    prom(
      `histogram_quantile(0.95, sum by (le, runner, sink) (rate(framewatch_sink_write_duration_seconds_bucket{${RUNNER}}[${WINDOW}])))`,
      SINK
    ),
  ],
  noData: NO_SINK,
  links: [toHost, toSpool],
  unit: 's',
});

const arrived = graph({
  title: 'Frames in the database',
  description:
    'Stored frames in each interval, as the database itself counts them. Where it has fewer than runners wrote, points were lost or are still in a spool.',
  queries: [
    influxql(
      'SELECT count("objects") FROM "frames" WHERE $timeFilter GROUP BY time($__interval), "stream" fill(none)',
      '$tag_stream'
    ),
  ],
  noData: 'The database holds no frames of this time',
  links: [toFleet, toDocs('What is stored', 'data.md')],
  unit: 'short',
});

const databaseRequests = graph({
  title: 'Requests to the database',
  description: 'Requests per second to InfluxDB, by path and status.',
  queries: [
    prom(`sum by (path, status) (rate(http_api_requests_total{job="influxdb"}[${WINDOW}])) > 0`, '{{path}} {{status}}'),
  ],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/database-down.md')],
  unit: 'reqps',
});

const databaseSize = graph({
  title: 'Size of the database',
  description: 'Bytes on disk of all buckets of InfluxDB.',
  queries: [prom('sum by (instance) (storage_shard_disk_size{job="influxdb"})', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'bytes',
});

const viewerRate = graph({
  title: 'Video to viewers',
  description: 'Bits per second that each runner sends to viewers of live video.',
  queries: [prom(`8 * sum by (runner) (rate(framewatch_viewer_bytes_sent_total{${RUNNER}}[${WINDOW}]))`, '{{runner}}')],
  noData: 'Unknown',
  links: [toFleet, toHost],
  unit: 'bps',
});

const cameras = graph({
  title: 'Camera emulator',
  description: 'Bits per second that come in at MediaMTX, by path.',
  queries: [prom(`8 * sum by (name) (rate(paths_bytes_received[${WINDOW}]))`, '{{name}}')],
  noData: 'MediaMTX is not scraped',
  links: [toFleet, toDocs('How sources are watched', 'sources.md')],
  unit: 'bps',
});

const scrapeTime = graph({
  title: 'Time of a scrape',
  description: 'How long each service took to answer Prometheus. The exporter waits for its runners.',
  queries: [prom('max by (job, instance) (scrape_duration_seconds)', '{{job}} {{instance}}')],
  noData: 'Prometheus scrapes nothing',
  links: [toExporter],
  unit: 's',
});

const runnerTime = graph({
  title: 'Time of a runner’s answer',
  description: 'How long each runner took to answer the exporter, or to fail.',
  queries: [prom(`framewatch_exporter_runner_request_duration_seconds{${RUNNER}}`, '{{runner}}')],
  noData: 'The exporter asks no runner',
  links: [toFleet, toExporter],
  unit: 's',
});

const series = graph({
  title: 'Series in Prometheus',
  description: 'Series that are being written, and so what Prometheus needs memory for.',
  queries: [prom('prometheus_tsdb_head_series', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('How many series', 'metrics.md#how-many-series')],
  unit: 'short',
});

const tsdb = graph({
  title: 'Size of Prometheus’ data',
  description: 'Bytes on disk of the blocks that Prometheus keeps.',
  queries: [prom('prometheus_tsdb_storage_blocks_bytes', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'bytes',
});

const alerts = stackedGraph({
  title: 'Alerts',
  description: 'Alerts of Prometheus that fire, by name.',
  queries: [prom('count by (alertname) (ALERTS{alertstate="firing"})', '{{alertname}}')],
  noData: 'None',
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
});

const notifications = graph({
  title: 'Notifications',
  description: 'Notifications per minute that Alertmanager sent, and those that failed, by integration.',
  queries: [
    prom(`60 * sum by (integration) (rate(alertmanager_notifications_total[${WINDOW}])) > 0`, '{{integration}}'),
    prom(
      `60 * sum by (integration) (rate(alertmanager_notifications_failed_total[${WINDOW}])) > 0`,
      '{{integration}} failed'
    ),
  ],
  noData: 'None',
  links: [toAlerts(), toDocs('Receivers', 'alerts.md')],
  unit: 'suffix: /min',
});

const memory = graph({
  title: 'Memory of services',
  description: 'Memory that each scraped process takes.',
  queries: [prom('process_resident_memory_bytes', '{{job}} {{instance}}')],
  noData: 'Prometheus scrapes nothing',
  links: [toHost],
  unit: 'bytes',
});

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
