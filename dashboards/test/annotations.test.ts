import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type PrometheusAlert, prometheusAlerts } from '../src/alerting/prometheus-rules.js';
import { ROOT } from '../src/paths.js';
import { AnnotationError, renderAnnotation } from './annotation.js';
import { readRepositoryYaml, readYaml } from './read.js';
import { type Rule, rulesSchema } from './schemas.js';

describe('renderAnnotation', () => {
  const labels = { stream: 'lobby' };
  const render = (template: string, value?: number) =>
    renderAnnotation(template, { labels, values: value === undefined ? {} : { A: value } });
  const number = (filter: string, value: number) => render(`{{ $values.A.Value | ${filter} }}`, value);

  it('fills in labels and values', () => {
    expect(render('{{ $values.A.Value | printf "%.0f" }} of {{ $labels.stream }}.', 5)).toBe('5 of lobby.');
  });

  // As Go's printf and Prometheus' humanizePercentage write them.
  it.each([
    [4.0712, 'printf "%.0f"', '4'],
    [2.5, 'printf "%.0f"', '2'],
    [3.5, 'printf "%.0f"', '4'],
    [0.25, 'printf "%.1f"', '0.2'],
    [0.35, 'printf "%.1f"', '0.3'],
    [-4.25, 'printf "%.1f"', '-4.2'],
    [0.832449, 'humanizePercentage', '83.24%'],
    [0.93, 'humanizePercentage', '93%'],
    [1, 'humanizePercentage', '100%'],
    [0.0000123, 'humanizePercentage', '0.00123%'],
    [0, 'humanizePercentage', '0%'],
  ])('writes %d through %s as %s', (value, filter, text) => expect(number(filter, value)).toBe(text));

  it('chooses the side of a guard by whether there is data', () => {
    const guarded =
      '{{ if $values.A }}{{ $labels.stream }}: {{ $values.A.Value | printf "%.0f" }}{{ else }}none{{ end }}';
    expect(render(guarded, 0)).toBe('lobby: 0');
    expect(render(guarded)).toBe('none');
  });

  it.each([
    ['{{ $values.A.Value | printf "%.0f" }}', 'there is no value A'],
    ['{{ $labels.runner }}', 'there is no label runner'],
    ['{{ $values.A.Value }}', 'not among what annotations may use'],
    ['{{ $values.A.Value | humanize }}', 'not among what annotations may use'],
    ['{{ $value }}', 'not among what annotations may use'],
    ['{{if $values.A}}x{{else}}y{{end}}', 'expected {{ and }} with one space inside'],
    ['{{ if $values.A }}x{{ end }}', 'not among what annotations may use'],
    ['so {{ if $values.A }}x{{ else }}y{{ end }}', 'not among what annotations may use'],
    ['{{ if $values.A }}x{{ else }}y{{ end }} so', 'not among what annotations may use'],
    ['{{ if $values.A }}{{ $values.A }}{{ else }}y{{ end }}', 'not among what annotations may use'],
    ['{{ if $values.A }}x{{ else }}{{ end }}', 'the text is empty'],
  ])('refuses %s', (template, message) => {
    expect(() => render(template)).toThrow(AnnotationError);
    expect(() => render(template)).toThrow(message);
  });

  it.each([NaN, Infinity])('refuses %d, which no sentence says', (value) =>
    expect(() => number('printf "%.0f"', value)).toThrow('is no number that a sentence can have')
  );

  it('refuses a share that Go writes with an exponent', () =>
    expect(() => number('humanizePercentage', 123)).toThrow('with an exponent'));
});

const rules: readonly Rule[] = ['rules-prometheus.yml', 'rules-influxdb.yml'].flatMap((name) =>
  rulesSchema.parse(readYaml(`alerting/${name}`)).groups.flatMap((group) => group.rules)
);
const ruleOf = (title: string): Rule => rules.find((rule) => rule.title === title)!;
const texts = ({ annotations }: Rule) => ({ summary: annotations.summary, description: annotations.description });
const rendered = (rule: Rule, labels: Record<string, string>, values: Record<string, number>) => {
  const of = (template: string) => renderAnnotation(template, { labels, values });
  return { summary: of(rule.annotations.summary), description: of(rule.annotations.description) };
};

/** The labels that Grafana gives to a result without data. */
const NO_SERIES = { datasource_uid: 'framewatch-prometheus', ref_id: 'A', severity: 'warning', component: 'service' };

