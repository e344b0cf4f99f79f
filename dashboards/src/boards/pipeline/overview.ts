import {
  columns,
  figure,
  grid,
  highIsBad,
  lowIsBad,
  prom,
  promNow,
  promTable,
  RUNNER,
  states,
  toAlerts,
  toDocs,
  upOrDown,
} from '../../kit/index.js';
import { NOT_SCRAPED, NO_SINK, toExporter, toFleet, toHost, toSpool } from './shared.js';

export const targetsDown = figure({
  title: 'Services down',
  description: 'How many of the addresses that Prometheus scrapes do not answer.',
  queries: [promNow('count(up == 0) or vector(0)', 'down')],
  noData: 'Prometheus scrapes nothing',
  links: [toAlerts(), toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 1));

export const runnersUp = figure({
  title: 'Runners up',
  description: 'Share of the chosen runners that answer the exporter.',
  queries: [prom(`avg(max by (runner) (framewatch_runner_up{${RUNNER}}))`, 'up')],
  noData: 'No runners',
  links: [toFleet, toDocs('What to do', 'runbooks/runner-down.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(lowIsBad(0.9, 1));

export const spoolUsed = figure({
  title: 'Fullest spool',
  description: 'How full the fullest spool is. What it cannot hold is lost, the oldest first.',
  queries: [prom(`max(sink:spool_used:ratio{${RUNNER}})`, 'used')],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/spool-backlog.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(highIsBad(0.5, 0.9));

export const lost = figure({
  title: 'Points lost',
  description: 'Points that were given up and will never be in the database, over the time range of the dashboard.',
  queries: [promNow(`sum(increase(sink:points_dropped:total{${RUNNER}}[$__range]))`, 'lost')],
  noData: NO_SINK,
  links: [toSpool, toDocs('What to do', 'runbooks/data-loss.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

export const notified = figure({
  title: 'Failed notifications',
  description: 'Notifications that Alertmanager could not deliver, over the time range of the dashboard.',
  queries: [promNow('sum(increase(alertmanager_notifications_failed_total[$__range]))', 'failed')],
  noData: NOT_SCRAPED,
  links: [toAlerts(), toDocs('Receivers', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 5));

export const ruleFailures = figure({
  title: 'Failed rules',
  description: 'Evaluations of rules that failed in Prometheus, over the time range of the dashboard.',
  queries: [promNow('sum(increase(prometheus_rule_evaluation_failures_total[$__range]))', 'failed')],
  noData: NOT_SCRAPED,
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

export const services = states({
  title: 'Services',
  description: 'When each service answered Prometheus, and when not.',
  queries: [prom('up', '{{job}} {{instance}}')],
  noData: 'Prometheus scrapes nothing',
  links: [toHost, toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'none',
}).mappings(upOrDown());

export const runners = columns(
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

export const runnerErrors = grid({
  title: 'Why runners are down',
  description: 'What the exporter met when it asked: docs/metrics.md explains each reason.',
  queries: [promTable(`max by (runner, reason) (framewatch_exporter_runner_error_info{${RUNNER}})`)],
  noData: 'All runners answer',
  links: [toExporter, toDocs('What to do', 'runbooks/runner-down.md')],
}).withTransformation({
  id: 'organize',
  options: { excludeByName: { Time: true, Value: true }, indexByName: {}, renameByName: {} },
});
