import { graph, influxql, prom, rate, RUNNER, stackedGraph, toDocs, WINDOW } from '../../kit/index.js';
import { NOT_STORED } from '../no-data.js';
import { NOT_SCRAPED, NO_SINK, SINK, toFleet, toHost, toSpool } from './shared.js';

export const written = graph({
  title: 'Points written',
  description: 'Points per second that the database took from each runner.',
  queries: [prom(rate('framewatch_sink_points_written_total', RUNNER), SINK)],
  noData: NO_SINK,
  links: [toFleet, toSpool],
  unit: 'suffix: /s',
});

export const backlog = graph({
  title: 'Spool',
  description: 'How full each runner’s spool is. It fills while the database is away or too slow.',
  queries: [prom(`sink:spool_used:ratio{${RUNNER}}`, SINK)],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/spool-backlog.md')],
  unit: 'percentunit',
}).max(1);

export const writeErrors = stackedGraph({
  title: 'Failed writes, by reason',
  description: 'Writes per second that failed and are tried again.',
  queries: [prom(rate('framewatch_sink_write_errors_total', RUNNER), `${SINK} {{reason}}`)],
  noData: 'No data of failed writes in this time',
  links: [toDocs('What each reason means', 'data.md#when-something-goes-wrong')],
  unit: 'suffix: /s',
});

export const lostByReason = stackedGraph({
  title: 'Points lost, by reason',
  description: 'Points that were given up.',
  queries: [prom(`increase(framewatch_sink_points_dropped_total{${RUNNER}}[${WINDOW}])`, `${SINK} {{reason}}`)],
  noData: 'No data of lost points in this time',
  links: [
    toDocs('What each reason means', 'data.md#when-something-goes-wrong'),
    toDocs('What to do', 'runbooks/data-loss.md'),
  ],
  unit: 'short',
});

export const writeTime = graph({
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

export const arrived = graph({
  title: 'Frames in the database',
  description:
    'Stored frames in each interval, as the database itself counts them. Where it has fewer than runners wrote, points were lost or are still in a spool.',
  queries: [
    influxql(
      'SELECT count("objects") FROM "frames" WHERE $timeFilter GROUP BY time($__interval), "stream" fill(0)',
      '$tag_stream'
    ),
  ],
  noData: NOT_STORED,
  links: [toFleet, toDocs('What is stored', 'data.md')],
  unit: 'short',
});

export const databaseRequests = graph({
  title: 'Requests to the database',
  description: 'Requests per second to InfluxDB, by path and status.',
  queries: [
    prom(`sum by (path, status) (rate(http_api_requests_total{job="influxdb"}[${WINDOW}])) > 0`, '{{path}} {{status}}'),
  ],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/database-down.md')],
  unit: 'reqps',
});

export const databaseSize = graph({
  title: 'Size of the database',
  description: 'Bytes on disk of all buckets of InfluxDB.',
  queries: [prom('sum by (instance) (storage_shard_disk_size{job="influxdb"})', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'bytes',
});
