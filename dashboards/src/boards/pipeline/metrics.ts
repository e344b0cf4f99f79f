import { graph, prom, RUNNER, stackedGraph, toAlerts, toDocs, WINDOW } from '../../kit/index.js';
import { NOT_SCRAPED, toExporter, toFleet, toHost } from './shared.js';

export const viewerRate = graph({
  title: 'Video to viewers',
  description: 'Bits per second that each runner sends to viewers of live video.',
  queries: [prom(`8 * sum by (runner) (rate(framewatch_viewer_bytes_sent_total{${RUNNER}}[${WINDOW}]))`, '{{runner}}')],
  noData: 'No data of viewers in this time',
  links: [toFleet, toHost],
  unit: 'bps',
});

export const cameras = graph({
  title: 'Camera emulator',
  description: 'Bits per second that come in at MediaMTX, by path.',
  queries: [prom(`8 * sum by (name) (rate(paths_inbound_bytes[${WINDOW}]))`, '{{name}}')],
  noData: 'No data of MediaMTX: is it scraped?',
  links: [toFleet, toDocs('How sources are watched', 'sources.md')],
  unit: 'bps',
});

export const scrapeTime = graph({
  title: 'Time of a scrape',
  description: 'How long each service took to answer Prometheus. The exporter waits for its runners.',
  queries: [prom('max by (job, instance) (scrape_duration_seconds)', '{{job}} {{instance}}')],
  noData: NOT_SCRAPED,
  links: [toExporter],
  unit: 's',
});

export const runnerTime = graph({
  title: 'Time of a runner’s answer',
  description: 'How long each runner took to answer the exporter, or to fail.',
  queries: [prom(`framewatch_exporter_runner_request_duration_seconds{${RUNNER}}`, '{{runner}}')],
  noData: 'No data of runners: does the exporter answer?',
  links: [toFleet, toExporter],
  unit: 's',
});

export const series = graph({
  title: 'Series in Prometheus',
  description: 'Series that are being written, and so what Prometheus needs memory for.',
  queries: [prom('prometheus_tsdb_head_series', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('How many series', 'metrics.md#how-many-series')],
  unit: 'short',
});

export const tsdb = graph({
  title: 'Size of Prometheus’ data',
  description: 'Bytes on disk of the blocks that Prometheus keeps.',
  queries: [prom('prometheus_tsdb_storage_blocks_bytes', '{{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'bytes',
});

export const alerts = stackedGraph({
  title: 'Alerts',
  description: 'Alerts of Prometheus that fire, by name.',
  queries: [prom('count by (alertname) (ALERTS{alertstate="firing"})', '{{alertname}}')],
  noData: 'No data of alerts that fire in this time',
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
});

export const notifications = graph({
  title: 'Notifications',
  description: 'Notifications per minute that Alertmanager sent, and those that failed, by integration.',
  queries: [
    prom(`60 * sum by (integration) (rate(alertmanager_notifications_total[${WINDOW}])) > 0`, '{{integration}}'),
    prom(
      `60 * sum by (integration) (rate(alertmanager_notifications_failed_total[${WINDOW}])) > 0`,
      '{{integration}} failed'
    ),
  ],
  noData: 'No data of notifications in this time',
  links: [toAlerts(), toDocs('Receivers', 'alerts.md')],
  unit: 'suffix: /min',
});

export const memory = graph({
  title: 'Memory of services',
  description: 'Memory that each scraped process takes.',
  queries: [prom('process_resident_memory_bytes', '{{job}} {{instance}}')],
  noData: NOT_SCRAPED,
  links: [toHost],
  unit: 'bytes',
});
