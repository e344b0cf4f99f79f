import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { anyNumber, promqlNow } from './expressions.js';
import { panelOf } from './panels.js';
import type { PrometheusAlert } from './prometheus-rules.js';
import { ALERT_FOLDER, uidOf } from './names.js';
import { withOrWithoutData } from './texts.js';
import type { GrafanaRule, RuleGroup } from './types.js';

/** Alerts about a stream itself: while it is stalled they would only say so again. */
const OF_STREAMS = new Set(['stream', 'latency', 'model']);
/** What says that it is stalled, or comes and goes, or is no alert about a stream. */
const NOT_BY_STALLED = new Set(['StreamStalled', 'CameraFlapping', 'ModelDown']);
const STALLED = 'max by (runner, stream) (framewatch_stream_up) == 0';

/**
 * What stands after an alert's name where several alerts share it, so that every title is there once: its severity or,
 * where that is the same, the component that it is about.
 */
function titles(alerts: readonly PrometheusAlert[]): ReadonlyMap<PrometheusAlert, string> {
  return new Map(
    alerts.map((alert) => {
      const same = alerts.filter(({ alert: name }) => name === alert.alert);
      const differsIn = (label: string) => new Set(same.map(({ labels }) => labels[label])).size === same.length;
      if (same.length === 1) return [alert, alert.alert];
      const label = ['severity', 'component'].find(differsIn);
      if (label === undefined) throw new Error(`alerts named ${alert.alert} differ in neither severity nor component`);
      return [alert, `${alert.alert} (${alert.labels[label] ?? ''})`];
    })
  );
}

/** Grafana has no inhibition between rules, so the query leaves out consequences of a stalled stream. */
function withoutStalled({ alert, expr, labels }: PrometheusAlert): string {
  if (NOT_BY_STALLED.has(alert) || !OF_STREAMS.has(labels.component ?? '')) return expr;
  return `(\n${expr.trimEnd()}\n)\nunless on (runner, stream) ${STALLED}`;
}

/** The expressions give the series that an alert fires for: usually there are none. */
const NOTHING_FITS = {
  summary: 'Nothing fits this alert now',
  description:
    'No series fits it: all is well, or what tells of it is down, and ExporterDown, MonitoringTargetDown or PrometheusDown fires instead.',
};

/** `$value` is a number in Prometheus; in Grafana it is a text about all queries, and `$values` has the numbers. */
const inGrafana = (text: string): string => text.replaceAll(/\$value\b/g, '$values.A.Value');

function annotationsOf({ annotations: { summary, description, runbook_url } }: PrometheusAlert) {
  const texts = { summary: inGrafana(summary), description: inGrafana(description) };
  return { ...withOrWithoutData('A', texts, NOTHING_FITS), runbook_url };
}

/**
 * Converts the rules of Prometheus to Grafana-managed rules on the same data, for teams without Alertmanager. They use
 * the same expressions, so that both agree.
 */
export function fromPrometheus(
  groups: ReadonlyMap<string, readonly PrometheusAlert[]>,
  dashboards: readonly Dashboard[]
): RuleGroup[] {
  const titleOf = titles([...groups.values()].flat());
  const toRule = (alert: PrometheusAlert): GrafanaRule => {
    const title = titleOf.get(alert) ?? alert.alert;
    return {
      uid: uidOf(title),
      title,
      condition: 'B',
      data: [promqlNow('A', withoutStalled(alert)), anyNumber('B', 'A')],
      ...panelOf(alert.alert, dashboards),
      noDataState: 'OK',
      execErrState: 'KeepLast',
      for: alert.for ?? '0s',
      ...(alert.keep_firing_for !== undefined && { keepFiringFor: alert.keep_firing_for }),
      annotations: annotationsOf(alert),
      labels: alert.labels,
      isPaused: false,
    };
  };
  return [...groups].map(([name, alerts]) => ({
    orgId: 1,
    name,
    folder: ALERT_FOLDER,
    interval: '1m',
    rules: alerts.map(toRule),
  }));
}
