import { dashboards } from '../generate.js';
import { fromPrometheus } from './from-prometheus.js';
import { uidOf } from './names.js';
import { panelOf } from './panels.js';
import type { PrometheusAlert } from './prometheus-rules.js';

const boards = dashboards();

const alert = (change: Partial<PrometheusAlert>): PrometheusAlert => ({
  alert: 'StreamDropRatioHigh',
  expr: 'stream:frames_dropped:ratio_rate5m > 0.5\n',
  for: '10m',
  labels: { severity: 'warning', component: 'stream' },
  annotations: {
    summary: 'x',
    description: '{{ $value | humanizePercentage }} of {{ $labels.stream }}',
    runbook_url: 'https://example.org/x.md',
  },
  ...change,
});

const convert = (...alerts: PrometheusAlert[]) => fromPrometheus(new Map([['group', alerts]]), boards)[0]?.rules ?? [];

describe('a rule of Prometheus in Grafana', () => {
  it('keeps its name, time and labels, and fires for whatever its expression gives', () => {
    expect(convert(alert({ labels: { severity: 'warning', component: 'host' } }))).toMatchObject([
      {
        uid: 'fw-stream-drop-ratio-high',
        title: 'StreamDropRatioHigh',
        condition: 'B',
        data: [
          { refId: 'A', model: { expr: 'stream:frames_dropped:ratio_rate5m > 0.5\n', instant: true } },
          { refId: 'B', model: { type: 'math', expression: 'is_number($A)' } },
        ],
        for: '10m',
        noDataState: 'OK',
        labels: { severity: 'warning', component: 'host' },
      },
    ]);
  });

  it('says numbers as Grafana’s templates do, and something else where there are none', () => {
    expect(convert(alert({}))[0]?.annotations).toEqual({
      summary: '{{ if $values.A }}x{{ else }}Nothing fits this alert now{{ end }}',
      description: expect.stringMatching(
        /^\{\{ if \$values\.A \}\}\{\{ \$values\.A\.Value \| humanizePercentage \}\} of \{\{ \$labels\.stream \}\}\{\{ else \}\}No series fits it: .*\{\{ end \}\}$/
      ) as string,
      runbook_url: 'https://example.org/x.md',
    });
  });

  it('about a stream is silent while that is down; the one that says so is not', () => {
    const expr = (rule: PrometheusAlert) => convert(rule)[0]?.data[0]?.model.expr;
    expect(expr(alert({}))).toBe(
      '(\nstream:frames_dropped:ratio_rate5m > 0.5\n)\nunless on (runner, stream) max by (runner, stream) (framewatch_stream_up) == 0'
    );
    expect(expr(alert({ alert: 'StreamStalled', expr: 'x == 0' }))).toBe('x == 0');
  });

  it('shares its name with another: each is told apart by severity, or by component', () => {
    const critical = { labels: { severity: 'critical', component: 'stream' } };
    expect(convert(alert({}), alert(critical)).map(({ title }) => title)).toEqual([
      'StreamDropRatioHigh (warning)',
      'StreamDropRatioHigh (critical)',
    ]);
    const other = { labels: { severity: 'warning', component: 'data' } };
    expect(convert(alert({}), alert(other)).map(({ uid }) => uid)).toEqual([
      'fw-stream-drop-ratio-high-stream',
      'fw-stream-drop-ratio-high-data',
    ]);
    expect(() => convert(alert({}), alert({}))).toThrow('differ in neither severity nor component');
  });

  it('has to have a panel', () => {
    expect(() => convert(alert({ alert: 'Unheard' }))).toThrow(
      'alert Unheard has no panel: add it in alerting/panels.ts'
    );
    expect(() => panelOf('StreamStalled', [])).toThrow('dashboard framewatch-fleet has no panel "State"');
  });

  it('has a uid that Grafana takes', () => {
    expect(uidOf('LatencyBudgetBurnFast')).toBe('fw-latency-budget-burn-fast');
    expect(uidOf('DatabaseDown (data)')).toBe('fw-database-down-data');
    expect(() => uidOf('AnAlertWithANameThatIsFarTooLongForIt')).toThrow('more than 40 characters');
  });
});