describe('without data', () => {
  it.each(rules.map((rule) => [rule.title, rule] as const))('%s has a text', (_, rule) => {
    for (const text of Object.values(rendered(rule, NO_SERIES, {}))) expect(text).toMatch(/^[A-Z].{20,}/);
  });

  it('a rule that fires then says so, in a text of its own', () => {
    const firing = rules.filter(({ noDataState, execErrState }) => [noDataState, execErrState].includes('Alerting'));
    expect(firing.map(({ title }) => title)).toEqual(['PrometheusDown', 'StoredNothing']);
    // Grafana lets such a rule's series keep the texts that they had.
    for (const rule of firing) for (const text of Object.values(texts(rule))) expect(text).not.toContain('{{');
  });

  it('others are silent, for either source of data that may be gone has a rule that is not', () => {
    for (const { title, noDataState, execErrState } of rules)
      if (!['PrometheusDown', 'StoredNothing'].includes(title))
        expect([title, noDataState, execErrState]).toEqual([title, 'OK', 'KeepLast']);
  });
});

const testFileSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(
          z.object({
            alertname: z.string(),
            exp_alerts: z.array(
              z.object({
                exp_labels: z.record(z.string(), z.string()),
                exp_annotations: z.object({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
              })
            ),
          })
        )
        .default([]),
    })
  ),
});

/** Alerts as promtool saw them, with their texts. */
const seen = readdirSync(path.join(ROOT, 'provisioning/prometheus/tests')).flatMap((name) =>
  testFileSchema
    .parse(readRepositoryYaml(`provisioning/prometheus/tests/${name}`))
    .tests.flatMap((test) => test.alert_rule_test)
    .flatMap(({ alertname, exp_alerts }) => exp_alerts.map((alert) => ({ alertname, ...alert })))
);

/** The number that a text of Prometheus has where its template has the value; 1 where it has none. */
function valueIn(template: string, text: string): number {
  const pattern = template
    .split(/\{\{ (.*?) \}\}/)
    .map((piece, index) => {
      if (index % 2 === 0) return piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return piece.startsWith('$value') ? '(-?[\\d.]+)' + (piece.includes('Percentage') ? '%' : '') : '.*';
    })
    .join('');
  const [, number] = new RegExp(`^${pattern}$`).exec(text) ?? [];
  if (number === undefined) return 1;
  return template.includes('Percentage') ? Number(number) / 100 : Number(number);
}

const fits = (alert: PrometheusAlert, labels: Record<string, string>) =>
  Object.entries(alert.labels).every(([label, value]) => labels[label] === value);

describe('with data', () => {
  const alerts = [...prometheusAlerts().values()].flat();
  const titles = rules.map(({ title }) => title);
  const titleOf = ({ alert, labels }: PrometheusAlert) =>
    [alert, `${alert} (${labels.severity})`, `${alert} (${labels.component})`].find((title) => titles.includes(title))!;

  it.each(alerts.map((alert) => [titleOf(alert), alert] as const))('%s says what Prometheus says', (title, alert) => {
    const examples = seen.filter(({ alertname, exp_labels }) => alertname === alert.alert && fits(alert, exp_labels));
    expect(examples).not.toEqual([]);
    for (const { exp_labels, exp_annotations } of examples) {
      const { summary, description } = alert.annotations;
      const value = [valueIn(summary, exp_annotations.summary), valueIn(description, exp_annotations.description)].find(
        (found) => found !== 1
      );
      expect(rendered(ruleOf(title), exp_labels, { A: value ?? 1, B: 1 })).toEqual({
        summary: exp_annotations.summary,
        description: exp_annotations.description,
      });
    }
  });

  it('the rules on InfluxDB say their numbers', () => {
    const values = { A: 999, B: 0.914, C: 1 };
    const of = (title: string, value: number) =>
      rendered(ruleOf(title), { stream: 'lobby', type: 'failed' }, { ...values, B: value }).description;
    expect(of('StoredFramesMissing', 75.4)).toMatch(/^The newest frame in the database is 75 s old/);
    expect(of('StoredStreamFailed', 2)).toMatch(/^2 critical events/);
    expect(of('StoredLatencyHigh', 301.5)).toContain('took longer than 302 ms');
    expect(of('StoredDropsHigh', 0.914)).toMatch(/^91.4% of the frames/);
  });
});
