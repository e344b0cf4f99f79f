import {
  columns,
  countedByAlertmanager,
  countedOfRunners,
  figure,
  grid,
  highIsBad,
  lowIsBad,
  neutral,
  ofRunners,
  prom,
  promNow,
  promTable,
  RUNNER,
  STATE,
  stateOfRunner,
  states,
  toAlerts,
  toDocs,
  upOrDown,
} from '../../kit/index.js';
import { toExporter, toFleet, toHost, toSpool } from './shared.js';

export const targetsDown = figure({
  title: 'Services down',
  description: 'How many of the addresses that Prometheus scrapes do not answer.',
  queries: [promNow('sum(up == bool 0)', 'down')],
  links: [toAlerts(), toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'short',
}).thresholds(highIsBad(1, 1));

export const runnersUp = figure({
  title: 'Runners up',
  description: 'Share of the chosen runners that answer the exporter.',
  queries: [
    promNow(
      ofRunners(
        `avg(runner:state{${RUNNER}} == bool ${STATE.up}) and on () count(runner:state{${RUNNER}} != ${STATE.exporterDown})`
      ),
      'up'
    ),
  ],
  links: [toFleet, toDocs('What to do', 'runbooks/runner-down.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(lowIsBad(0.9, 1));

export const spoolUsed = figure({
  title: 'Fullest spool',
  description: 'How full the fullest spool is. What it cannot hold is lost, the oldest first.',
  queries: [promNow(ofRunners(`max(sink:spool_used:ratio{${RUNNER}})`), 'used')],
  links: [toSpool, toDocs('What to do', 'runbooks/spool-backlog.md')],
  unit: 'percentunit',
})
  .decimals(0)
  .thresholds(highIsBad(0.5, 0.9));

export const lost = figure({
  title: 'Points lost',
  description: 'Points that were given up and will never be in the database, over the time range of the dashboard.',
  queries: [promNow(countedOfRunners(`sum(increase(sink:points_dropped:total{${RUNNER}}[$__range]))`), 'lost')],
  links: [toSpool, toDocs('What to do', 'runbooks/data-loss.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

export const notified = figure({
  title: 'Failed notifications',
  description: 'Notifications that Alertmanager could not deliver, over the time range of the dashboard.',
  queries: [
    promNow(countedByAlertmanager('sum(increase(alertmanager_notifications_failed_total[$__range]))'), 'failed'),
  ],
  links: [toAlerts(), toDocs('Receivers', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 5));

export const ruleFailures = figure({
  title: 'Failed rules',
  description: 'Evaluations of rules that failed in Prometheus, over the time range of the dashboard.',
  queries: [promNow('sum(increase(prometheus_rule_evaluation_failures_total[$__range]))', 'failed')],
  links: [toAlerts(), toDocs('All alerts', 'alerts.md')],
  unit: 'short',
})
  .decimals(0)
  .thresholds(highIsBad(1, 1));

export const services = states({
  title: 'Services',
  description: 'When each service answered Prometheus, and when not.',
  queries: [prom('up', '{{job}} {{instance}}')],
  noData: 'No data from Prometheus in this time',
  links: [toHost, toDocs('What to do', 'runbooks/monitoring-target-down.md')],
  unit: 'none',
  mappings: upOrDown(),
});

export const runners = columns(
  {
    title: 'Runners',
    description: 'Every runner that the exporter asks, also one that is down, and how long its answer took.',
    noData: 'No data of runners: set FRAMEWATCH_RUNNERS, and is the exporter scraped?',
    links: [toFleet, toExporter],
  },
  ['runner'],
  [
    {
      name: 'State',
      query: promTable(`max by (runner) (runner:state{${RUNNER}})`),
      mappings: stateOfRunner(),
      coloured: neutral(),
    },
    { name: 'Streams', query: promTable(`count by (runner) (stream:state{${RUNNER}})`), unit: 'short' },
    {
      name: 'Streams up',
      query: promTable(`sum by (runner) ((stream:state{${RUNNER}} != ${STATE.exporterDown}) == bool ${STATE.up})`),
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
  description:
    'What the exporter met when it asked: docs/metrics.md explains each reason. `none` is a runner that answers.',
  queries: [
    promTable(
      `max by (runner, reason) (framewatch_exporter_runner_error_info{${RUNNER}}) or label_replace(max by (runner) (framewatch_runner_up{${RUNNER}} == 1), "reason", "none", "", "")`
    ),
  ],
  noData: 'No data from the exporter',
  links: [toExporter, toDocs('What to do', 'runbooks/runner-down.md')],
}).withTransformation({
  id: 'organize',
  options: { excludeByName: { Time: true, Value: true }, indexByName: { runner: 0, reason: 1 }, renameByName: {} },
});
