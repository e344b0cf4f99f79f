import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { beyond, fluxOver, newest, promqlNow } from './expressions.js';
import { ALERT_FOLDER, runbook, uidOf } from './names.js';
import { panelOf } from './panels.js';
import { type Texts, withOrWithoutData } from './texts.js';
import type { GrafanaRule, RuleGroup } from './types.js';

interface RuleSpec extends Pick<GrafanaRule, 'title' | 'condition' | 'data' | 'for'>, Texts {
  severity: 'critical' | 'warning' | 'info';
  component: string;
  runbook: string;
  noDataState?: GrafanaRule['noDataState'];
  execErrState?: GrafanaRule['execErrState'];
}

function rule(spec: RuleSpec, dashboards: readonly Dashboard[]): GrafanaRule {
  return {
    uid: uidOf(spec.title),
    title: spec.title,
    condition: spec.condition,
    data: spec.data,
    ...panelOf(spec.title, dashboards),
    noDataState: spec.noDataState ?? 'OK',
    execErrState: spec.execErrState ?? 'KeepLast',
    for: spec.for,
    annotations: { summary: spec.summary, description: spec.description, runbook_url: runbook(spec.runbook) },
    labels: { severity: spec.severity, component: spec.component },
    isPaused: false,
  };
}

const pipe = (...lines: string[]): string => lines.join('\n  |> ');

const BY_STREAM = 'group(columns: ["stream"])';

/** A field of `frames`, of every stream and model by itself. */
const frames = (seconds: number, field: string): string[] => [
  'from(bucket: "framewatch")',
  `range(start: -${seconds}s)`,
  `filter(fn: (r) => r._measurement == "frames" and r._field == "${field}")`,
];

/** The rule that only Grafana can evaluate: whether Prometheus is up. */
const PROMETHEUS_DOWN: RuleSpec = {
  title: 'PrometheusDown',
  condition: 'B',
  data: [promqlNow('A', 'vector(1)'), beyond('B', 'A', 'lt', 1)],
  for: '2m',
  noDataState: 'Alerting',
  execErrState: 'Alerting',
  severity: 'critical',
  component: 'service',
  summary: 'Prometheus does not answer',
  description: 'Grafana cannot query it. No alert on metrics can fire until it is back, in Grafana and in Prometheus.',
  runbook: 'monitoring-target-down',
};

/** The rule that anything is stored at all. Without data the other rules on InfluxDB have no series and do not fire. */
const STORED_NOTHING: RuleSpec = {
  title: 'StoredNothing',
  condition: 'C',
  data: [
    fluxOver(
      'A',
      300,
      pipe(...frames(300, 'objects'), 'group()', 'count()', 'map(fn: (r) => ({ r with _time: now() }))')
    ),
    newest('B', 'A'),
    beyond('C', 'B', 'lt', 1),
  ],
  for: '2m',
  noDataState: 'Alerting',
  execErrState: 'Alerting',
  severity: 'critical',
  component: 'data',
  summary: 'No frames are stored, or the database does not answer',
  description:
    'For 5 minutes the database has got no frame of any stream, or Grafana cannot query it. No alert on what is stored can fire until it does.',
  runbook: 'database-down',
};

const DAY = 86_400;

/** What the rules about a series of InfluxDB say where there is none. */
const NOTHING_STORED: Texts = {
  summary: 'Nothing fits this alert now',
  description:
    'Nothing that could fit it was stored: all is well, or nothing is stored at all, and StoredNothing fires.',
};

/** Rules on the stored data of each stream: they need a database and no Prometheus. */
const OF_STORED_STREAMS: RuleSpec[] = [
  {
    title: 'StoredFramesMissing',
    condition: 'C',
    data: [
      fluxOver(
        'A',
        DAY,
        pipe(
          ...frames(DAY, 'objects'),
          'last()',
          // A stream that was given another model has several: putting them together does not put them in order.
          BY_STREAM,
          'sort(columns: ["_time"])',
          'last()',
          'map(fn: (r) => ({ _time: now(), stream: r.stream, _value: float(v: int(v: now()) - int(v: r._time)) / 1000000000.0 }))',
          BY_STREAM
        )
      ),
      newest('B', 'A'),
      beyond('C', 'B', 'gt', 60),
    ],
    for: '1m',
    severity: 'critical',
    component: 'stream',
    summary: 'No new frames of stream {{ $labels.stream }} are stored',
    description:
      'The newest frame in the database is {{ $values.B.Value | printf "%.0f" }} s old: the camera is silent, the runner is down, or its points wait in the spool.',
    runbook: 'stream-stalled',
  },
  {
    title: 'StoredStreamFailed',
    condition: 'C',
    data: [
      fluxOver(
        'A',
        300,
        pipe(
          'from(bucket: "framewatch")',
          'range(start: -300s)',
          'filter(fn: (r) => r._measurement == "events" and r._field == "message" and r.severity == "critical")',
          // Anomalies have alerts of their own.
          'filter(fn: (r) => r.type == "state" or r.type == "model")',
          'group(columns: ["stream", "type"])',
          'count()',
          'map(fn: (r) => ({ r with _time: now() }))'
        )
      ),
      newest('B', 'A'),
      beyond('C', 'B', 'gt', 0),
    ],
    for: '0s',
    severity: 'critical',
    component: 'stream',
    summary: 'Stream {{ $labels.stream }} reports a critical event of type {{ $labels.type }}',
    description:
      '{{ $values.B.Value | printf "%.0f" }} critical events within 5 minutes, such as a source that will not be tried again. The table of events has their words.',
    runbook: 'stream-stalled',
  },
  {
    title: 'StoredLatencyHigh',
    condition: 'C',
    data: [
      fluxOver(
        'A',
        600,
        pipe(
          ...frames(600, 'latency_ms'),
          BY_STREAM,
          'quantile(q: 0.99, method: "estimate_tdigest")',
          'map(fn: (r) => ({ r with _time: now() }))'
        )
      ),
      newest('B', 'A'),
      beyond('C', 'B', 'gt', 250),
    ],
    for: '5m',
    severity: 'warning',
    component: 'latency',
    summary: 'Results of stream {{ $labels.stream }} are late',
    description:
      '1 % of the frames of the last 10 minutes took longer than {{ $values.B.Value | printf "%.0f" }} ms; the objective is 250 ms.',
    runbook: 'latency-budget-burn-fast',
  },
  {
    title: 'StoredDropsHigh',
    condition: 'C',
    data: [
      fluxOver(
        'A',
        600,
        pipe(
          ...frames(600, 'dropped'),
          BY_STREAM,
          'mean()',
          'map(fn: (r) => ({ r with _time: now(), _value: r._value / (r._value + 1.0) }))'
        )
      ),
      newest('B', 'A'),
      beyond('C', 'B', 'gt', 0.9),
    ],
    for: '10m',
    severity: 'warning',
    component: 'stream',
    summary: 'Nearly all frames of stream {{ $labels.stream }} are dropped',
    description:
      '{{ $values.B.Value | humanizePercentage }} of the frames of the last 10 minutes were not inferred: the model is far too slow for the camera, or targetFps far below its rate.',
    runbook: 'stream-drop-ratio-high',
  },
];

const group = (name: string, rules: GrafanaRule[]): RuleGroup => ({
  orgId: 1,
  name,
  folder: ALERT_FOLDER,
  interval: '1m',
  rules,
});

/** The rule about Prometheus itself. */
export const watchPrometheus = (dashboards: readonly Dashboard[]): RuleGroup =>
  group('framewatch-prometheus', [rule(PROMETHEUS_DOWN, dashboards)]);

/** The rules on InfluxDB. */
export const onInfluxDb = (dashboards: readonly Dashboard[]): RuleGroup => {
  const ofStreams = OF_STORED_STREAMS.map((spec) => ({ ...spec, ...withOrWithoutData('B', spec, NOTHING_STORED) }));
  return group(
    'framewatch-influxdb',
    [STORED_NOTHING, ...ofStreams].map((spec) => rule(spec, dashboards))
  );
};
